package dev.heddle.bind;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.InstancePool;
import dev.heddle.wasm.WasmModule;

/**
 * Binds guests to Java interfaces.
 *
 * <pre>{@code
 * Shop shop = Heddle.bind(module, Shop.class, new ShopHost());
 * Mono<Integer> total = shop.total(3);
 * }</pre>
 */
public final class Heddle {

  private Heddle() {}

  /**
   * A new instance of a module as an object of an interface.
   *
   * <p>The object is thread-safe. Each abstract method of the interface calls the export of its
   * name, see {@link WasmExport}; a leading parameter of class {@link dev.heddle.async.CallOptions}
   * is kept for Heddle. A method {@code close()} of an interface that extends {@link AutoCloseable}
   * closes the instance, and one without parameters that returns {@link AsyncInstance} returns it.
   *
   * @param type the interface
   * @param hosts objects whose methods serve the imports, see {@link WasmImport}
   * @throws BindException if something does not fit; the message lists all of it
   * @throws IllegalArgumentException if the interface is none, is sealed, or cannot be got at
   * @throws dev.heddle.wasm.WasmException as {@link AsyncInstance.Builder#build()} does
   */
  public static <T> T bind(WasmModule module, Class<T> type, Object... hosts) {
    return binding(module, type).hosts(hosts).build().instantiate();
  }

  /** An instance that exists as an object of an interface. Otherwise as the other method. */
  public static <T> T bind(AsyncInstance instance, Class<T> type) {
    return binding(instance.instance().module(), type).onlyExports().build().bind(instance);
  }

  /**
   * A pool as an object of an interface, each call of which leases an instance: see {@link
   * Binding#bind(InstancePool)}. A method {@code close()} of an interface that extends {@link
   * AutoCloseable} closes the pool, and one without parameters that returns {@link InstancePool}
   * returns it. Otherwise as the other methods.
   */
  public static <T> T bind(InstancePool pool, Class<T> type) {
    return binding(pool.module(), type).onlyExports().build().bind(pool);
  }

  /** A builder for a binding of an interface to a module, with options, and to be used again. */
  public static <T> Binding.Builder<T> binding(WasmModule module, Class<T> type) {
    return new Binding.Builder<>(module, type);
  }
}
