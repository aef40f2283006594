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
 * <p>What an instance makes belongs to its store. What the host makes belongs to none if nothing is
 * wrong with using it in several: functions, tags, and immutable globals. Other memories, tables
 * and globals of the host belong to the store of the first instance that imports them, or of the
 * first function of a guest that is put into them. Importing what belongs to another store is
 * refused with {@link LinkException}; so is, with {@link IllegalArgumentException}, handing a
 * function of a guest to another store: as an argument of {@link WasmFunction#invoke}, as a result
 * of a host function, or through {@link Table} and {@link Global}. One that comes in unseen, within
 * an object of {@link WasmStruct}, {@link WasmArray} or {@link TaggedException}, is refused when a
 * guest calls it, with {@link TrapKind#FUNCTION_OF_ANOTHER_STORE}. Not checked is what the host
 * does by itself: those objects may be used in two stores at a time, and host functions may call
 * exports of another store than their caller's, so it is for the host to see that nobody else is in
 * there.
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
