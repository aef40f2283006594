package dev.heddle.async;

/** What becomes of an instance that comes back to its {@link InstancePool}. */
public enum Reuse {
  /**
   * It is put back to the state that the pool starts instances from, whatever happened to it: those
   * who come next find nothing of those before. The default. Takes a module of which there can be a
   * {@linkplain dev.heddle.wasm.Snapshot#of snapshot}.
   */
  RESTORED,

  /**
   * It is closed, and the next one gets a new instance. For modules of which there is no snapshot,
   * or where nothing of an instance may outlive its lease, references that somebody kept included.
   */
  FRESH,

  /**
   * It stays as it is for the next, if all its calls returned: those who come next find what those
   * before have left. For guests that keep nothing, or what is good for all, such as caches. After
   * a trap, an exception, or a call that was stopped it is closed, as its data may be half written.
   */
  KEPT
}
