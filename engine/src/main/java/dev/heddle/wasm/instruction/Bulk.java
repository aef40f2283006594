package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.ObjectRegisterOpcode.*;
import static dev.heddle.wasm.code.RegisterOpcode.*;
import static dev.heddle.wasm.instruction.Rare.address;
import static dev.heddle.wasm.instruction.Rare.unsigned;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.runtime.RuntimeArray;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeMemory;
import dev.heddle.wasm.runtime.RuntimeTable;
import org.jspecify.annotations.Nullable;

/**
 * What instructions cost that work on many bytes or elements, beyond the unit of every instruction.
 * See {@link dev.heddle.wasm.Fuel}.
 *
 * <p>What an instruction is not going to do costs nothing: it is checked first, as the instruction
 * itself will do, so that it traps before anybody is asked for fuel.
 */
final class Bulk {

  private static final int BYTES_FOR_UNIT = 64;
  private static final int ELEMENTS_FOR_UNIT = 8;

  private Bulk() {}

  /**
   * What the instruction at {@code pc} costs.
   *
   * @throws TrapException if it would trap as its range is out of bounds
   */
  static long units(
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance) {
    return switch (code[pc]) {
      case MEMORY_GROW -> {
        RuntimeMemory memory = instance.memories[code[pc + 3]];
        long pages = address(r, fp, code[pc + 2], memory.hasWideAddresses);
        yield memory.bytesOfGrowth(pages) / BYTES_FOR_UNIT;
      }
      case MEMORY_COPY -> {
        RuntimeMemory to = instance.memories[code[pc + 4]];
        RuntimeMemory from = instance.memories[code[pc + 5]];
        boolean wide = to.hasWideAddresses && from.hasWideAddresses;
        long length = address(r, fp, code[pc + 3], wide);
        from.check(address(r, fp, code[pc + 2], from.hasWideAddresses), length);
        to.check(address(r, fp, code[pc + 1], to.hasWideAddresses), length);
        yield length / BYTES_FOR_UNIT;
      }
      case MEMORY_FILL -> {
        RuntimeMemory memory = instance.memories[code[pc + 4]];
        long length = address(r, fp, code[pc + 3], memory.hasWideAddresses);
        memory.check(address(r, fp, code[pc + 1], memory.hasWideAddresses), length);
        yield length / BYTES_FOR_UNIT;
      }
      case MEMORY_INIT -> {
        RuntimeMemory memory = instance.memories[code[pc + 5]];
        long to = address(r, fp, code[pc + 1], memory.hasWideAddresses);
        long length = unsigned(r, fp, code[pc + 3]);
        instance.data.checkWrite(code[pc + 4], unsigned(r, fp, code[pc + 2]), memory, to, length);
        yield length / BYTES_FOR_UNIT;
      }
      case TABLE_GROW, TABLE_COPY, TABLE_INIT, TABLE_FILL ->
          elements(code, r, fp, pc, instance) / ELEMENTS_FOR_UNIT;
      case ARRAY_FILL,
          ARRAY_FILL_REF,
          ARRAY_FILL128,
          ARRAY_COPY,
          ARRAY_INIT_DATA,
          ARRAY_INIT_ELEM ->
          elementsOfArray(code, r, fp, pc, references, instance) / ELEMENTS_FOR_UNIT;
      default -> elementsOfNewArray(code, r, fp, pc, instance) / ELEMENTS_FOR_UNIT;
    };
  }

  /** How many elements of a table an instruction works on. */
  private static long elements(int[] code, long[] r, int fp, int pc, RuntimeInstance instance) {
    return switch (code[pc]) {
      case TABLE_GROW -> {
        RuntimeTable table = instance.tables[code[pc + 4]];
        long count = address(r, fp, code[pc + 3], table.hasWideIndices);
        yield table.mayGrowBy(count) ? count : 0;
      }
      case TABLE_COPY -> {
        RuntimeTable to = instance.tables[code[pc + 4]];
        RuntimeTable from = instance.tables[code[pc + 5]];
        long count = address(r, fp, code[pc + 3], to.hasWideIndices && from.hasWideIndices);
        from.check(address(r, fp, code[pc + 2], from.hasWideIndices), count);
        to.check(address(r, fp, code[pc + 1], to.hasWideIndices), count);
        yield count;
      }
      case TABLE_INIT -> {
        RuntimeTable table = instance.tables[code[pc + 5]];
        long to = address(r, fp, code[pc + 1], table.hasWideIndices);
        long count = unsigned(r, fp, code[pc + 3]);
        instance.elements.checkWrite(code[pc + 4], unsigned(r, fp, code[pc + 2]), table, to, count);
        yield count;
      }
      default -> {
        RuntimeTable table = instance.tables[code[pc + 4]];
        long count = address(r, fp, code[pc + 3], table.hasWideIndices);
        table.check(address(r, fp, code[pc + 1], table.hasWideIndices), count);
        yield count;
      }
    };
  }

  /** How many elements of an array an instruction works on. */
  private static long elementsOfArray(
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance) {
    RuntimeArray array = ObjectInstructions.array(references[code[pc + 1]]);
    long to = unsigned(r, fp, code[pc + 2]);
    long count = unsigned(r, fp, code[code[pc] == ARRAY_COPY ? pc + 5 : pc + 4]);
    switch (code[pc]) {
      case ARRAY_COPY -> {
        RuntimeArray source = ObjectInstructions.array(references[code[pc + 3]]);
        array.check(to, count);
        source.check(unsigned(r, fp, code[pc + 4]), count);
      }
      case ARRAY_INIT_DATA -> {
        array.check(to, count);
        long bytes = count * array.elementBytes();
        instance.data.check(code[pc + 5], unsigned(r, fp, code[pc + 3]), bytes);
      }
      case ARRAY_INIT_ELEM -> {
        array.check(to, count);
        instance.elements.check(code[pc + 5], unsigned(r, fp, code[pc + 3]), count);
      }
      default -> array.check(to, count);
    }
    return count;
  }

  /** How many elements the array has that an instruction makes. */
  private static long elementsOfNewArray(
      int[] code, long[] r, int fp, int pc, RuntimeInstance instance) {
    int type = code[pc + 2];
    return switch (code[pc]) {
      case ARRAY_NEW_DEFAULT -> instance.allocator.checkArrayLength(type, r[fp + code[pc + 3]]);
      case ARRAY_NEW, ARRAY_NEW_REF, ARRAY_NEW128 ->
          instance.allocator.checkArrayLength(type, r[fp + code[pc + 4]]);
      case ARRAY_NEW_DATA -> {
        long count = unsigned(r, fp, code[pc + 5]);
        instance.allocator.checkArrayData(type, code[pc + 3], unsigned(r, fp, code[pc + 4]), count);
        yield instance.allocator.checkArrayLength(type, count);
      }
      case ARRAY_NEW_ELEM -> {
        long count = unsigned(r, fp, code[pc + 5]);
        instance.elements.check(code[pc + 3], unsigned(r, fp, code[pc + 4]), count);
        yield instance.allocator.checkArrayLength(type, count);
      }
      default -> throw new IllegalStateException("unknown opcode " + code[pc]);
    };
  }
}
