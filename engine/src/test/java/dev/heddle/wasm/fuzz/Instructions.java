package dev.heddle.wasm.fuzz;

import static dev.heddle.wasm.fuzz.Type.Plain.F32;
import static dev.heddle.wasm.fuzz.Type.Plain.F64;
import static dev.heddle.wasm.fuzz.Type.Plain.I32;
import static dev.heddle.wasm.fuzz.Type.Plain.I64;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The numeric instructions, as the generator chooses among them. */
final class Instructions {

  /**
   * An instruction without immediates.
   *
   * @param prefix the byte before the opcode, or -1
   * @param opcode the opcode, or the number behind the prefix
   */
  record Numeric(int prefix, int opcode, Type.Plain result, List<Type> operands) {

    Code code() {
      return prefix < 0 ? new Code().bytes(opcode) : new Code().bytes(prefix).unsigned(opcode);
    }

    /** Whether the second operand should rather not be 0. */
    boolean divides() {
      return prefix < 0 && (opcode >= 0x6d && opcode <= 0x70 || opcode >= 0x7f && opcode <= 0x82);
    }

    /** Whether most operands make it trap. */
    boolean oftenTraps() {
      return prefix < 0 && (opcode >= 0xa8 && opcode <= 0xab || opcode >= 0xae && opcode <= 0xb1);
    }

    /** Whether the bits of a NaN in its last operand show in its result. */
    boolean showsBits() {
      return prefix < 0 && (opcode == 0x98 || opcode == 0xa6 || opcode == 0xbc || opcode == 0xbd);
    }
  }

  private static final List<Numeric> ALL = new ArrayList<>();
  private static final Map<Type, List<Numeric>> BY_RESULT = new HashMap<>();

  static {
    add(0x45, 0x45, I32, I32);
    add(0x46, 0x4f, I32, I32, I32);
    add(0x50, 0x50, I32, I64);
    add(0x51, 0x5a, I32, I64, I64);
    add(0x5b, 0x60, I32, F32, F32);
    add(0x61, 0x66, I32, F64, F64);
    add(0x67, 0x69, I32, I32);
    add(0x6a, 0x78, I32, I32, I32);
    add(0x79, 0x7b, I64, I64);
    add(0x7c, 0x8a, I64, I64, I64);
    add(0x8b, 0x91, F32, F32);
    add(0x92, 0x98, F32, F32, F32);
    add(0x99, 0x9f, F64, F64);
    add(0xa0, 0xa6, F64, F64, F64);
    add(0xa7, 0xa7, I32, I64);
    add(0xa8, 0xa9, I32, F32);
    add(0xaa, 0xab, I32, F64);
    add(0xac, 0xad, I64, I32);
    add(0xae, 0xaf, I64, F32);
    add(0xb0, 0xb1, I64, F64);
    add(0xb2, 0xb3, F32, I32);
    add(0xb4, 0xb5, F32, I64);
    add(0xb6, 0xb6, F32, F64);
    add(0xb7, 0xb8, F64, I32);
    add(0xb9, 0xba, F64, I64);
    add(0xbb, 0xbb, F64, F32);
    add(0xbc, 0xbc, I32, F32);
    add(0xbd, 0xbd, I64, F64);
    add(0xbe, 0xbe, F32, I32);
    add(0xbf, 0xbf, F64, I64);
    add(0xc0, 0xc1, I32, I32);
    add(0xc2, 0xc4, I64, I64);
    for (int i = 0; i < 8; i++) {
      Type.Plain from = (i & 2) == 0 ? F32 : F64;
      define(new Numeric(0xfc, i, i < 4 ? I32 : I64, List.of(from)));
    }
  }

  private Instructions() {}

  private static void add(int first, int last, Type.Plain result, Type... operands) {
    for (int opcode = first; opcode <= last; opcode++) {
      define(new Numeric(-1, opcode, result, List.of(operands)));
    }
  }

  private static void define(Numeric instruction) {
    ALL.add(instruction);
    BY_RESULT.computeIfAbsent(instruction.result(), key -> new ArrayList<>()).add(instruction);
  }

  /** All instructions. */
  static List<Numeric> all() {
    return ALL;
  }

  /** The instructions that result in a number type. */
  static List<Numeric> of(Type result) {
    return BY_RESULT.get(result);
  }
}
