package dev.heddle.wasm;

import dev.heddle.wasm.link.Linker;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.runtime.BudgetRoom;
import dev.heddle.wasm.runtime.FuelSupply;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.snapshot.InstanceState;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.NumberType;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A module brought to life: its imports linked, its memories, tables and globals made, its start
 * function and its {@code _initialize} run.
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

  /**
   * A builder for an instance that starts from a snapshot: neither the module's start function nor
   * {@code _initialize} are run, as they were before it was taken.
   */
  static Builder builder(Snapshot snapshot) {
    return new Builder(snapshot);
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

  /**
   * The memory of this index, exported or not; for hosts and tools that look inside a guest.
   *
   * @param index as in {@link WasmModule#memories()}, that is imported ones first
   * @throws IndexOutOfBoundsException if there is no such memory
   */
  Memory memory(int index);

  /** The exported table of this name. Throws as {@link #function} does. */
  Table table(String name);

  /** The exported global of this name. Throws as {@link #function} does. */
  Global global(String name);

  /**
   * The global of this index, exported or not; for hosts and tools that look inside a guest.
   *
   * @param index as in {@link WasmModule#globals()}, that is imported ones first
   * @throws IndexOutOfBoundsException if there is no such global
   */
  Global global(int index);

  /** The exported tag of this name. Throws as {@link #function} does. */
  Tag tag(String name);

  /** Collects what an instance is made with. Not thread-safe. */
  final class Builder {

    private final WasmModule module;
    private final @Nullable InstanceState state;
    private Imports imports = Imports.none();
    private Limits limits = Limits.defaults();
    private @Nullable Store store;
    private @Nullable Fuel fuel;
    private boolean initialize = true;
    private @Nullable Execution execution;
    private final Set<Integer> boundedGlobals = new HashSet<>();
    private @Nullable MemoryBudget budget;

    private Builder(WasmModule module) {
      this.module = Objects.requireNonNull(module, "module");
      this.state = null;
    }

    private Builder(Snapshot snapshot) {
      this.state = (InstanceState) Objects.requireNonNull(snapshot, "snapshot");
      this.module = snapshot.module();
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

    /**
     * The store the instance shall live in; a new one by default. Instances that import from each
     * other need the same one.
     */
    public Builder store(Store store) {
      this.store = Objects.requireNonNull(store, "store");
      return this;
    }

    /**
     * Makes the instance a metered one, which pays with this fuel for what it executes, its start
     * function and {@code _initialize} included; by default it is not metered.
     */
    public Builder fuel(Fuel fuel) {
      this.fuel = Objects.requireNonNull(fuel, "fuel");
      return this;
    }

    /** How its functions are executed; {@link Execution#standard()} by default. */
    public Builder execution(Execution execution) {
      this.execution = Objects.requireNonNull(execution, "execution");
      return this;
    }

    /**
     * Whether to call {@code _initialize}, which is so by default. Libraries compiled from C, C++,
     * Rust or Go export it, and count on its being called once before all else: until then their
     * constructors have not run and their functions may give wrong results.
     *
     * <p>It is called after the start function, if it is of type {@code () -> ()} and the module
     * does not export {@code _start} as programs do, whose {@code main} nobody but the host is to
     * call. With {@code false} it is left to the host as well; calling it twice traps in most
     * guests. Source: WASI's application ABI (reactors).
     */
    public Builder initialize(boolean call) {
      this.initialize = call;
      return this;
    }

    /** What the memories of the instance count for, beside its store; nothing by default. */
    public Builder memoryBudget(MemoryBudget budget) {
      this.budget = Objects.requireNonNull(budget, "budget");
      return this;
    }

    /**
     * Keeps a global within the bounds that {@link Global#bound} sets, for stack pointers: whatever
     * the guest would set it to is checked before. It pays for that with a few instructions where
     * it sets this global, as do guests that import it then; others pay nothing. Code that was
     * compiled ahead of time or is in a cache does not check, and is not used for the instance.
     *
     * @param index of a mutable {@code i32} or {@code i64}, as in {@link WasmModule#globals()}; an
     *     imported one must have been made with bounds itself
     * @throws IllegalArgumentException if there is no such global, or it is of another type
     */
    public Builder boundedGlobal(int index) {
      if (index < 0 || index >= module.globals().size()) {
        throw new IllegalArgumentException(
            module + " has no global " + index + ", but " + module.globals().size());
      }
      GlobalType type = module.globals().get(index);
      if (!type.mutable() || type.value() != NumberType.I32 && type.value() != NumberType.I64) {
        throw new IllegalArgumentException(
            "global "
                + index
                + " cannot have bounds: expected a mutable i32 or i64, found "
                + type);
      }
      boundedGlobals.add(index);
      return this;
    }

    /**
     * Keeps an exported global within bounds. Otherwise as {@link #boundedGlobal(int)}.
     *
     * @param name under which it is exported
     */
    public Builder boundedGlobal(String name) {
      return boundedGlobal(
          ((LoadedModule) module)
              .exportedGlobal(name)
              .orElseThrow(() ->
                  new IllegalArgumentException(module + " exports no global \"" + name + "\"")));
    }

    /**
     * Makes the instance and runs the module's start function and then its {@code _initialize},
     * unless {@link #initialize} says no, on the current thread.
     *
     * @throws LinkException if imports are missing, of the wrong type, or of another store; the
     *     message lists them
     * @throws LimitExceededException if the module declares more than the limits allow, or the
     *     store has as many instances as they allow
     * @throws TrapException if a segment does not fit, or one of the two functions traps
     * @throws TaggedException if one of the two functions throws it
     */
    public Instance build() {
      Store home = store == null ? Store.create() : store;
      FuelSupply supply = fuel == null ? null : fuel.supply();
      BudgetRoom room = budget == null ? null : budget.room();
      Execution how = execution == null ? Execution.standard() : execution;
      return state == null
          ? Linker.instantiate(
              module, imports, limits, home, supply, how, boundedGlobals, room, initialize)
          : Linker.instantiate(state, imports, limits, home, supply, how, boundedGlobals, room);
    }
  }
}
