package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.RegisterOpcode.FIRST_VECTOR;
import static dev.heddle.wasm.code.RegisterOpcode.VECTOR_COPY;
import static dev.heddle.wasm.code.RegisterOpcode.VECTOR_GLOBAL_GET;
import static dev.heddle.wasm.code.RegisterOpcode.VECTOR_GLOBAL_SET;
import static dev.heddle.wasm.code.RegisterOpcode.VECTOR_SELECT;

import dev.heddle.wasm.code.RegisterInstruction;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.runtime.RuntimeGlobal;
import dev.heddle.wasm.runtime.RuntimeInstance;

/**
 * Finds the class that executes a vector instruction.
 *
 * <p>A vector is two adjacent numbers of a frame, the low half first; nothing is allocated for it.
 * All operands are read before the result is written, which may be in their place. Source: core
 * specification, section 4.6.8 (vector instructions).
 */
final class Vectors {

  // The groups of instructions that one method executes
  private static final byte INTEGER_BINARY = 0;
  private static final byte INTEGER_UNARY = 1;
  private static final byte SHIFT = 2;
  private static final byte TEST = 3;
  private static final byte TERNARY = 4;
  private static final byte COMPARISON = 5;
  private static final byte FLOAT_BINARY = 6;
  private static final byte FLOAT_UNARY = 7;
  private static final byte CONVERSION = 8;
  private static final byte LOAD = 9;
  private static final byte STORE = 10;
  private static final byte LOAD_LANE = 11;
  private static final byte STORE_LANE = 12;
  private static final byte CONST = 13;
  private static final byte SHUFFLE = 14;
  private static final byte SWIZZLE = 15;
  private static final byte SPLAT = 16;
  private static final byte EXTRACT = 17;
  private static final byte REPLACE = 18;
  private static final byte MOVE = 19;

  private static final int COUNT = VECTOR_GLOBAL_SET - FIRST_VECTOR + 1;

  /** The group of an instruction, by its number. */
  private static final byte[] GROUPS = new byte[COUNT];

  /** How many {@code int}s an instruction has, by its number. */
  private static final byte[] LENGTHS = new byte[COUNT];

  static {
    for (VectorInstruction instruction : VectorInstruction.values()) {
      define(instruction.number(), group(instruction));
    }
    for (int opcode = VECTOR_COPY; opcode <= VECTOR_GLOBAL_SET; opcode++) {
      define(opcode - FIRST_VECTOR, MOVE);
    }
  }

  private Vectors() {}

  private static void define(int number, byte group) {
    GROUPS[number] = group;
    int[] code = {FIRST_VECTOR + number};
    LENGTHS[number] = (byte) RegisterInstruction.length(code, 0);
  }

  private static byte group(VectorInstruction instruction) {
    int number = instruction.number();
    boolean floats = instruction.isFloatingPoint();
    return switch (instruction.form()) {
      case LOAD -> LOAD;
      case STORE -> STORE;
      case LOAD_LANE -> LOAD_LANE;
      case STORE_LANE -> STORE_LANE;
      case CONST -> CONST;
      case SHUFFLE -> SHUFFLE;
      case UNARY ->
          VectorConversions.isConversion(number)
              ? CONVERSION
              : floats ? FLOAT_UNARY : INTEGER_UNARY;
      case BINARY ->
          VectorComparisons.isComparison(number)
              ? COMPARISON
              : VectorLanes.isSwizzle(number) ? SWIZZLE : floats ? FLOAT_BINARY : INTEGER_BINARY;
      case TERNARY -> TERNARY;
      case SHIFT -> SHIFT;
      case TEST -> TEST;
      case SPLAT -> SPLAT;
      case EXTRACT -> EXTRACT;
      case REPLACE -> REPLACE;
    };
  }

  /**
   * Executes the instruction at {@code pc} and returns where to go on. Small enough to be inlined:
   * HotSpot does so up to 325 bytes of bytecode.
   */
  static int execute(int[] code, long[] r, int fp, int pc, RuntimeInstance instance) {
    int number = code[pc] - FIRST_VECTOR;
    switch (GROUPS[number]) {
      case INTEGER_BINARY -> VectorIntegers.binary(code, r, fp, pc);
      case INTEGER_UNARY -> VectorIntegers.unary(code, r, fp, pc);
      case TERNARY -> VectorIntegers.ternary(code, r, fp, pc);
      case SHIFT -> VectorIntegers.shift(code, r, fp, pc);
      case TEST -> VectorIntegers.test(code, r, fp, pc);
      case COMPARISON -> VectorComparisons.compare(code, r, fp, pc);
      case FLOAT_BINARY -> VectorFloats.binary(code, r, fp, pc);
      case FLOAT_UNARY -> VectorFloats.unary(code, r, fp, pc);
      case CONVERSION -> VectorConversions.convert(code, r, fp, pc);
      case LOAD -> VectorMemory.load(code, r, fp, pc, instance);
      case STORE -> VectorMemory.store(code, r, fp, pc, instance);
      case LOAD_LANE -> VectorMemory.loadLane(code, r, fp, pc, instance);
      case STORE_LANE -> VectorMemory.storeLane(code, r, fp, pc, instance);
      case CONST -> VectorLanes.constant(code, r, fp, pc);
      case SHUFFLE -> VectorLanes.shuffle(code, r, fp, pc);
      case SWIZZLE -> VectorLanes.swizzle(code, r, fp, pc);
      case SPLAT -> VectorLanes.splat(code, r, fp, pc);
      case EXTRACT -> VectorLanes.extract(code, r, fp, pc);
      case REPLACE -> VectorLanes.replace(code, r, fp, pc);
      default -> move(code, r, fp, pc, instance);
    }
    return pc + LENGTHS[number];
  }

  private static void move(int[] code, long[] r, int fp, int pc, RuntimeInstance instance) {
    int first = fp + code[pc + 1];
    switch (code[pc]) {
      case VECTOR_COPY -> copy(r, first, fp + code[pc + 2]);
      case VECTOR_SELECT ->
          copy(r, first, fp + ((int) r[fp + code[pc + 2]] != 0 ? code[pc + 3] : code[pc + 4]));
      case VECTOR_GLOBAL_GET -> {
        RuntimeGlobal global = instance.globals[code[pc + 2]];
        r[first] = global.bits;
        r[first + 1] = global.high;
      }
      case VECTOR_GLOBAL_SET -> {
        RuntimeGlobal global = instance.globals[code[pc + 2]];
        global.bits = r[first];
        global.high = r[first + 1];
      }
      default -> throw new IllegalStateException("unknown opcode " + code[pc]);
    }
  }

  private static void copy(long[] r, int to, int from) {
    long low = r[from];
    long high = r[from + 1];
    r[to] = low;
    r[to + 1] = high;
  }
}
