package dev.heddle.wasm.decode;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.u32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.MalformedModuleException;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.ReferenceType;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypeSectionReaderTest {

  private static List<DefinedType> types(int... section) {
    return ModuleDecoder.decode(module().section(1, section).toBytes()).types();
  }

  private static void refused(
      Class<? extends RuntimeException> kind, String message, int... section) {
    assertThatThrownBy(() -> types(section)).isInstanceOf(kind).hasMessageStartingWith(message);
  }

  private static void invalid(String message, int... section) {
    refused(InvalidModuleException.class, message, section);
  }

  @Test
  void typesOfAGroupMayReferToLaterOnes() {
    List<DefinedType> types = types(1, 0x4e, 2, 0x5f, 1, 0x63, 1, 0, 0x5e, 0x64, 0, 1);

    assertThat(types).hasSize(2);
    ReferenceType later = (ReferenceType) types.get(0).struct().fields().getFirst().storage();
    ReferenceType earlier = (ReferenceType) types.get(1).array().element().storage();
    assertThat(later.heap()).isSameAs(types.get(1));
    assertThat(earlier.heap()).isSameAs(types.get(0));
    assertThat(earlier.nullable()).isFalse();
  }

  @Test
  void anEmptyGroupDefinesNothing() {
    assertThat(types(2, 0x4e, 0, 0x60, 0, 0)).hasSize(1);
  }

  @Test
  void typesOutsideOfTheGroupMustComeBefore() {
    invalid("unknown type 1 (type section", 2, 0x5f, 1, 0x63, 1, 0, 0x5f, 0);
    invalid("unknown type 7", 1, 0x60, 1, 0x64, 7, 0);
  }

  @Test
  void supertypesAreOneAndComeBeforeAndFit() {
    assertThat(types(2, 0x50, 0, 0x5f, 0, 0x4f, 1, 0, 0x5f, 1, 0x7f, 0).get(1).depth()).isOne();
    invalid("unknown type 0: the supertype of type 0 must come before it", 1, 0x50, 1, 0, 0x5f, 0);
    invalid(
        "sub type: type 2 has 2 supertypes",
        3,
        0x50,
        0,
        0x5f,
        0,
        0x50,
        0,
        0x5f,
        0,
        0x50,
        2,
        0,
        1,
        0x5f,
        0);
    invalid(
        "sub type: struct () cannot be below the final type struct ()",
        2,
        0x5f,
        0,
        0x50,
        1,
        0,
        0x5f,
        0);
    invalid(
        "sub type: array i8 cannot be below struct ()",
        2,
        0x50,
        0,
        0x5f,
        0,
        0x50,
        1,
        0,
        0x5e,
        0x78,
        0);
  }

  @Test
  void flawedFormsAreMalformed() {
    refused(MalformedModuleException.class, "malformed mutability", 1, 0x5e, 0x7f, 2);
    refused(MalformedModuleException.class, "malformed value type 0x62", 1, 0x5e, 0x62, 0);
    refused(MalformedModuleException.class, "malformed definition type", 1, 0x4e, 1, 0x4e, 0);
    refused(MalformedModuleException.class, "malformed definition type", 1, 0x50, 0, 0x50, 0);
    refused(MalformedModuleException.class, "unexpected end", join(new int[] {1, 0x4e}, u32(9)));
  }

  @Test
  void chainsAndStructuresHaveLimits() {
    int[] section = {0x50, 0, 0x5f, 0};
    for (int i = 0; i < 63; i++) {
      section = join(section, new int[] {0x50, 1}, u32(i), new int[] {0x5f, 0});
    }
    assertThat(types(join(u32(64), section)).getLast().depth()).isEqualTo(63);
    int[] tooDeep = join(u32(65), section, new int[] {0x50, 1, 63, 0x5f, 0});
    refused(LimitExceededException.class, "too many supertypes: type 64", tooDeep);

    int[] fields = join(new int[] {1, 0x5f}, u32(10_001), ModuleBytes.repeat(10_001, 0x7f, 0));
    refused(LimitExceededException.class, "too many fields of a structure: 10001", fields);
  }
}
