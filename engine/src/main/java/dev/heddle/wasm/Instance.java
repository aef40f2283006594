package dev.heddle.wasm;

import dev.heddle.wasm.runtime.Linker;
import dev.heddle.wasm.runtime.RuntimeInstance;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A module brought to life: its imports linked, its memories, tables and globals made, its start
 * function run.
 *
 * <p>No state of a running call is kept here. Its exports may be looked up by any thread; what is
 * exported is to be used by one at a time, see {@link Store}. Source: core specification, section
 * 4.7.3 (instantiation).
 */
public sealed interface Instance permits RuntimeInstance {

  /** A builder for an instance of {@code module}. */
  static Builder builder(WasmModule module) {
    return new Builder(module);
  }

  /** The module it was made from. */
  WasmModule module();

  /** The store it lives in. */
  Store store();

  /** All exports by name, in the order of their declaration; immutable. */
  Map<String, ExternValue> exports();

  /**
   * The exported function of this name.
   *
   * @throws IllegalArgumentException if there is no such export or it is not a function; the
   *     message lists what there is, up to 50 names
   */
  WasmFunction function(String name);

  /** The exported memory of this name. Throws as {@link #function} does. */
  Memory memory(String name);

  /** The exported table of this name. Throws as {@link #function} does. */
  Table table(String name);

  /** The exported global of this name. Throws as {@link #function} does. */
  Global global(String name);

  /** The exported tag of this name. Throws as {@link #function} does. */
  Tag tag(String name);

  /** Collects what an instance is made with. Not thread-safe. */
  final class Builder {

    private final WasmModule module;
    private Imports imports = Imports.none();
    private Limits limits = Limits.defaults();
    private @Nullable Store store;
    private @Nullable Fuel fuel;

    private Builder(WasmModule module) {
      this.module = Objects.requireNonNull(module, "module");
    }

    /** What the module is linked with; nothing by default. */
    public Builder imports(Imports imports) {
      this.imports = Objects.requireNonNull(imports, "imports");
      return this;
    }

    /** How much the instance may use; {@link Limits#defaults()} by default. */
    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /** The store the instance shall live in; a new one by default. */
    public Builder store(Store store) {
      this.store = Objects.requireNonNull(store, "store");
      return this;
    }

    /**
     * Makes the instance a metered one, which pays with this fuel for what it executes, its start
     * function included; by default it is not metered.
     */
    public Builder fuel(Fuel fuel) {
      this.fuel = Objects.requireNonNull(fuel, "fuel");
      return this;
    }

    /**
     * Makes the instance and runs the module's start function on the current thread.
     *
     * @throws LinkException if an import is missing or of the wrong type
     * @throws LimitExceededException if the module declares more than the limits allow, or the
     *     store has as many instances as they allow
     * @throws TrapException if a segment does not fit or the start function traps
     * @throws TaggedException if the start function throws it
     */
    public Instance build() {
      return Linker.instantiate(
          module,
          imports,
          limits,
          store == null ? Store.create() : store,
          fuel == null ? null : fuel.tank());
    }
  }
}
