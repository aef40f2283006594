package dev.heddle.wasm;

import dev.heddle.wasm.runtime.RuntimeArray;
import dev.heddle.wasm.types.DefinedType;
import org.jspecify.annotations.Nullable;

/**
 * An array of the garbage-collected heap that guests and host share: elements of one type.
 *
 * <p>It is an ordinary Java object, kept for as long as someone refers to it, and equal to nothing
 * but itself. Not thread-safe: use it where the guest runs. Source: core specification, section
 * 4.2.13 (array instances).
 */
public sealed interface WasmArray permits RuntimeArray {

  /**
   * An array made by the host.
   *
   * @param type a type that describes an array; for a guest to take it, the guest's own or one
   *     below it
   * @param length the number of elements, not negative
   * @param initial the value of all elements, as {@link #set} takes it
   * @throws IllegalArgumentException if the type is not an array's, or the value not of the type of
   *     the elements, or the length negative
   * @throws LimitExceededException if the heap has no room for it
   */
  static WasmArray create(DefinedType type, int length, @Nullable Object initial) {
    return RuntimeArray.create(type, length, initial);
  }

  /** Its type. */
  DefinedType type();

  /** The number of elements. */
  int length();

  /**
   * The value of an element, a Java object as in {@link WasmFunction#invoke}; of a packed element,
   * an {@code Integer} without sign, as {@code array.get_u} gives it.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  @Nullable Object get(int index);

  /**
   * Sets an element to a Java object as in {@link WasmFunction#invoke}; of an {@code Integer} for a
   * packed element only the lower bits count.
   *
   * @throws IllegalArgumentException if the value is not of the type of the elements
   * @throws IllegalStateException if the elements are immutable
   * @throws IndexOutOfBoundsException if there is no such element
   */
  void set(int index, @Nullable Object value);
}
