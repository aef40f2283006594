package dev.heddle.wasm.execute;

import static dev.heddle.wasm.lower.RegisterOpcode.FIRST_VECTOR;
import static dev.heddle.wasm.lower.RegisterOpcode.VECTOR_COPY;
import static dev.heddle.wasm.lower.RegisterOpcode.VECTOR_GLOBAL_GET;
import static dev.heddle.wasm.lower.RegisterOpcode.VECTOR_GLOBAL_SET;
import static dev.heddle.wasm.lower.RegisterOpcode.VECTOR_SELECT;

import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.runtime.RuntimeGlobal;
import dev.heddle.wasm.runtime.RuntimeInstance;
import java.util.Arrays;

/**
 * Finds the class that executes a vector instruction.
 *
 * <p>A vector is two adjacent numbers of a frame, the low half first; nothing is allocated for it.
 * All operands are read before the result is written, which may be in their place. Source: core
 * specification, section 4.6.8 (vector instructions).
 */
final class Vectors {

  // What can be told from the opcode: where an instruction is executed, and so how long it is.
  private static final byte INTEGER_BINARY = 0;
  private static final byte INTEGER_UNARY = 1;
  private static final byte COMPARISON = 2;
  private static final byte SHIFT = 3;
  private static final byte TEST = 4;
  private static final byte FLOAT_BINARY = 5;
  private static final byte FLOAT_UNARY = 6;
  private static final byte CONVERSION = 7;
  private static final byte LOAD = 8;
  private static final byte STORE = 9;
  private static final byte LOAD_LANE = 10;
  private static final byte STORE_LANE = 11;
  private static final byte CONST = 12;
  private static final byte SHUFFLE = 13;
  private static final byte SWIZZLE = 14;
  private static final byte SPLAT = 15;
  private static final byte EXTRACT = 16;
  private static final byte REPLACE = 17;
  private static final byte INTEGER_TERNARY = 18;
  private static final byte FUSED = 19;
  private static final byte MOVE = 20;

  /** By the number of the instruction. */
  private static final byte[] GROUPS = new byte[VECTOR_GLOBAL_SET - FIRST_VECTOR + 1];

  static {
    Arrays.fill(GROUPS, MOVE);
    for (VectorInstruction instruction : VectorInstruction.values()) {
      GROUPS[instruction.number()] = group(instruction);
    }
  }

  private Vectors() {}

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
      case TERNARY -> floats ? FUSED : INTEGER_TERNARY;
      case SHIFT -> SHIFT;
      case TEST -> TEST;
      case SPLAT -> SPLAT;
      case EXTRACT -> EXTRACT;
      case REPLACE -> REPLACE;
    };
  }

  /** Executes the instruction at {@code pc} and returns where to go on. */
  static int execute(int[] code, long[] r, int fp, int pc, RuntimeInstance instance) {
    return switch (GROUPS[code[pc] - FIRST_VECTOR]) {
      case INTEGER_BINARY -> {
        VectorIntegers.binary(code, r, fp, pc);
        yield pc + 4;
      }
      case INTEGER_UNARY -> {
        VectorIntegers.unary(code, r, fp, pc);
        yield pc + 3;
      }
      case COMPARISON -> {
        VectorComparisons.compare(code, r, fp, pc);
        yield pc + 4;
      }
      case SHIFT -> {
        VectorIntegers.shift(code, r, fp, pc);
        yield pc + 4;
      }
      case TEST -> {
        VectorIntegers.test(code, r, fp, pc);
        yield pc + 3;
      }
      case FLOAT_BINARY -> {
        VectorFloats.binary(code, r, fp, pc);
        yield pc + 4;
      }
      case FLOAT_UNARY -> {
        VectorFloats.unary(code, r, fp, pc);
        yield pc + 3;
      }
      case CONVERSION -> {
        VectorConversions.convert(code, r, fp, pc);
        yield pc + 3;
      }
      case LOAD -> {
        VectorMemory.load(code, r, fp, pc, instance);
        yield pc + 6;
      }
      case STORE -> {
        VectorMemory.store(code, r, fp, pc, instance);
        yield pc + 6;
      }
      case LOAD_LANE -> {
        VectorMemory.loadLane(code, r, fp, pc, instance);
        yield pc + 8;
      }
      case STORE_LANE -> {
        VectorMemory.storeLane(code, r, fp, pc, instance);
        yield pc + 7;
      }
      case CONST -> {
        int result = fp + code[pc + 1];
        r[result] = code[pc + 2] & 0xffff_ffffL | (long) code[pc + 3] << 32;
        r[result + 1] = code[pc + 4] & 0xffff_ffffL | (long) code[pc + 5] << 32;
        yield pc + 6;
      }
      case SHUFFLE -> {
        VectorLanes.shuffle(code, r, fp, pc);
        yield pc + 8;
      }
      case SWIZZLE -> {
        VectorLanes.swizzle(code, r, fp, pc);
        yield pc + 4;
      }
      case SPLAT -> {
        VectorLanes.splat(code, r, fp, pc);
        yield pc + 3;
      }
      case EXTRACT -> {
        VectorLanes.extract(code, r, fp, pc);
        yield pc + 4;
      }
      case REPLACE -> {
        VectorLanes.replace(code, r, fp, pc);
        yield pc + 5;
      }
      case INTEGER_TERNARY -> {
        VectorIntegers.ternary(code, r, fp, pc);
        yield pc + 5;
      }
      case FUSED -> {
        VectorFloats.fused(code, r, fp, pc);
        yield pc + 5;
      }
      default -> move(code, r, fp, pc, instance);
    };
  }

  private static int move(int[] code, long[] r, int fp, int pc, RuntimeInstance instance) {
    int first = fp + code[pc + 1];
    return switch (code[pc]) {
      case VECTOR_COPY -> {
        int from = fp + code[pc + 2];
        long high = r[from + 1];
        r[first] = r[from];
        r[first + 1] = high;
        yield pc + 3;
      }
      case VECTOR_SELECT -> {
        int from = fp + ((int) r[fp + code[pc + 2]] != 0 ? code[pc + 3] : code[pc + 4]);
        long high = r[from + 1];
        r[first] = r[from];
        r[first + 1] = high;
        yield pc + 5;
      }
      case VECTOR_GLOBAL_GET -> {
        RuntimeGlobal global = instance.globals[code[pc + 2]];
        r[first] = global.bits;
        r[first + 1] = global.high;
        yield pc + 3;
      }
      case VECTOR_GLOBAL_SET -> {
        RuntimeGlobal global = instance.globals[code[pc + 2]];
        global.bits = r[first];
        global.high = r[first + 1];
        yield pc + 3;
      }
      default -> throw new IllegalStateException("unknown opcode " + code[pc]);
    };
  }
}
