package dev.heddle.wasm.runtime;

import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.WasmArray;
import dev.heddle.wasm.code.ElementKind;
import dev.heddle.wasm.types.ArrayType;
import dev.heddle.wasm.types.CompositeType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FieldType;
import dev.heddle.wasm.types.ValueType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An array; its elements are in a Java array, of which kind {@link ElementKind} tells. */
public final class RuntimeArray implements WasmArray, GarbageCollected {

  private static final @Nullable Object[] NO_REFERENCES = {};

  private static final VarHandle SHORT = bytesAs(short[].class);
  private static final VarHandle INT = bytesAs(int[].class);
  private static final VarHandle LONG = bytesAs(long[].class);

  /** The type. */
  public final DefinedType type;

  /** The elements, in a Java array. */
  public final Object elements;

  /** The number of elements. */
  public final int length;

  private RuntimeArray(DefinedType type, Object elements, int length) {
    this.type = type;
    this.elements = elements;
    this.length = length;
  }

  private static VarHandle bytesAs(Class<?> arrays) {
    return MethodHandles.byteArrayViewVarHandle(arrays, ByteOrder.LITTLE_ENDIAN);
  }

  /** An array whose elements are zero or null. */
  public static RuntimeArray allocate(DefinedType type, int length) {
    Object elements =
        switch (kind(type)) {
          case BITS8 -> new byte[length];
          case BITS16 -> new short[length];
          case BITS32 -> new int[length];
          case BITS64 -> new long[length];
          case REFERENCE -> new Object[length];
          case BITS128 -> new long[2 * length];
        };
    return new RuntimeArray(type, elements, length);
  }

  /** The longest array of a type that a Java array could have room for. */
  static int maxLength(DefinedType type) {
    return kind(type) == ElementKind.BITS128 ? Integer.MAX_VALUE / 2 : Integer.MAX_VALUE;
  }

  /** An array made by the host. */
  public static RuntimeArray create(DefinedType type, int length, @Nullable Object initial) {
    CompositeType composite = type.composite();
    if (!(composite instanceof ArrayType(FieldType element))) {
      throw new IllegalArgumentException("expected the type of an array, found " + type);
    }
    if (length < 0 || length > maxLength(type)) {
      throw new IllegalArgumentException(
          "the length of an " + type + " must be 0 to " + maxLength(type) + ", not " + length);
    }
    Values.check(element.value(), initial, "initial element of " + type);
    RuntimeArray array = allocateForHost(type, length);
    array.put(0, initial, length);
    return array;
  }

  private static RuntimeArray allocateForHost(DefinedType type, int length) {
    try {
      return allocate(type, length);
    } catch (OutOfMemoryError e) {
      throw new LimitExceededException(
          "the heap has no room for an " + type + " of " + length + " elements");
    }
  }

  private static ElementKind kind(DefinedType type) {
    return ElementKind.of(type.array().element().storage());
  }

  /** How much of the Java heap an array takes. */
  static long bytes(DefinedType type, int length) {
    return ObjectHeap.arrayBytes(kind(type), length);
  }

  @Override
  public long bytes() {
    return bytes(type, length);
  }

  @Override
  public @Nullable Object[] references() {
    return elements instanceof Object[] objects ? objects : NO_REFERENCES;
  }

  @Override
  public DefinedType type() {
    return type;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public @Nullable Object get(int index) {
    Objects.checkIndex(index, length);
    FieldType element = type.array().element();
    return switch (ElementKind.of(element.storage())) {
      case BITS8 -> ((byte[]) elements)[index] & 0xff;
      case BITS16 -> ((short[]) elements)[index] & 0xffff;
      case BITS32 -> Values.toObject(element.value(), ((int[]) elements)[index]);
      case BITS64, BITS128 -> Values.read(element.value(), (long[]) elements, index * width());
      case REFERENCE -> ((@Nullable Object[]) elements)[index];
    };
  }

  @Override
  public void set(int index, @Nullable Object value) {
    Objects.checkIndex(index, length);
    FieldType element = type.array().element();
    if (!element.mutable()) {
      throw new IllegalStateException("elements of " + type + " are immutable");
    }
    put(index, value, 1);
  }

  private void put(int index, @Nullable Object value, int count) {
    ValueType element = type.array().element().value();
    String what = "element " + index + " of " + type;
    if (element.isReference()) {
      fill(index, Values.checkReference(element, value, what), count);
    } else if (element == ValueType.V128) {
      V128 vector = Values.toVector(value, what);
      fill(index, vector.low(), vector.high(), count);
    } else {
      fill(index, Values.toRaw(element, value, what), count);
    }
  }

  /** How many elements of the Java array one of this array takes. */
  private int width() {
    return elements instanceof long[] longs && longs.length > length ? 2 : 1;
  }

  /** Sets a range of numbers, which must be within the array. */
  public void fill(int index, long bits, int count) {
    int end = index + count;
    if (elements instanceof byte[] bytes) {
      Arrays.fill(bytes, index, end, (byte) bits);
    } else if (elements instanceof short[] shorts) {
      Arrays.fill(shorts, index, end, (short) bits);
    } else if (elements instanceof int[] ints) {
      Arrays.fill(ints, index, end, (int) bits);
    } else {
      Arrays.fill((long[]) elements, index, end, bits);
    }
  }

  /** Sets a range of vectors, which must be within the array. */
  public void fill(int index, long low, long high, int count) {
    long[] longs = (long[]) elements;
    for (int i = 2 * index; i < 2 * (index + count); i += 2) {
      longs[i] = low;
      longs[i + 1] = high;
    }
  }

  /** Sets a range of references, which must be within the array. */
  public void fill(int index, @Nullable Object reference, int count) {
    Arrays.fill((@Nullable Object[]) elements, index, index + count, reference);
  }

  /** Sets a range to a range of another array; both must be within. They may overlap. */
  public void copyFrom(RuntimeArray source, int from, int to, int count) {
    int width = width();
    System.arraycopy(source.elements, from * width, elements, to * width, count * width);
  }

  /** Sets a range, which must be within the array, to numbers in the bytes of a data segment. */
  public void read(byte[] source, int position, int index, int count) {
    if (elements instanceof byte[] bytes) {
      System.arraycopy(source, position, bytes, index, count);
    } else if (elements instanceof short[] shorts) {
      for (int i = 0; i < count; i++) {
        shorts[index + i] = (short) SHORT.get(source, position + i * 2);
      }
    } else if (elements instanceof int[] ints) {
      for (int i = 0; i < count; i++) {
        ints[index + i] = (int) INT.get(source, position + i * 4);
      }
    } else {
      long[] longs = (long[]) elements;
      int width = width();
      for (int i = 0; i < count * width; i++) {
        longs[index * width + i] = (long) LONG.get(source, position + i * 8);
      }
    }
  }

  /** How many bytes a data segment has for an element. */
  public int elementBytes() {
    return kind(type).bytes();
  }

  /**
   * Demands that a range is within the array.
   *
   * @throws TrapException if it is not
   */
  public void check(long index, long count) {
    if (index + count > length) {
      throw new TrapException(
          TrapKind.ARRAY_OUT_OF_BOUNDS, count + " elements at index " + index + " of " + length);
    }
  }

  /**
   * Demands that there is an element at an index, which is returned.
   *
   * @throws TrapException if there is none
   */
  public int check(int index) {
    if (Integer.compareUnsigned(index, length) >= 0) {
      throw new TrapException(
          TrapKind.ARRAY_OUT_OF_BOUNDS,
          "index " + Integer.toUnsignedString(index) + " of " + length);
    }
    return index;
  }

  @Override
  public String toString() {
    return length + " elements in an " + type;
  }
}
