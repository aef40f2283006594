package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.RegisterOpcode.*;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.code.RegisterInstruction;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeMemory;
import dev.heddle.wasm.runtime.RuntimeTable;
import org.jspecify.annotations.Nullable;

/**
 * Instructions that are rare or take long anyway: bulk operations, tables, references. Source: core
 * specification, section 4.6 (instructions).
 */
public final class Rare {

  private Rare() {}

  /** Executes the instruction at {@code pc} and returns where to go on. */
  public static int execute(
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation,
      int depth) {
    int opcode = code[pc];
    if (opcode >= FIRST_WIDE) {
      WideArithmetic.execute(code, r, fp, pc);
    } else if (opcode >= FIRST_CONTROL) {
      ControlFlow.execute(code, r, fp, pc, references, instance, activation);
    } else if (opcode >= FIRST_OBJECT) {
      return ObjectInstructions.execute(code, r, fp, pc, references, instance, activation, depth);
    } else if (opcode >= FIRST_ATOMIC) {
      Atomics.execute(code, r, fp, pc, instance, activation);
    } else if (opcode >= FIRST_VECTOR) {
      return Vectors.execute(code, r, fp, pc, instance);
    } else if (opcode >= FIRST_MEMORY) {
      return MemoryAccess.execute(code, r, fp, pc, instance);
    } else if (opcode == FUEL_FOR_SIZE) {
      long units = Bulk.units(code, r, fp, pc + 1, references, instance);
      Metering.take(units, instance, activation, depth);
    } else if (opcode == BOUNDED_GLOBAL_SET) {
      instance.globals[code[pc + 2]].putWithin(r[fp + code[pc + 1]]);
    } else if (opcode >= TABLE_GET) {
      references(opcode, code, r, fp, pc, references, instance);
    } else {
      numbers(opcode, code, r, fp, pc, instance, activation);
    }
    return pc + RegisterInstruction.length(code, pc);
  }

  private static void numbers(
      int opcode,
      int[] code,
      long[] r,
      int fp,
      int pc,
      RuntimeInstance instance,
      Activation activation) {
    switch (opcode) {
      case UNREACHABLE -> throw new TrapException(TrapKind.UNREACHABLE);
      case COPY_RANGE -> System.arraycopy(r, fp + code[pc + 2], r, fp + code[pc + 1], code[pc + 3]);
      case MEMORY_SIZE -> r[fp + code[pc + 1]] = instance.memories[code[pc + 2]].pages();
      case MEMORY_GROW -> {
        RuntimeMemory memory = instance.memories[code[pc + 3]];
        r[fp + code[pc + 1]] = memory.grow(address(r, fp, code[pc + 2], memory.hasWideAddresses));
      }
      case MEMORY_COPY -> {
        RuntimeMemory to = instance.memories[code[pc + 4]];
        RuntimeMemory from = instance.memories[code[pc + 5]];
        to.copyFrom(
            from,
            address(r, fp, code[pc + 1], to.hasWideAddresses),
            address(r, fp, code[pc + 2], from.hasWideAddresses),
            address(r, fp, code[pc + 3], to.hasWideAddresses && from.hasWideAddresses));
      }
      case MEMORY_FILL -> {
        RuntimeMemory memory = instance.memories[code[pc + 4]];
        memory.fill(
            address(r, fp, code[pc + 1], memory.hasWideAddresses),
            address(r, fp, code[pc + 3], memory.hasWideAddresses),
            (byte) r[fp + code[pc + 2]]);
      }
      case MEMORY_INIT -> {
        RuntimeMemory memory = instance.memories[code[pc + 5]];
        instance.data.write(
            code[pc + 4],
            unsigned(r, fp, code[pc + 2]),
            memory,
            address(r, fp, code[pc + 1], memory.hasWideAddresses),
            unsigned(r, fp, code[pc + 3]));
      }
      case DATA_DROP -> instance.data.drop(code[pc + 1]);
      case TABLE_SIZE -> r[fp + code[pc + 1]] = instance.tables[code[pc + 2]].size();
      case TABLE_COPY -> {
        RuntimeTable to = instance.tables[code[pc + 4]];
        RuntimeTable from = instance.tables[code[pc + 5]];
        to.copyFrom(
            from,
            address(r, fp, code[pc + 1], to.hasWideIndices),
            address(r, fp, code[pc + 2], from.hasWideIndices),
            address(r, fp, code[pc + 3], to.hasWideIndices && from.hasWideIndices));
      }
      case TABLE_INIT -> {
        RuntimeTable table = instance.tables[code[pc + 5]];
        instance.elements.write(
            code[pc + 4],
            unsigned(r, fp, code[pc + 2]),
            table,
            address(r, fp, code[pc + 1], table.hasWideIndices),
            unsigned(r, fp, code[pc + 3]),
            activation);
      }
      case ELEM_DROP -> instance.elements.drop(code[pc + 1]);
      default -> throw new IllegalStateException("unknown opcode " + opcode);
    }
  }

  private static void references(
      int opcode,
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance) {
    switch (opcode) {
      case TABLE_GET -> {
        RuntimeTable table = instance.tables[code[pc + 3]];
        references[code[pc + 1]] = table.at(address(r, fp, code[pc + 2], table.hasWideIndices));
      }
      case TABLE_SET -> {
        RuntimeTable table = instance.tables[code[pc + 3]];
        table.put(address(r, fp, code[pc + 1], table.hasWideIndices), references[code[pc + 2]]);
      }
      case TABLE_GROW -> {
        RuntimeTable table = instance.tables[code[pc + 4]];
        r[fp + code[pc + 1]] =
            table.growBy(
                address(r, fp, code[pc + 3], table.hasWideIndices), references[code[pc + 2]]);
      }
      case TABLE_FILL -> {
        RuntimeTable table = instance.tables[code[pc + 4]];
        table.fill(
            address(r, fp, code[pc + 1], table.hasWideIndices),
            references[code[pc + 2]],
            address(r, fp, code[pc + 3], table.hasWideIndices));
      }
      case REF_NULL -> references[code[pc + 1]] = null;
      case REF_IS_NULL -> r[fp + code[pc + 1]] = references[code[pc + 2]] == null ? 1 : 0;
      case REF_FUNC -> references[code[pc + 1]] = instance.function(code[pc + 2]);
      case REF_COPY -> references[code[pc + 1]] = references[code[pc + 2]];
      case REF_SELECT ->
          references[code[pc + 1]] =
              (int) r[fp + code[pc + 2]] != 0 ? references[code[pc + 3]] : references[code[pc + 4]];
      case REF_GLOBAL_GET -> references[code[pc + 1]] = instance.globals[code[pc + 2]].reference;
      case REF_GLOBAL_SET -> instance.globals[code[pc + 2]].reference = references[code[pc + 1]];
      default -> throw new IllegalStateException("unknown opcode " + opcode);
    }
  }

  /** An address, an index or a number of bytes or elements. */
  static long address(long[] r, int fp, int register, boolean wide) {
    return wide ? r[fp + register] : unsigned(r, fp, register);
  }

  /** A number of 32 bits without a sign. */
  static long unsigned(long[] r, int fp, int register) {
    return r[fp + register] & 0xffff_ffffL;
  }
}
