package dev.heddle.bind.layout;

import java.lang.reflect.Array;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@code List}, or an array of objects: its elements, stored one after the other. */
final class Sequence extends Pointed {

  /** A reference, and the least that an object takes. */
  private static final int OBJECT = 24;

  private final Layout element;
  private final @Nullable Class<?> arrayOf;

  /**
   * @param arrayOf the class of the array's elements, or null for a list
   */
  Sequence(Layout element, @Nullable Class<?> arrayOf, boolean wide) {
    super(element.size(), element.alignment(), wide);
    this.element = element;
    this.arrayOf = arrayOf;
  }

  /** A copy, as the list may be changed by others, and count in one way and iterate in another. */
  @Override
  Object prepare(Object value) {
    return arrayOf == null ? ((List<?>) value).toArray() : value;
  }

  @Override
  int count(Object prepared) {
    return ((Object[]) prepared).length;
  }

  @Override
  void write(Object prepared, long address, Lowering to) {
    long next = address;
    Object[] elements = (Object[]) prepared;
    for (int i = 0; i < elements.length; i++) {
      if (elements[i] == null) {
        throw new NullPointerException("element " + i + " is null");
      }
      element.store(elements[i], next, to);
      next += element.size();
    }
  }

  @Override
  int weight() {
    return OBJECT + element.size();
  }

  @Override
  Object read(long address, int count, Lifting from) {
    Object[] elements =
        arrayOf == null ? new Object[count] : (Object[]) Array.newInstance(arrayOf, count);
    for (int i = 0; i < count; i++) {
      elements[i] = element.load(address + (long) i * element.size(), from);
    }
    return arrayOf == null ? List.of(elements) : elements;
  }
}
