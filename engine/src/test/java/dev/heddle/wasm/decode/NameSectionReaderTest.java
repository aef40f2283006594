package dev.heddle.wasm.decode;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.module.NameSection;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NameSectionReaderTest {

  private static final int[] MODULE = subsection(0, name("shop"));
  private static final int[] FUNCTIONS =
      subsection(1, join(new int[] {2, 0}, name("main"), new int[] {7}, name("café")));
  private static final int[] LOCALS = subsection(2, new int[] {1, 0, 1, 0, 1, 'x'});
  private static final int[] GLOBALS = subsection(7, join(new int[] {1, 3}, name("sp")));

  @Test
  void namesOfTheModuleAndItsFunctionsAndGlobalsAreKept() {
    NameSection names = read(join(MODULE, FUNCTIONS, LOCALS, GLOBALS));

    assertThat(names.module()).contains("shop");
    assertThat(names.functions()).isEqualTo(Map.of(0, "main", 7, "café"));
    assertThat(names.globals()).isEqualTo(Map.of(3, "sp"));
  }

  @Test
  void withoutANameSectionThereAreNoNames() {
    assertThat(ModuleDecoder.decode(module().custom("names").toBytes()).names())
        .isEqualTo(NameSection.EMPTY);
  }

  @Test
  void theFirstNameSectionCounts() {
    byte[] bytes = module().custom("name", MODULE).custom("name", FUNCTIONS).toBytes();

    assertThat(ModuleDecoder.decode(bytes).names().module()).contains("shop");
    assertThat(ModuleDecoder.decode(bytes).names().functions()).isEmpty();
  }

  @Test
  void aBrokenSubsectionKeepsWhatWasReadAndDoesNotHideTheOthers() {
    int[] brokenUtf8 =
        subsection(1, join(new int[] {3, 0}, name("main"), new int[] {1, 1, 0xff, 2, 1, 'b'}));
    int[] tooMany = subsection(1, new int[] {0xff, 0xff, 0xff, 0xff, 0x0f});

    assertThat(read(join(brokenUtf8, GLOBALS)).functions()).isEqualTo(Map.of(0, "main"));
    assertThat(read(join(brokenUtf8, GLOBALS)).globals()).isEqualTo(Map.of(3, "sp"));
    assertThat(read(join(tooMany, GLOBALS)).functions()).isEmpty();
    assertThat(read(join(tooMany, GLOBALS)).globals()).isEqualTo(Map.of(3, "sp"));
  }

  @Test
  void aNameSectionThatIsCutOffNeverMakesTheModuleMalformed() {
    int[] whole = join(MODULE, FUNCTIONS, GLOBALS);
    for (int length = 0; length < whole.length; length++) {
      NameSection names = read(Arrays.copyOf(whole, length));
      assertThat(names.module().isPresent())
          .as("%d bytes", length)
          .isEqualTo(length >= MODULE.length);
      assertThat(names.functions().size())
          .as("%d bytes", length)
          .isEqualTo(length >= MODULE.length + FUNCTIONS.length ? 2 : 0);
    }
  }

  private static int[] subsection(int id, int[] content) {
    return join(new int[] {id, content.length}, content);
  }

  private static NameSection read(int[] content) {
    return ModuleDecoder.decode(module().custom("name", content).toBytes()).names();
  }
}
