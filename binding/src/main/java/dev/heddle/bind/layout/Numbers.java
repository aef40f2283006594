package dev.heddle.bind.layout;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.nio.ByteOrder;
import java.util.Map;

/** An array of one of Java's primitive types but bytes, copied as a whole. */
final class Numbers extends Pointed {

  private static final ValueLayout.OfBoolean TRUTH = ValueLayout.JAVA_BOOLEAN;

  private static final Map<Class<?>, ValueLayout> ELEMENTS =
      Map.of(
          boolean.class, TRUTH,
          short.class, ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
          char.class, ValueLayout.JAVA_CHAR_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
          int.class, ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
          long.class, ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
          float.class, ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
          double.class, ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));

  private final Class<?> type;
  private final ValueLayout element;

  Numbers(Class<?> type, boolean wide) {
    this(type, element(type), wide);
  }

  private Numbers(Class<?> type, ValueLayout element, boolean wide) {
    super((int) element.byteSize(), (int) element.byteSize(), wide);
    this.type = type;
    this.element = element;
  }

  private static ValueLayout element(Class<?> type) {
    ValueLayout element = ELEMENTS.get(type);
    if (element == null) {
      throw new IllegalArgumentException(type.getName());
    }
    return element;
  }

  @Override
  Object prepare(Object value) {
    return value;
  }

  @Override
  int count(Object array) {
    return Array.getLength(array);
  }

  @Override
  void write(Object array, long address, Lowering to) {
    if (array instanceof boolean[] truths) {
      for (int i = 0; i < truths.length; i++) {
        to.memory().putByte(address + i, (byte) (truths[i] ? 1 : 0));
      }
    } else if (count(array) > 0) {
      MemorySegment memory = to.memory().segment();
      MemorySegment.copy(array, 0, memory, element, address, count(array));
    }
  }

  @Override
  int weight() {
    return (int) element.byteSize();
  }

  @Override
  Object read(long address, int count, Lifting from) {
    if (element == TRUTH) {
      boolean[] truths = new boolean[count];
      for (int i = 0; i < count; i++) {
        truths[i] = from.memory().getByte(address + i) != 0;
      }
      return truths;
    }
    Object array = Array.newInstance(type, count);
    if (count > 0) {
      MemorySegment.copy(from.memory().segment(), element, address, array, 0, count);
    }
    return array;
  }
}
