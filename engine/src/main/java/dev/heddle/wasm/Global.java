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

  /** Whether it is kept within bounds, see {@link Instance.Builder#boundedGlobal}. */
  boolean isBounded();

  /**
   * Says within which bounds guests may set it from now on; at first they may set it to anything.
   * One that sets it to something else traps with {@link TrapKind#CALL_STACK_EXHAUSTED}, and the
   * value stays what it was. The host may set it to anything.
   *
   * @param lowest the least, without a sign
   * @param highest the most, without a sign; not less than {@code lowest}
   * @throws IllegalStateException if it is not kept within bounds
   */
  void bound(long lowest, long highest);
}
