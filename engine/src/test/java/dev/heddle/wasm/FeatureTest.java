package dev.heddle.wasm;

import static dev.heddle.wasm.decode.ModuleBytes.functionOf;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Modules say which features they use. */
class FeatureTest {

  private static List<String> features(WasmModule module) {
    return module.features().stream().map(Feature::proposal).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "kernels, ''",
    "sections, ''",
    "start, ''",
    "calls, multi-value reference-types",
    "globals, reference-types extended-const",
    "memories, bulk-memory-operations reference-types multi-memory memory64 custom-page-sizes",
    "objects, multi-value reference-types simd function-references gc",
    "relaxed, simd relaxed-simd",
    "threads, threads",
    "throws, exception-handling",
    "wide-arithmetic, multi-value wide-arithmetic",
  })
  void theFeaturesOfAGuest(String guest, String expected) {
    assertThat(String.join(" ", features(Guests.module(guest)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'41 00 c0 1a', sign-extension-ops",
    "'43 00 00 00 00 fc 00 1a', nontrapping-float-to-int-conversions",
    "'02 40 0b', ''",
    "'02 00 0b', multi-value",
    "'41 00 41 00 41 00 1c 01 7f 1a', reference-types",
    "'d0 70 1a', reference-types",
    "'d0 00 1a', reference-types function-references",
    "'d0 6e 1a', reference-types gc",
    "'d0 69 1a', reference-types exception-handling",
    "'02 63 00 d0 00 0b 1a', reference-types function-references",
    "'12 00', tail-call",
    "'d0 00 15 00', reference-types tail-call function-references",
    "'d0 00 14 00', reference-types function-references",
    "'d0 70 d4 1a', reference-types function-references",
    "'fd 0c 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 1a', simd",
    "'06 40 19 0b', legacy-exceptions",
    "'1f 40 00 0b', exception-handling",
    "'fe 03 00', threads",
    "'41 00 fb 1c 1a', gc",
    "'42 00 42 00 fc 15 1a 1a', wide-arithmetic",
  })
  void theFeatureOfAnInstruction(String code, String expected) {
    int[] body =
        Arrays.stream(code.split(" ")).mapToInt(digits -> Integer.parseInt(digits, 16)).toArray();

    assertThat(String.join(" ", features(WasmModule.load(functionOf(body))))).isEqualTo(expected);
  }

  @Test
  void whatTheBytesNeedCountsEvenIfTheMeaningDoesNot() {
    byte[] group = module().section(1, 1, 0x4e, 1, 0x60, 0, 0).toBytes();
    byte[] subtype = module().section(1, 1, 0x4f, 0, 0x60, 0, 0).toBytes();
    byte[] usualPages = module().section(5, 1, 0x08, 1, 16).toBytes();
    byte[] memoryByIndex =
        module().section(5, 1, 0, 1).section(11, 1, 2, 0, 0x41, 0, 0x0b, 0).toBytes();
    byte[] tableByIndex =
        module().section(4, 1, 0x70, 0, 1).section(9, 1, 2, 0, 0x41, 0, 0x0b, 0, 0).toBytes();
    byte[] expressions =
        module().section(4, 1, 0x70, 0, 1).section(9, 1, 4, 0x41, 0, 0x0b, 0).toBytes();

    assertThat(features(WasmModule.load(group))).containsExactly("gc");
    assertThat(features(WasmModule.load(subtype))).containsExactly("gc");
    assertThat(features(WasmModule.load(usualPages))).containsExactly("custom-page-sizes");
    assertThat(features(WasmModule.load(memoryByIndex))).containsExactly("bulk-memory-operations");
    assertThat(features(WasmModule.load(tableByIndex))).containsExactly("bulk-memory-operations");
    assertThat(features(WasmModule.load(expressions)))
        .containsExactly("bulk-memory-operations", "reference-types");
  }

  @Test
  void everyFeatureIsInSomeGuest() {
    Set<Feature> seen = EnumSet.noneOf(Feature.class);
    for (String guest :
        List.of("exceptions", "globals", "memories", "relaxed", "threads", "wide-arithmetic")) {
      seen.addAll(Guests.module(guest).features());
    }
    seen.addAll(Guests.module("objects").features());

    assertThat(EnumSet.complementOf(EnumSet.copyOf(seen)))
        .containsExactly(Feature.SIGN_EXTENSION, Feature.SATURATING_CONVERSIONS);
  }

  @Test
  void theSetCannotBeChanged() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> Guests.module("calls").features().clear());
  }
}
