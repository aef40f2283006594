package dev.heddle.wasm;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The unit of sharing: all instances that share memories, tables, globals or functions.
 *
 * <p>It is the counterpart of the specification's store and of the agent in JavaScript: at most one
 * thread at a time may run code of a store. The engine relies on it and does not lock; the async
 * bridge keeps the rule for its users. Only a memory whose type is {@linkplain
 * dev.heddle.wasm.types.MemoryType#shared() shared} may be used by instances of several stores, as
 * it is by the threads of a guest, each of which has a store and an instance of its own.
 *
 * <p>Thread-safe. Source: core specification, section 4.2.3 (store).
 */
public final class Store {

  private final Map<Class<?>, Object> attachments = new ConcurrentHashMap<>();

  private Store() {}

  /** A new store, with nothing in it. */
  public static Store create() {
    return new Store();
  }

  /**
   * The embedder's data of the given type that goes with this store, made if it is not there yet.
   *
   * @param type the key
   * @param initial makes the data; called at most once for a type
   */
  public <T> T attachment(Class<T> type, Supplier<T> initial) {
    return type.cast(attachments.computeIfAbsent(type, key -> initial.get()));
  }
}
