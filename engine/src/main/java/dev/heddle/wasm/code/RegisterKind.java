package dev.heddle.wasm.code;

import static dev.heddle.wasm.code.RegisterOpcode.*;

import dev.heddle.wasm.module.AtomicOpcode;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.Opcode;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.StorageType;
import dev.heddle.wasm.types.ValueType;

/**
 * What a register holds: registers are 64 bits for whatever is in them, and the compiler must know
 * whether that is a number of the JVM's {@code int}, {@code long}, {@code float} or {@code double}.
 *
 * <p>Most opcodes say so. What others work on is noted beside the code while it is written.
 */
public final class RegisterKind {

  public static final byte I32 = 1;
  public static final byte I64 = 2;
  public static final byte F32 = 3;
  public static final byte F64 = 4;

  /** Two adjacent registers of 64 bits. */
  public static final byte V128 = 5;

  /** A register of the other sort. */
  public static final byte REFERENCE = 6;

  // Of a copy: what changes its kind with it
  public static final byte I32_OF_I64 = 8;
  public static final byte I32_OF_F32 = 9;
  public static final byte I64_OF_F64 = 10;
  public static final byte F32_OF_I32 = 11;
  public static final byte F64_OF_I64 = 12;

  private RegisterKind() {}

  /** That of the values of a type. */
  public static byte of(ValueType type) {
    if (type.isReference()) {
      return REFERENCE;
    }
    if (type == ValueType.I32) {
      return I32;
    }
    if (type == ValueType.I64) {
      return I64;
    }
    if (type == ValueType.F32) {
      return F32;
    }
    return type == ValueType.F64 ? F64 : V128;
  }

  /** That of what is read from a field or element. */
  public static byte of(StorageType type) {
    return type instanceof ValueType value ? of(value) : I32;
  }

  /** How many number registers one takes. */
  public static int numberSlots(byte kind) {
    return kind == REFERENCE ? 0 : kind == V128 ? 2 : 1;
  }

  /** That of addresses of a memory. */
  public static byte ofAddresses(ModuleDefinition module, int memory) {
    return module.memories().get(memory).address() == AddressType.I64 ? I64 : I32;
  }

  /** That of indices of a table. */
  public static byte ofIndices(ModuleDefinition module, int table) {
    return module.tables().get(table).address() == AddressType.I64 ? I64 : I32;
  }

  /** That of what a load or store, by its opcode in the binary format, reads or writes. */
  public static byte ofAccess(int opcode) {
    return switch (opcode) {
      case Opcode.F32_LOAD, Opcode.F32_STORE -> F32;
      case Opcode.F64_LOAD, Opcode.F64_STORE -> F64;
      case Opcode.I32_LOAD,
          Opcode.I32_LOAD8_S,
          Opcode.I32_LOAD8_U,
          Opcode.I32_LOAD16_S,
          Opcode.I32_LOAD16_U,
          Opcode.I32_STORE,
          Opcode.I32_STORE8,
          Opcode.I32_STORE16 ->
          I32;
      default -> I64;
    };
  }

  /** That of the result of an atomic instruction, by its opcode in the binary format. */
  public static byte ofAtomicResult(int opcode) {
    return AtomicOpcode.mnemonic(opcode).startsWith("i64") ? I64 : I32;
  }

  /** That of a lane that a vector instruction takes or gives. */
  public static byte ofLane(VectorInstruction instruction) {
    String name = instruction.mnemonic();
    if (name.startsWith("i64x2")) {
      return I64;
    }
    if (name.startsWith("f32x4")) {
      return F32;
    }
    return name.startsWith("f64x2") ? F64 : I32;
  }

  /** That of the result of an arithmetic instruction. */
  public static byte ofResult(int opcode) {
    if (opcode < I64_ADD || opcode >= I64_EQ && opcode <= I64_EQZ) {
      return I32;
    }
    if (opcode <= EXTEND32_U) {
      return I64;
    }
    if (opcode <= F64_LE) {
      return opcode <= F32_DIV ? F32 : opcode <= F64_DIV ? F64 : I32;
    }
    if (opcode <= F32_LE) {
      return opcode >= I64_DIV_S && opcode <= I64_ROTR ? I64 : I32;
    }
    if (opcode <= F64_COPYSIGN) {
      return opcode <= F32_COPYSIGN ? F32 : F64;
    }
    if (opcode <= I64_POPCNT) {
      return opcode <= I32_POPCNT ? I32 : I64;
    }
    if (opcode <= F64_SQRT) {
      return opcode <= F32_SQRT ? F32 : F64;
    }
    return switch (opcode) {
      case I32_TRUNC_F32_S,
          I32_TRUNC_F32_U,
          I32_TRUNC_F64_S,
          I32_TRUNC_F64_U,
          I32_TRUNC_SAT_F32_S,
          I32_TRUNC_SAT_F32_U,
          I32_TRUNC_SAT_F64_S,
          I32_TRUNC_SAT_F64_U ->
          I32;
      case I64_TRUNC_F32_S,
          I64_TRUNC_F32_U,
          I64_TRUNC_F64_S,
          I64_TRUNC_F64_U,
          I64_TRUNC_SAT_F32_S,
          I64_TRUNC_SAT_F32_U,
          I64_TRUNC_SAT_F64_S,
          I64_TRUNC_SAT_F64_U ->
          I64;
      case F32_CONVERT_I32_S,
          F32_CONVERT_I32_U,
          F32_CONVERT_I64_S,
          F32_CONVERT_I64_U,
          F32_DEMOTE_F64 ->
          F32;
      default -> F64;
    };
  }
}
