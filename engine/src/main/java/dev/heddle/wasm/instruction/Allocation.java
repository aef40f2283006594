package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.ObjectRegisterOpcode.*;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.RuntimeArray;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeStruct;
import org.jspecify.annotations.Nullable;

/**
 * Instructions that make structures and arrays. When the JVM has no room for one, it is a trap.
 * Source: core specification, sections 4.6.6 and 4.6.7.
 */
final class Allocation {

  private Allocation() {}

  /** Executes the instruction at {@code pc} and returns where to go on. */
  static int execute(
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation) {
    try {
      if (code[pc] == STRUCT_NEW) {
        RuntimeStruct struct = instance.allocator.newStruct(code[pc + 2], activation);
        System.arraycopy(r, fp + code[pc + 3], struct.numbers, 0, struct.numbers.length);
        System.arraycopy(references, code[pc + 4], struct.references, 0, struct.references.length);
        references[code[pc + 1]] = struct;
        return pc + 5;
      }
      if (code[pc] == STRUCT_NEW_DEFAULT) {
        references[code[pc + 1]] = instance.allocator.newStruct(code[pc + 2], activation);
        return pc + 3;
      }
      references[code[pc + 1]] = array(code, r, fp, pc, references, instance, activation);
      return pc + arrayLength(code[pc]);
    } catch (OutOfMemoryError e) {
      throw new TrapException(TrapKind.ALLOCATION_FAILED, "the Java heap is full");
    }
  }

  private static RuntimeArray array(
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation) {
    int type = code[pc + 2];
    return switch (code[pc]) {
      case ARRAY_NEW -> {
        RuntimeArray array = instance.allocator.newArray(type, r[fp + code[pc + 4]], activation);
        array.fill(0, r[fp + code[pc + 3]], array.length);
        yield array;
      }
      case ARRAY_NEW_REF -> {
        RuntimeArray array = instance.allocator.newArray(type, r[fp + code[pc + 4]], activation);
        array.fill(0, references[code[pc + 3]], array.length);
        yield array;
      }
      case ARRAY_NEW128 -> {
        RuntimeArray array = instance.allocator.newArray(type, r[fp + code[pc + 4]], activation);
        int value = fp + code[pc + 3];
        array.fill(0, r[value], r[value + 1], array.length);
        yield array;
      }
      case ARRAY_NEW_DEFAULT -> instance.allocator.newArray(type, r[fp + code[pc + 3]], activation);
      case ARRAY_NEW_FIXED -> fixed(code, r, fp, pc, references, instance, activation);
      case ARRAY_NEW_DATA ->
          instance.allocator.newArrayOfData(
              type, code[pc + 3], r[fp + code[pc + 4]], r[fp + code[pc + 5]], activation);
      case ARRAY_NEW_ELEM ->
          instance.allocator.newArrayOfElements(
              type, code[pc + 3], r[fp + code[pc + 4]], r[fp + code[pc + 5]], activation);
      default -> throw new IllegalStateException("unknown opcode " + code[pc]);
    };
  }

  /** The number of {@code int}s of an instruction that makes an array. */
  private static int arrayLength(int opcode) {
    return switch (opcode) {
      case ARRAY_NEW, ARRAY_NEW_REF, ARRAY_NEW128 -> 5;
      case ARRAY_NEW_DEFAULT -> 4;
      default -> 6;
    };
  }

  private static RuntimeArray fixed(
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation) {
    RuntimeArray array = instance.allocator.newArray(code[pc + 2], code[pc + 3], activation);
    int numbers = fp + code[pc + 4];
    if (array.elements instanceof Object[] elements) {
      System.arraycopy(references, code[pc + 5], elements, 0, array.length);
    } else if (array.elements instanceof long[] elements) {
      System.arraycopy(r, numbers, elements, 0, elements.length);
    } else {
      for (int i = 0; i < array.length; i++) {
        array.fill(i, r[numbers + i], 1);
      }
    }
    return array;
  }
}
