package dev.heddle.wasm.fuzz;

import static dev.heddle.wasm.fuzz.ReferenceEvaluator.NULL;

import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.fuzz.ReferenceObject.Aggregate;
import dev.heddle.wasm.fuzz.ReferenceObject.External;
import dev.heddle.wasm.fuzz.ReferenceObject.Function;
import dev.heddle.wasm.fuzz.ReferenceObject.Small;
import dev.heddle.wasm.fuzz.ReferenceTypes.Bits;
import dev.heddle.wasm.fuzz.ReferenceTypes.Field;
import dev.heddle.wasm.fuzz.ReferenceTypes.Kept;
import dev.heddle.wasm.fuzz.ReferenceTypes.Ref;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The instructions on references, structures and arrays, but for those that branch. Source: core
 * specification, sections 4.6.4 to 4.6.7.
 */
final class ReferenceObjects {

  private static final int ELEMENTS_FOR_FUEL = 8;

  private final ReferenceTypes types;
  private final ReferenceCasts casts;
  private final ReferenceTables tables;
  private final ReferenceMemories memories;
  private final IntUnaryOperator functionTypes;
  private final Meter meter;
  private final int maxLength;

  /**
   * The instructions of an instance.
   *
   * @param functionTypes the index of the type of a function, by its own index
   * @param maxLength how many elements an array may have
   */
  ReferenceObjects(
      ReferenceTypes types,
      ReferenceCasts casts,
      ReferenceTables tables,
      ReferenceMemories memories,
      IntUnaryOperator functionTypes,
      Meter meter,
      int maxLength) {
    this.types = types;
    this.casts = casts;
    this.tables = tables;
    this.memories = memories;
    this.functionTypes = functionTypes;
    this.meter = meter;
    this.maxLength = maxLength;
  }

  /** Executes an instruction, if it is one of these. */
  boolean execute(int opcode, CodeReader code, Operands stack) {
    switch (opcode) {
      case 0xd0 -> {
        code.signed();
        stack.push(NULL);
      }
      case 0xd1 -> stack.push(stack.pop() == NULL ? 1 : 0);
      case 0xd2 -> {
        int function = code.unsigned();
        stack.push(new Function(function, functionTypes.applyAsInt(function)));
      }
      // records are equal if their contents are, structures and arrays if they are the same
      case 0xd3 -> stack.push(stack.pop().equals(stack.pop()) ? 1 : 0);
      case 0xd4 -> stack.push(notNull(stack.pop(), TrapKind.NULL_REFERENCE));
      default -> {
        boolean branches = opcode == 0xfb018 || opcode == 0xfb019;
        if (opcode < 0xfb000 || opcode > 0xfb01e || branches) {
          return false;
        }
        object(opcode & 0xfff, code, stack);
      }
    }
    return true;
  }

  private void object(int number, CodeReader code, Operands stack) {
    switch (number) {
      case 0, 1, 2, 3, 4, 5 -> struct(number, code, stack);
      case 6, 7, 8, 9, 10 -> newArray(number, code, stack);
      case 11, 12, 13 -> {
        int type = code.unsigned();
        BigInteger index = stack.popUnsignedInt();
        Aggregate array = array(stack.pop());
        stack.push(unpacked(types.element(type), array.fields[place(array, index)], number == 12));
      }
      case 14 -> {
        int type = code.unsigned();
        Object value = stack.pop();
        BigInteger index = stack.popUnsignedInt();
        Aggregate array = array(stack.pop());
        array.fields[place(array, index)] = packed(types.element(type), value);
      }
      case 15 -> stack.push(array(stack.pop()).fields.length);
      case 16 -> fill(code, stack);
      case 17 -> copy(code, stack);
      case 18, 19 -> initialise(number == 18, code, stack);
      case 20, 21 -> {
        boolean is = casts.matches(stack.pop(), number == 21, (int) code.signed(), types);
        stack.push(is ? 1 : 0);
      }
      case 22, 23 -> {
        Object reference = stack.pop();
        if (!casts.matches(reference, number == 23, (int) code.signed(), types)) {
          throw new ReferenceTrap(TrapKind.CAST_FAILURE);
        }
        stack.push(reference);
      }
      case 26 -> {
        Object reference = stack.pop();
        stack.push(reference instanceof External(ReferenceObject internal) ? internal : reference);
      }
      case 27 -> {
        Object reference = stack.pop();
        stack.push(reference == NULL ? NULL : new External((ReferenceObject) reference));
      }
      case 28 -> stack.push(new Small(stack.popInt() << 1 >> 1));
      default -> {
        Small small = (Small) notNull(stack.pop(), TrapKind.NULL_I31_REFERENCE);
        stack.push(number == 29 ? small.value() : small.value() & 0x7fff_ffff);
      }
    }
  }

  private static Object notNull(Object reference, TrapKind otherwise) {
    if (reference == NULL) {
      throw new ReferenceTrap(otherwise);
    }
    return reference;
  }

  private static Aggregate array(Object reference) {
    return (Aggregate) notNull(reference, TrapKind.NULL_ARRAY_REFERENCE);
  }

  // ---- Fields

  /** The value of a field as it is kept. */
  private static Object packed(Field field, Object value) {
    return switch (field.type()) {
      case Bits(int code) when code == 0x78 -> (Integer) value & 0xff;
      case Bits(int code) when code == 0x77 -> (Integer) value & 0xffff;
      default -> value;
    };
  }

  /** The value of a field as it is read. */
  private static Object unpacked(Field field, Object value, boolean signed) {
    return switch (field.type()) {
      case Bits(int code) when signed && code == 0x78 -> (int) ((Integer) value).byteValue();
      case Bits(int code) when signed && code == 0x77 -> (int) ((Integer) value).shortValue();
      default -> value;
    };
  }

  private static Object zero(Kept type) {
    return switch (type) {
      case Ref reference -> NULL;
      case Bits(int code) ->
          switch (code) {
            case 0x7e -> (Object) 0L;
            case 0x7d -> 0f;
            case 0x7c -> 0d;
            case 0x7b -> V128.ZERO;
            default -> 0;
          };
    };
  }

  private void struct(int number, CodeReader code, Operands stack) {
    int type = code.unsigned();
    List<Field> fields = types.fields(type);
    switch (number) {
      case 0 -> {
        Object[] values = stack.pop(fields.size()).toArray();
        for (int i = 0; i < values.length; i++) {
          values[i] = packed(fields.get(i), values[i]);
        }
        stack.push(new Aggregate(type, values));
      }
      case 1 ->
          stack.push(
              new Aggregate(type, fields.stream().map(field -> zero(field.type())).toArray()));
      case 5 -> {
        int field = code.unsigned();
        Object value = stack.pop();
        struct(stack.pop()).fields[field] = packed(fields.get(field), value);
      }
      default -> {
        int field = code.unsigned();
        stack.push(unpacked(fields.get(field), struct(stack.pop()).fields[field], number == 3));
      }
    }
  }

  private static Aggregate struct(Object reference) {
    return (Aggregate) notNull(reference, TrapKind.NULL_STRUCT_REFERENCE);
  }

  // ---- Arrays

  private void newArray(int number, CodeReader code, Operands stack) {
    int type = code.unsigned();
    Field element = types.element(type);
    switch (number) {
      case 6 -> {
        BigInteger length = popCount(stack);
        Object value = packed(element, stack.pop());
        stack.push(filled(type, length, value));
      }
      case 7 -> stack.push(filled(type, popCount(stack), zero(element.type())));
      case 8 -> {
        Object[] values = stack.pop(code.unsigned()).toArray();
        stack.push(
            new Aggregate(
                type, Arrays.stream(values).map(value -> packed(element, value)).toArray()));
      }
      default -> {
        boolean ofData = number == 9;
        int segment = code.unsigned();
        BigInteger length = popCount(stack);
        Object[] values = values(ofData, segment, element, stack.popUnsignedInt(), length);
        checkLength(length);
        stack.push(new Aggregate(type, values));
      }
    }
  }

  private Aggregate filled(int type, BigInteger length, Object value) {
    checkLength(length);
    Object[] values = new Object[length.intValueExact()];
    Arrays.fill(values, value);
    return new Aggregate(type, values);
  }

  private void checkLength(BigInteger length) {
    if (length.compareTo(BigInteger.valueOf(maxLength)) > 0) {
      throw new ReferenceTrap(TrapKind.ALLOCATION_FAILED);
    }
  }

  /** Pops a number of elements, which is to be paid for. */
  private BigInteger popCount(Operands stack) {
    BigInteger count = stack.popUnsignedInt();
    meter.count(count, ELEMENTS_FOR_FUEL);
    return count;
  }

  private static int place(Aggregate array, BigInteger index) {
    return place(array, index, BigInteger.ONE);
  }

  private static int place(Aggregate array, BigInteger index, BigInteger count) {
    if (index.add(count).compareTo(BigInteger.valueOf(array.fields.length)) > 0) {
      throw new ReferenceTrap(TrapKind.ARRAY_OUT_OF_BOUNDS);
    }
    return index.intValueExact();
  }

  private void fill(CodeReader code, Operands stack) {
    int type = code.unsigned();
    BigInteger count = popCount(stack);
    Object value = packed(types.element(type), stack.pop());
    BigInteger index = stack.popUnsignedInt();
    Aggregate array = array(stack.pop());
    int start = place(array, index, count);
    Arrays.fill(array.fields, start, start + count.intValueExact(), value);
  }

  private void copy(CodeReader code, Operands stack) {
    code.unsigned();
    code.unsigned();
    BigInteger count = popCount(stack);
    BigInteger from = stack.popUnsignedInt();
    Object source = stack.pop();
    BigInteger to = stack.popUnsignedInt();
    Aggregate target = array(stack.pop());
    Aggregate array = array(source);
    int end = place(target, to, count);
    int start = place(array, from, count);
    Object[] copied = Arrays.copyOfRange(array.fields, start, start + count.intValueExact());
    System.arraycopy(copied, 0, target.fields, end, copied.length);
  }

  private void initialise(boolean ofData, CodeReader code, Operands stack) {
    int type = code.unsigned();
    int segment = code.unsigned();
    BigInteger count = popCount(stack);
    BigInteger from = stack.popUnsignedInt();
    BigInteger to = stack.popUnsignedInt();
    Aggregate array = array(stack.pop());
    int start = place(array, to, count);
    Object[] values = values(ofData, segment, types.element(type), from, count);
    System.arraycopy(values, 0, array.fields, start, values.length);
  }

  /** A part of a segment as elements of an array. */
  private Object[] values(
      boolean ofData, int segment, Field element, BigInteger from, BigInteger count) {
    if (!ofData) {
      Object[] elements = tables.segment(segment);
      int start = ReferenceTable.place(from, count, elements.length);
      return Arrays.copyOfRange(elements, start, start + count.intValueExact());
    }
    byte[] data = memories.segment(segment);
    Bits bits = (Bits) element.type();
    BigInteger size = count.multiply(BigInteger.valueOf(bits.bytes()));
    int start = ReferenceMemory.place(from, size, data.length);
    Object[] values = new Object[count.intValueExact()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(bits, new CodeReader(data, start + i * bits.bytes()));
    }
    return values;
  }

  private static Object value(Bits type, CodeReader data) {
    return switch (type.code()) {
      case 0x78 -> (Object) (int) data.fixed(1);
      case 0x77 -> (int) data.fixed(2);
      case 0x7f -> (int) data.fixed(4);
      case 0x7e -> data.fixed(8);
      case 0x7d -> Float.intBitsToFloat((int) data.fixed(4));
      case 0x7c -> Double.longBitsToDouble(data.fixed(8));
      default -> {
        long low = data.fixed(8);
        yield new V128(low, data.fixed(8));
      }
    };
  }
}
