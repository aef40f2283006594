package dev.heddle.wasm.validate;

import static dev.heddle.wasm.validate.OperandTypes.F32;
import static dev.heddle.wasm.validate.OperandTypes.F64;
import static dev.heddle.wasm.validate.OperandTypes.I32;
import static dev.heddle.wasm.validate.OperandTypes.I64;

import dev.heddle.wasm.module.Opcode;

/**
 * The value types and the natural alignments of the loads and stores, by opcode. Source: core
 * specification, section 3.4.7 (memory instructions).
 */
final class MemoryInstructions {

  private static final byte[] TYPES = new byte[Opcode.I64_STORE32 + 1];
  private static final byte[] ALIGNMENTS = new byte[Opcode.I64_STORE32 + 1];

  static {
    define(Opcode.I32_LOAD, I32, 2);
    define(Opcode.I64_LOAD, I64, 3);
    define(Opcode.F32_LOAD, F32, 2);
    define(Opcode.F64_LOAD, F64, 3);
    define(Opcode.I32_LOAD8_S, I32, 0);
    define(Opcode.I32_LOAD8_U, I32, 0);
    define(Opcode.I32_LOAD16_S, I32, 1);
    define(Opcode.I32_LOAD16_U, I32, 1);
    define(Opcode.I64_LOAD8_S, I64, 0);
    define(Opcode.I64_LOAD8_U, I64, 0);
    define(Opcode.I64_LOAD16_S, I64, 1);
    define(Opcode.I64_LOAD16_U, I64, 1);
    define(Opcode.I64_LOAD32_S, I64, 2);
    define(Opcode.I64_LOAD32_U, I64, 2);
    define(Opcode.I32_STORE, I32, 2);
    define(Opcode.I64_STORE, I64, 3);
    define(Opcode.F32_STORE, F32, 2);
    define(Opcode.F64_STORE, F64, 3);
    define(Opcode.I32_STORE8, I32, 0);
    define(Opcode.I32_STORE16, I32, 1);
    define(Opcode.I64_STORE8, I64, 0);
    define(Opcode.I64_STORE16, I64, 1);
    define(Opcode.I64_STORE32, I64, 2);
  }

  private MemoryInstructions() {}

  static boolean isLoad(int opcode) {
    return opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_LOAD32_U;
  }

  static boolean isStore(int opcode) {
    return opcode >= Opcode.I32_STORE && opcode <= Opcode.I64_STORE32;
  }

  /** The type of the value that is loaded or stored. */
  static int type(int opcode) {
    return TYPES[opcode];
  }

  /** The binary logarithm of the number of bytes that are accessed. */
  static int naturalAlignment(int opcode) {
    return ALIGNMENTS[opcode];
  }

  private static void define(int opcode, int type, int alignment) {
    TYPES[opcode] = (byte) type;
    ALIGNMENTS[opcode] = (byte) alignment;
  }
}
