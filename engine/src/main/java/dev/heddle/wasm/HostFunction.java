package dev.heddle.wasm;

/**
 * The code of a function that the host gives to a guest.
 *
 * <pre>{@code
 * HostFunction add = call -> call.returnI32(call.i32(0) + call.i32(1));
 * }</pre>
 *
 * <p>It runs on the thread of the guest's call, which it may block; the engine holds no lock
 * meanwhile. It must set every result that its type declares. What it throws, checked exceptions
 * included, unwinds the guest and reaches the caller of the export as the same object. One that
 * serves guests of several stores may be called by several threads at a time.
 */
@FunctionalInterface
public interface HostFunction {

  /**
   * Serves one call of the guest.
   *
   * @param call the arguments, the results to be set, and the guest that calls; valid until this
   *     method returns, and only on the current thread
   * @throws Exception whatever it likes
   */
  void call(HostCall call) throws Exception;
}
