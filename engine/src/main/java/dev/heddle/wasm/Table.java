package dev.heddle.wasm;

import dev.heddle.wasm.runtime.RuntimeTable;
import dev.heddle.wasm.types.TableType;
import org.jspecify.annotations.Nullable;

/**
 * A table of references, which guests call through and store host objects in.
 *
 * <p>Elements are Java references: {@link WasmFunction} or {@code null} in tables of functions, any
 * object or {@code null} in tables of external references. Indices are unsigned; one beyond the end
 * throws {@link TrapException} with {@link TrapKind#TABLE_OUT_OF_BOUNDS}. Not thread-safe: use it
 * where the guest runs. Source: core specification, section 4.2.7 (table instances).
 */
public sealed interface Table extends ExternValue permits RuntimeTable {

  /**
   * A table made by the host, all of its elements {@code initial}.
   *
   * @throws IllegalArgumentException if {@code initial} is not of the element type, or the table
   *     starts with more elements than its maximum
   * @throws LimitExceededException if it is larger than the default limit, or the heap has no room
   *     for it
   */
  static Table create(TableType type, @Nullable Object initial) {
    return RuntimeTable.create(type, initial, Limits.defaults());
  }

  @Override
  TableType type();

  /** The number of elements. */
  int size();

  /** The element at {@code index}. */
  @Nullable Object get(int index);

  /**
   * Sets the element at {@code index}.
   *
   * @throws IllegalArgumentException if {@code value} is not of the element type, or a function of
   *     a guest in another {@link Store}
   */
  void set(int index, @Nullable Object value);

  /**
   * Appends elements.
   *
   * @param count how many, unsigned
   * @param value what they shall be
   * @return the size before, or -1 if it cannot grow that much
   * @throws IllegalArgumentException as {@link #set} does
   */
  int grow(int count, @Nullable Object value);
}
