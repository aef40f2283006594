package dev.heddle.async;

/**
 * When an instance may suspend, and when it does. Immutable and thread-safe.
 *
 * <p>It belongs to the instance: to the imports that it is given, and to the calls that are made
 * through it.
 */
public enum Semantics {

  /**
   * Whatever a virtual thread can do, which is the default: a call may wait wherever it is, with
   * frames of Java between the export and the import, and in start functions that run as a call. It
   * waits only if there is something to wait for. An import that is reached without a call is
   * called, and fails with {@link SuspendException} only if it would have to wait.
   */
  RELAXED,

  /**
   * As in JavaScript, step by step, for guests that rely on it, and for tests that shall hold there
   * too:
   *
   * <ul>
   *   <li>{@linkplain AsyncImports.Builder#suspending Suspending imports} alone may wait. One that
   *       must not do so here fails with {@link SuspendException} before its code is called: where
   *       there is no call, in start functions, and where Java code between it and the call has
   *       called the guest. The guest can catch that.
   *   <li>They always suspend the call, even for a value that is there, so that other calls that
   *       queue get their turn. So does every {@code await} in them.
   *   <li>All other imports return at once; a future is returned as it is, and {@code await} in
   *       them throws {@link SuspendException}. So it does in {@link dev.heddle.wasm.HostFunction}s
   *       of the engine, through {@link GuestCall#current()}. A {@link dev.heddle.wasm.Fuel.Refill}
   *       may wait: the guest does not know of it.
   *   <li>Calls are {@link Concurrency#INTERLEAVED} unless {@linkplain AsyncInstance.Builder#policy
   *       said otherwise}.
   * </ul>
   */
  STRICT
}
