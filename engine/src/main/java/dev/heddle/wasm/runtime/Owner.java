package dev.heddle.wasm.runtime;

import dev.heddle.wasm.Store;
import org.jspecify.annotations.Nullable;

/**
 * The store that something belongs to: the one of the instance that made it, or, where the host
 * made it, the one that it came to first. What belongs to a store stays there, as the store is what
 * one thread at a time may use. Thread-safe.
 */
public final class Owner {

  /** What those are to do who use things of two stores together. */
  public static final String REMEDY =
      "what is used together needs one store, which both builders take: store(...)";

  private @Nullable Store store;

  /** Nobody's yet. */
  public Owner() {}

  /** Whether it belongs to this store, or to none. */
  public synchronized boolean allows(Store other) {
    return store == null || store == other;
  }

  /** Gives it to a store, and tells whether it belongs to that now. */
  public synchronized boolean take(Store taker) {
    if (store == null) {
      store = taker;
    }
    return store == taker;
  }

  /**
   * Takes note of a reference that comes to what is owned: if it is to a guest's function, both
   * belong to one store.
   *
   * @param what what the reference is for, for the message
   * @throws IllegalArgumentException if they belong to two
   */
  void admit(@Nullable Object reference, String what) {
    if (reference instanceof RuntimeGuestFunction function && !take(function.instance().store())) {
      throw foreign(function, what);
    }
  }

  /** The same for what belongs to a store already. */
  static void admit(@Nullable Object reference, Store store, String what) {
    if (reference instanceof RuntimeGuestFunction function
        && function.instance().store() != store) {
      throw foreign(function, what);
    }
  }

  private static IllegalArgumentException foreign(RuntimeGuestFunction function, String what) {
    return new IllegalArgumentException(
        what + ": function " + function.name() + " belongs to another store; " + REMEDY);
  }
}
