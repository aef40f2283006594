package dev.heddle.wasm;

import dev.heddle.wasm.runtime.RuntimeGlobal;
import dev.heddle.wasm.types.GlobalType;
import org.jspecify.annotations.Nullable;

/**
 * A global variable. Not thread-safe: use it where the guest runs. Source: core specification,
 * section 4.2.10 (global instances).
 */
public sealed interface Global extends ExternValue permits RuntimeGlobal {

  /**
   * A global made by the host.
   *
   * @param initial its value, as a Java object as in {@link WasmFunction#invoke}
   * @throws IllegalArgumentException if {@code initial} is not of the type
   */
  static Global create(GlobalType type, @Nullable Object initial) {
    return RuntimeGlobal.create(type, initial);
  }

  @Override
  GlobalType type();

  /** The value as a Java object as in {@link WasmFunction#invoke}. */
  @Nullable Object get();

  /**
   * Sets the value, a Java object as in {@link WasmFunction#invoke}.
   *
   * @throws IllegalArgumentException if it is not of the type, or a function of a guest in another
   *     {@link Store}
   * @throws IllegalStateException if the global is immutable
   */
  void set(@Nullable Object value);

  /**
   * The value of a number in raw form, see {@link WasmFunction#call}.
   *
   * @throws IllegalArgumentException if it is not a number
   */
  long raw();
}
