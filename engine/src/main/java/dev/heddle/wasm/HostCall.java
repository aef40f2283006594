package dev.heddle.wasm;

import dev.heddle.wasm.runtime.Nesting;
import dev.heddle.wasm.runtime.RuntimeHostCall;
import dev.heddle.wasm.types.FunctionType;
import org.jspecify.annotations.Nullable;

/**
 * One call of a host function by a guest: its arguments, its results, and the guest that calls.
 *
 * <p>Valid until the host function returns, and only on the thread that runs it. Indices count
 * parameters and results from 0. Asking for an argument or setting a result of a type other than
 * the declared one throws {@link IllegalArgumentException}, with the name of the function, the
 * index and both types.
 */
public sealed interface HostCall permits RuntimeHostCall {

  /**
   * How many calls into guests are active on the current thread, one within the other with host
   * functions between them: 0 outside of guests, and 1 in a host function unless the guest that
   * calls it was itself called by a host function.
   */
  static int depth() {
    return Nesting.ofThread().depth();
  }

  /** The type of the function as declared. */
  FunctionType type();

  /** The name under which the guest imports the function, e.g. {@code env.log}. */
  String name();

  /**
   * The instance that calls.
   *
   * @throws IllegalStateException if the host called the function itself
   */
  Instance instance();

  /**
   * The memory of the instance that calls: the one it exports, or else its first.
   *
   * @throws IllegalStateException if there is none
   */
  Memory memory();

  /** The argument at {@code index}, of type {@code i32}. */
  int i32(int index);

  /** The argument at {@code index}, of type {@code i64}. */
  long i64(int index);

  /** The argument at {@code index}, of type {@code f32}. */
  float f32(int index);

  /** The argument at {@code index}, of type {@code f64}. */
  double f64(int index);

  /** The argument at {@code index}, of type {@code v128}. */
  V128 v128(int index);

  /** The argument at {@code index}, of a reference type. */
  @Nullable Object reference(int index);

  /**
   * The argument at {@code index}, of any type, as a Java object as in {@link WasmFunction#invoke}.
   */
  @Nullable Object argument(int index);

  /** Sets the one result, of type {@code i32}. */
  void returnI32(int result);

  /** Sets the one result, of type {@code i64}. */
  void returnI64(long result);

  /** Sets the one result, of type {@code f32}. */
  void returnF32(float result);

  /** Sets the one result, of type {@code f64}. */
  void returnF64(double result);

  /** Sets the one result, of type {@code v128}. */
  void returnV128(V128 result);

  /** Sets all results from Java objects as in {@link WasmFunction#invoke}, in order. */
  void returnAll(@Nullable Object... results);
}
