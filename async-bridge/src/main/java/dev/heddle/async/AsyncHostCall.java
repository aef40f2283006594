package dev.heddle.async;

import dev.heddle.async.host.BoundHostCall;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.types.FunctionType;
import org.jspecify.annotations.Nullable;

/**
 * One call of a host function by a guest: its arguments, and the means to wait.
 *
 * <p>Valid until the host function returns, and only on the thread that runs it. Indices count
 * parameters from 0. Asking for an argument of a type other than the declared one throws {@link
 * IllegalArgumentException}, with the name of the function, the index and both types.
 *
 * <p>A host function may also be reached without a call, from a start function run by {@link
 * AsyncInstance.Builder#build()} or by calling the engine's {@code Instance} directly. Waiting then
 * succeeds only if it need not wait, and throws {@link SuspendException} otherwise; under {@link
 * Semantics#STRICT} always.
 */
public sealed interface AsyncHostCall extends GuestCall permits BoundHostCall {

  /** The type of the function as declared. */
  FunctionType type();

  /** The name under which the guest imports the function, e.g. {@code env.log}. */
  String name();

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
   * The argument at {@code index}, of any type: {@code Integer}, {@code Long}, {@code Float},
   * {@code Double}, {@code V128} or a reference.
   */
  @Nullable Object argument(int index);
}
