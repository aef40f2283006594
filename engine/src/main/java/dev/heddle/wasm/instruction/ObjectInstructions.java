package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.ObjectRegisterOpcode.*;

import dev.heddle.wasm.I31;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.Depth;
import dev.heddle.wasm.runtime.ObjectHeap;
import dev.heddle.wasm.runtime.References;
import dev.heddle.wasm.runtime.RuntimeArray;
import dev.heddle.wasm.runtime.RuntimeFunction;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeStruct;
import org.jspecify.annotations.Nullable;

/**
 * Instructions on function references, structures, arrays and 31-bit integers. Source: core
 * specification, sections 4.6.4 to 4.6.8.
 */
final class ObjectInstructions {

  private ObjectInstructions() {}

  /** Executes the instruction at {@code pc} and returns where to go on. */
  static int execute(
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation,
      int depth) {
    int opcode = code[pc];
    if (opcode >= ARRAY_FILL) {
      return ArrayRanges.execute(code, r, fp, pc, references, instance, activation);
    }
    if (opcode >= STRUCT_NEW) {
      return Allocation.execute(code, r, fp, pc, references, instance, activation);
    }
    if (opcode >= ARRAY_LEN) {
      return array(code, r, fp, pc, references);
    }
    if (opcode >= STRUCT_GET) {
      struct(code, r, fp, pc, references);
      return pc + 4;
    }
    if (opcode > BR_ON_CAST_FAIL) {
      return reference(code, r, fp, pc, references, instance, activation);
    }
    if (opcode == CALL_REF) {
      Object callee = references[code[pc + 1]];
      if (callee == null) {
        throw new TrapException(TrapKind.NULL_FUNCTION_REFERENCE);
      }
      ((RuntimeFunction) callee)
          .enter(
              r,
              fp + code[pc + 2],
              references,
              code[pc + 3],
              instance,
              activation,
              depth - Depth.INTERPRETED - Depth.DETOUR);
      return pc + 5;
    }
    return branch(code, pc, references, instance, activation);
  }

  private static int branch(
      int[] code,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation) {
    Object reference = references[code[pc + 1]];
    boolean taken;
    int next;
    switch (code[pc]) {
      case BR_ON_NULL -> {
        taken = reference == null;
        next = pc + 3;
      }
      case BR_ON_NON_NULL -> {
        taken = reference != null;
        next = pc + 3;
      }
      case BR_ON_CAST -> {
        taken = References.test(reference, code[pc + 2], instance);
        next = pc + 4;
      }
      default -> {
        taken = !References.test(reference, code[pc + 2], instance);
        next = pc + 4;
      }
    }
    if (!taken) {
      return next;
    }
    int target = code[next - 1];
    if (target <= pc && activation.interruption.raised) {
      activation.interruption.check();
    }
    return target;
  }

  private static int reference(
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation) {
    switch (code[pc]) {
      case REF_CHECK_NON_NULL -> {
        if (references[code[pc + 1]] == null) {
          throw new TrapException(TrapKind.NULL_REFERENCE);
        }
        return pc + 2;
      }
      case REF_CAST -> {
        Object reference = references[code[pc + 1]];
        if (!References.test(reference, code[pc + 2], instance)) {
          throw castFailure(reference);
        }
        return pc + 3;
      }
      case REF_EQ -> {
        boolean same = References.areSame(references[code[pc + 2]], references[code[pc + 3]]);
        r[fp + code[pc + 1]] = same ? 1 : 0;
        return pc + 4;
      }
      case REF_TEST -> {
        boolean passes = References.test(references[code[pc + 2]], code[pc + 3], instance);
        r[fp + code[pc + 1]] = passes ? 1 : 0;
        return pc + 4;
      }
      case REF_I31 -> {
        instance.allocator.takeRoom(ObjectHeap.I31_BYTES, activation);
        references[code[pc + 1]] = I31.wrap((int) r[fp + code[pc + 2]]);
      }
      case I31_GET_S -> r[fp + code[pc + 1]] = i31(references[code[pc + 2]]).value();
      case I31_GET_U -> r[fp + code[pc + 1]] = i31(references[code[pc + 2]]).unsignedValue();
      default -> throw new IllegalStateException("unknown opcode " + code[pc]);
    }
    return pc + 3;
  }

  private static TrapException castFailure(@Nullable Object reference) {
    return new TrapException(TrapKind.CAST_FAILURE, describe(reference));
  }

  private static String describe(@Nullable Object reference) {
    if (reference instanceof RuntimeFunction function) {
      return function.definedType().toString();
    }
    boolean isGuests =
        reference instanceof RuntimeStruct
            || reference instanceof RuntimeArray
            || reference instanceof I31;
    return reference == null || isGuests ? String.valueOf(reference) : "an object of the host";
  }

  private static I31 i31(@Nullable Object reference) {
    if (reference == null) {
      throw new TrapException(TrapKind.NULL_I31_REFERENCE);
    }
    return (I31) reference;
  }

  private static void struct(int[] code, long[] r, int fp, int pc, @Nullable Object[] references) {
    int slot = code[pc + 3];
    switch (code[pc]) {
      case STRUCT_GET -> r[fp + code[pc + 1]] = struct(references[code[pc + 2]]).numbers[slot];
      case STRUCT_GET8_S ->
          r[fp + code[pc + 1]] = (byte) struct(references[code[pc + 2]]).numbers[slot];
      case STRUCT_GET8_U ->
          r[fp + code[pc + 1]] = struct(references[code[pc + 2]]).numbers[slot] & 0xff;
      case STRUCT_GET16_S ->
          r[fp + code[pc + 1]] = (short) struct(references[code[pc + 2]]).numbers[slot];
      case STRUCT_GET16_U ->
          r[fp + code[pc + 1]] = struct(references[code[pc + 2]]).numbers[slot] & 0xffff;
      case STRUCT_GET_REF ->
          references[code[pc + 1]] = struct(references[code[pc + 2]]).references[slot];
      case STRUCT_GET128 ->
          System.arraycopy(struct(references[code[pc + 2]]).numbers, slot, r, fp + code[pc + 1], 2);
      case STRUCT_SET128 ->
          System.arraycopy(r, fp + code[pc + 2], struct(references[code[pc + 1]]).numbers, slot, 2);
      case STRUCT_SET -> struct(references[code[pc + 1]]).numbers[slot] = r[fp + code[pc + 2]];
      case STRUCT_SET_REF ->
          struct(references[code[pc + 1]]).references[slot] = references[code[pc + 2]];
      default -> throw new IllegalStateException("unknown opcode " + code[pc]);
    }
  }

  private static RuntimeStruct struct(@Nullable Object reference) {
    if (reference == null) {
      throw new TrapException(TrapKind.NULL_STRUCT_REFERENCE);
    }
    return (RuntimeStruct) reference;
  }

  private static int array(int[] code, long[] r, int fp, int pc, @Nullable Object[] references) {
    int opcode = code[pc];
    if (opcode == ARRAY_LEN) {
      r[fp + code[pc + 1]] = array(references[code[pc + 2]]).length;
      return pc + 3;
    }
    if (opcode >= ARRAY_SET8) {
      setElement(code, r, fp, pc, references);
      return pc + 4;
    }
    RuntimeArray array = array(references[code[pc + 2]]);
    int index = array.check((int) r[fp + code[pc + 3]]);
    Object elements = array.elements;
    switch (opcode) {
      case ARRAY_GET8_S -> r[fp + code[pc + 1]] = ((byte[]) elements)[index];
      case ARRAY_GET8_U -> r[fp + code[pc + 1]] = ((byte[]) elements)[index] & 0xff;
      case ARRAY_GET16_S -> r[fp + code[pc + 1]] = ((short[]) elements)[index];
      case ARRAY_GET16_U -> r[fp + code[pc + 1]] = ((short[]) elements)[index] & 0xffff;
      case ARRAY_GET32 -> r[fp + code[pc + 1]] = ((int[]) elements)[index];
      case ARRAY_GET64 -> r[fp + code[pc + 1]] = ((long[]) elements)[index];
      case ARRAY_GET128 -> System.arraycopy(elements, 2 * index, r, fp + code[pc + 1], 2);
      default -> references[code[pc + 1]] = ((@Nullable Object[]) elements)[index];
    }
    return pc + 4;
  }

  private static void setElement(
      int[] code, long[] r, int fp, int pc, @Nullable Object[] references) {
    RuntimeArray array = array(references[code[pc + 1]]);
    int index = array.check((int) r[fp + code[pc + 2]]);
    Object elements = array.elements;
    switch (code[pc]) {
      case ARRAY_SET8 -> ((byte[]) elements)[index] = (byte) r[fp + code[pc + 3]];
      case ARRAY_SET16 -> ((short[]) elements)[index] = (short) r[fp + code[pc + 3]];
      case ARRAY_SET32 -> ((int[]) elements)[index] = (int) r[fp + code[pc + 3]];
      case ARRAY_SET64 -> ((long[]) elements)[index] = r[fp + code[pc + 3]];
      case ARRAY_SET128 -> System.arraycopy(r, fp + code[pc + 3], elements, 2 * index, 2);
      default -> ((@Nullable Object[]) elements)[index] = references[code[pc + 3]];
    }
  }

  /** The array that a reference refers to. */
  static RuntimeArray array(@Nullable Object reference) {
    if (reference == null) {
      throw new TrapException(TrapKind.NULL_ARRAY_REFERENCE);
    }
    return (RuntimeArray) reference;
  }
}
