package dev.heddle.wasm.code;

import static dev.heddle.wasm.code.RegisterInstruction.Operand.ADDRESS;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.IMMEDIATE;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.INDEX;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.LANES;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.REGISTER;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.VECTOR;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.VECTOR_IMMEDIATE;

import dev.heddle.wasm.code.RegisterInstruction.Operand;
import dev.heddle.wasm.module.VectorInstruction;

/**
 * Instructions on vectors: from {@link RegisterOpcode#FIRST_VECTOR} on, in the order of their
 * numbers in the binary format.
 */
final class VectorRegisterOpcode {

  private VectorRegisterOpcode() {}

  /** Tells the disassembler about them. */
  static void define() {
    for (VectorInstruction instruction : VectorInstruction.values()) {
      RegisterInstruction.define(
          RegisterOpcode.FIRST_VECTOR + instruction.number(),
          instruction.mnemonic(),
          operands(instruction.form()));
    }
    RegisterInstruction.define(RegisterOpcode.VECTOR_COPY, "v128.copy", VECTOR, VECTOR);
    RegisterInstruction.define(
        RegisterOpcode.VECTOR_SELECT, "v128.select", VECTOR, REGISTER, VECTOR, VECTOR);
    RegisterInstruction.define(RegisterOpcode.VECTOR_GLOBAL_GET, "v128.global.get", VECTOR, INDEX);
    RegisterInstruction.define(RegisterOpcode.VECTOR_GLOBAL_SET, "v128.global.set", VECTOR, INDEX);
  }

  private static Operand[] operands(VectorInstruction.Form form) {
    return switch (form) {
      case LOAD -> array(VECTOR, ADDRESS);
      case STORE -> array(VECTOR, ADDRESS);
      case LOAD_LANE -> array(VECTOR, ADDRESS, VECTOR, IMMEDIATE);
      case STORE_LANE -> array(VECTOR, ADDRESS, IMMEDIATE);
      case CONST -> array(VECTOR, VECTOR_IMMEDIATE);
      case SHUFFLE -> array(VECTOR, VECTOR, VECTOR, LANES);
      case UNARY -> array(VECTOR, VECTOR);
      case BINARY -> array(VECTOR, VECTOR, VECTOR);
      case TERNARY -> array(VECTOR, VECTOR, VECTOR, VECTOR);
      case SHIFT -> array(VECTOR, VECTOR, REGISTER);
      case TEST -> array(REGISTER, VECTOR);
      case SPLAT -> array(VECTOR, REGISTER);
      case EXTRACT -> array(REGISTER, VECTOR, IMMEDIATE);
      case REPLACE -> array(VECTOR, VECTOR, REGISTER, IMMEDIATE);
    };
  }

  private static Operand[] array(Operand... operands) {
    return operands;
  }
}
