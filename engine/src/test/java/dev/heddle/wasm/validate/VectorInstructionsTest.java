package dev.heddle.wasm.validate;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.repeat;
import static dev.heddle.wasm.decode.ModuleBytes.u32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.MalformedModuleException;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.module.VectorOpcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VectorInstructionsTest {

  private static final int[] DROP = {0x1a};
  private static final int[] UNREACHABLE = {0x00};
  private static final int[] I32_CONST = {0x41, 0};
  private static final int[] V128_CONST =
      join(new int[] {0xfd, VectorOpcode.V128_CONST}, repeat(16, 1));

  /** A module with a memory and one function of these instructions. */
  private static byte[] function(int[]... instructions) {
    return module()
        .section(1, 1, 0x60, 0, 0)
        .section(3, 1, 0)
        .section(5, 1, 0, 1)
        .code(join(new int[] {0}, join(instructions), new int[] {0x0b}))
        .toBytes();
  }

  private static int[] vector(int number, int... immediates) {
    return join(new int[] {0xfd}, u32(number), immediates);
  }

  /** An instruction with immediates that are all zero. */
  private static int[] withZeros(VectorInstruction instruction) {
    int immediates =
        switch (instruction.form()) {
          case LOAD, STORE -> 2;
          case LOAD_LANE, STORE_LANE -> 3;
          case CONST, SHUFFLE -> 16;
          case EXTRACT, REPLACE -> 1;
          default -> 0;
        };
    return vector(instruction.number(), repeat(immediates, 0));
  }

  private static int[] operands(VectorInstruction instruction) {
    int[] number =
        switch (instruction.scalar()) {
          case I32 -> I32_CONST;
          case I64 -> new int[] {0x42, 0};
          case F32 -> join(new int[] {0x43}, repeat(4, 0));
          case F64 -> join(new int[] {0x44}, repeat(8, 0));
        };
    return switch (instruction.form()) {
      case LOAD -> I32_CONST;
      case STORE, LOAD_LANE, STORE_LANE -> join(I32_CONST, V128_CONST);
      case CONST -> new int[0];
      case UNARY, TEST, EXTRACT -> V128_CONST;
      case BINARY, SHUFFLE -> join(V128_CONST, V128_CONST);
      case TERNARY -> join(V128_CONST, V128_CONST, V128_CONST);
      case SHIFT -> join(V128_CONST, I32_CONST);
      case SPLAT -> number;
      case REPLACE -> join(V128_CONST, number);
    };
  }

  private static int[] dropResult(VectorInstruction instruction) {
    return switch (instruction.form()) {
      case STORE, STORE_LANE -> new int[0];
      default -> DROP;
    };
  }

  @ParameterizedTest
  @EnumSource
  void everyInstructionIsOneOfTheRegisterCodeByTheSameName(VectorInstruction instruction) {
    WasmModule loaded =
        WasmModule.load(
            function(operands(instruction), withZeros(instruction), dropResult(instruction)));

    assertThat(loaded.disassemble(0)).contains(" " + instruction.mnemonic() + " ");
  }

  @ParameterizedTest
  @EnumSource
  void everyInstructionIsPassedOverWhereItCannotBeReached(VectorInstruction instruction) {
    WasmModule loaded =
        WasmModule.load(function(UNREACHABLE, withZeros(instruction), dropResult(instruction)));

    assertThat(loaded.disassemble(0)).contains("unreachable").doesNotContain(".");
  }

  @ParameterizedTest
  @EnumSource
  void everyInstructionNamesItselfWhenItsOperandsAreMissing(VectorInstruction instruction) {
    if (instruction.form() != VectorInstruction.Form.CONST) {
      invalid("but stack has []: " + instruction.mnemonic(), withZeros(instruction));
    }
  }

  @Test
  void lanesAreThoseOfTheShape() {
    invalid(
        "invalid lane index 16 of i8x16.extract_lane_s, which has 16 lanes",
        V128_CONST,
        vector(VectorOpcode.I8X16_EXTRACT_LANE_S, 16));
    invalid(
        "invalid lane index 2 of f64x2.replace_lane, which has 2 lanes",
        V128_CONST,
        vector(VectorOpcode.F64X2_REPLACE_LANE, 2));
    invalid(
        "invalid lane index 4 of v128.load32_lane, which has 4 lanes",
        I32_CONST,
        V128_CONST,
        vector(VectorOpcode.V128_LOAD32_LANE, 0, 0, 4));
    invalid(
        "invalid lane index 32 of i8x16.shuffle, which has 32 lanes",
        V128_CONST,
        V128_CONST,
        vector(VectorOpcode.I8X16_SHUFFLE, join(repeat(15, 31), new int[] {32})));
    invalid("invalid lane index 255", UNREACHABLE, vector(VectorOpcode.I64X2_EXTRACT_LANE, 255));
  }

  @Test
  void noAccessIsAlignedToMoreThanItsSize() {
    invalid(
        "alignment must not be larger than natural: 2**5 for v128.load",
        I32_CONST,
        vector(VectorOpcode.V128_LOAD, 5, 0));
    invalid(
        "alignment must not be larger than natural: 2**1 for v128.store8_lane",
        I32_CONST,
        V128_CONST,
        vector(VectorOpcode.V128_STORE8_LANE, 1, 0, 0));
  }

  @Test
  void aVectorIsNoNumber() {
    invalid(
        "type mismatch: instruction requires [v128] but stack has [i32]: v128.not",
        I32_CONST,
        vector(VectorOpcode.V128_NOT));
    invalid(
        "type mismatch: instruction requires [i32] but stack has [v128]: i8x16.shl",
        V128_CONST,
        V128_CONST,
        vector(VectorOpcode.I8X16_SHL));
  }

  @Test
  void aConstantThatIsCutOffIsMalformed() {
    assertThatExceptionOfType(MalformedModuleException.class)
        .isThrownBy(() -> WasmModule.load(function(vector(VectorOpcode.V128_CONST, 1, 2, 3))));
  }

  private static void invalid(String message, int[]... instructions) {
    assertThatExceptionOfType(InvalidModuleException.class)
        .isThrownBy(() -> WasmModule.load(function(instructions)))
        .withMessageContaining(message);
  }
}
