package dev.heddle.wasm;

import dev.heddle.wasm.runtime.RuntimeStruct;
import dev.heddle.wasm.types.DefinedType;
import org.jspecify.annotations.Nullable;

/**
 * A structure of the garbage-collected heap that guests and host share: fields of given types.
 *
 * <p>It is an ordinary Java object, kept for as long as someone refers to it, and equal to nothing
 * but itself. Not thread-safe: use it where the guest runs. Source: core specification, section
 * 4.2.13 (structure instances).
 */
public sealed interface WasmStruct permits RuntimeStruct {

  /**
   * A structure made by the host.
   *
   * @param type a type that describes a structure; for a guest to take it, the guest's own or one
   *     below it
   * @param fields the values of all fields, as {@link #set} takes them
   * @throws IllegalArgumentException if the type is not a structure's, or there are not as many
   *     values as fields, or one is not of the type of its field
   */
  static WasmStruct create(DefinedType type, @Nullable Object... fields) {
    return RuntimeStruct.create(type, fields);
  }

  /** Its type. */
  DefinedType type();

  /**
   * The value of a field, a Java object as in {@link WasmFunction#invoke}; of a packed field, an
   * {@code Integer} without sign, as {@code struct.get_u} gives it.
   *
   * @throws IndexOutOfBoundsException if there is no such field
   */
  @Nullable Object get(int field);

  /**
   * Sets a field to a Java object as in {@link WasmFunction#invoke}; of an {@code Integer} for a
   * packed field only the lower bits count.
   *
   * @throws IllegalArgumentException if the value is not of the field's type
   * @throws IllegalStateException if the field is immutable
   * @throws IndexOutOfBoundsException if there is no such field
   */
  void set(int field, @Nullable Object value);
}
