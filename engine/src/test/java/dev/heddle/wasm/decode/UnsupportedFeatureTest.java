package dev.heddle.wasm.decode;

import static dev.heddle.wasm.decode.ModuleBytes.functionOf;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.MalformedModuleException;
import dev.heddle.wasm.UnsupportedFeatureException;
import dev.heddle.wasm.validate.ModuleValidator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class UnsupportedFeatureTest {

  @Test
  void typesOfLaterProposalsAreToldByName() {
    unsupported(module().section(1, 1, 0x60, 1, 0x68, 0), "stack-switching");
    unsupported(module().section(1, 1, 0x5d, 0), "stack-switching");
  }

  @Test
  void tablesAndMemoriesOfLaterProposalsAreToldByName() {
    malformed(module().section(5, 1, 8, 0), "malformed limits flags 0x8");
  }

  @Test
  void instructionsOfLaterProposalsAreToldByName() {
    unsupported("stack-switching", 0xe2, 0);
  }

  @Test
  void bytesOfNoProposalAreNoInstructions() {
    illegal("illegal opcode 16", 0x16);
    illegal("illegal opcode ff", 0xff);
    illegal("illegal opcode fb 1f", 0xfb, 0x1f);
    illegal("illegal opcode fb 80000000", 0xfb, 0x80, 0x80, 0x80, 0x80, 0x08);
    illegal("illegal opcode fc 17", 0xfc, 0x17);
    illegal("illegal opcode fc 80000000", 0xfc, 0x80, 0x80, 0x80, 0x80, 0x08);
    illegal("illegal opcode fd 9a", 0xfd, 0x9a, 0x01);
    illegal("illegal opcode fd 114", 0xfd, 0x94, 0x02);
    illegal("illegal opcode fe 04", 0xfe, 0x04);
  }

  @Test
  void constantExpressionsAreToldTheSame() {
    malformed(module().section(6, 1, 0x7f, 0, 0x16, 0x0b), "illegal opcode 16");
  }

  @Test
  void theMessageNamesConstructAndOffset() {
    byte[] bytes = functionOf(0x01, 0xe2, 0);

    assertThatThrownBy(() -> ModuleValidator.validate(ModuleDecoder.decode(bytes)))
        .hasMessage("unsupported feature stack-switching: opcode e2 at offset 0x18");
  }

  private static void unsupported(String feature, int... instruction) {
    unsupported(functionOf(instruction), feature);
  }

  private static void unsupported(ModuleBytes module, String feature) {
    unsupported(module.toBytes(), feature);
  }

  private static void unsupported(byte[] module, String feature) {
    assertThatThrownBy(() -> ModuleValidator.validate(ModuleDecoder.decode(module)))
        .asInstanceOf(InstanceOfAssertFactories.type(UnsupportedFeatureException.class))
        .extracting(UnsupportedFeatureException::feature)
        .isEqualTo(feature);
  }

  private static void illegal(String message, int... instruction) {
    malformed(functionOf(instruction), message);
  }

  private static void malformed(ModuleBytes module, String message) {
    malformed(module.toBytes(), message);
  }

  private static void malformed(byte[] module, String message) {
    assertThatThrownBy(() -> ModuleValidator.validate(ModuleDecoder.decode(module)))
        .isInstanceOf(MalformedModuleException.class)
        .hasMessageStartingWith(message);
  }
}
