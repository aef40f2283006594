package dev.heddle.async;

import dev.heddle.async.await.Adapters;
import dev.heddle.async.host.HostBridge;
import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.Instance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the host gives to a module whose calls may wait: host functions of this package, and
 * anything the engine's {@link Imports} can hold. Immutable and thread-safe; one object may serve
 * many instances.
 */
public final class AsyncImports {

  private static final AsyncImports NONE = builder().build();

  private record Key(String module, String name) {}

  private record Code(AsyncHostFunction code, boolean suspends) {}

  private final Imports engine;
  private final Map<Key, Code> functions;

  private AsyncImports(Imports engine, Map<Key, Code> functions) {
    this.engine = engine;
    this.functions = Map.copyOf(functions);
  }

  /** No imports at all. */
  public static AsyncImports none() {
    return NONE;
  }

  /** A builder with nothing in it. */
  public static Builder builder() {
    return new Builder();
  }

  /** The same imports as the engine takes them; their functions find the call they run in. */
  public Imports toImports() {
    return toImports(Adapters.with(List.of()), Semantics.RELAXED);
  }

  Imports toImports(Adapters adapters, Semantics semantics) {
    Imports.Builder all = Imports.builder().addAll(engine);
    functions.forEach((key, code) ->
        all.function(
            key.module,
            key.name,
            new HostBridge(code.code, code.suspends, semantics == Semantics.STRICT, adapters)));
    return all.build();
  }

  /** Collects imports; a later one replaces an earlier one of the same name. Not thread-safe. */
  public static final class Builder {

    private final Imports.Builder engine = Imports.builder();
    private final Map<Key, Code> functions = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Adds a suspending import: a host function of whatever type the module declares, whose result
     * the guest gets when it is there, like {@code WebAssembly.Suspending} in JavaScript.
     */
    public Builder suspending(String module, String name, AsyncHostFunction code) {
      return put(module, name, code, true);
    }

    /** Adds a suspending import, as {@link #suspending} does. */
    public Builder add(String module, String name, Suspending value) {
      return suspending(module, name, value.code());
    }

    /**
     * Adds a host function of whatever type the module declares. It differs from a {@link
     * #suspending} one in a single case: where the guest asks for a reference, a future or
     * publisher that is returned is that reference, and not waited for. Under {@link
     * Semantics#STRICT} it never waits.
     */
    public Builder function(String module, String name, AsyncHostFunction code) {
      return put(module, name, code, false);
    }

    /** Adds a function, memory, table or global of the engine. */
    public Builder add(String module, String name, ExternValue value) {
      functions.remove(new Key(module, name));
      engine.add(module, name, value);
      return this;
    }

    /**
     * Adds everything that {@code others} has; functions in it do not wait for what they return.
     */
    public Builder addAll(Imports others) {
      forgetFunctions(others);
      engine.addAll(others);
      return this;
    }

    /** Adds everything that {@code others} has. */
    public Builder addAll(AsyncImports others) {
      forgetFunctions(others.engine);
      engine.addAll(others.engine);
      functions.putAll(others.functions);
      return this;
    }

    /**
     * Adds all exports of an instance under a module name. Those that import them have to be of its
     * {@linkplain dev.heddle.wasm.Store store}.
     */
    public Builder instance(String module, Instance instance) {
      instance.exports().forEach((name, value) -> add(module, name, value));
      return this;
    }

    /** The imports. */
    public AsyncImports build() {
      return new AsyncImports(engine.build(), functions);
    }

    /** What the engine is given under the same names shall not be hidden by earlier functions. */
    private void forgetFunctions(Imports later) {
      later
          .names()
          .forEach(
              (module, names) -> names.forEach(name -> functions.remove(new Key(module, name))));
    }

    private Builder put(String module, String name, AsyncHostFunction code, boolean suspends) {
      Objects.requireNonNull(code, "code");
      functions.put(
          new Key(Objects.requireNonNull(module, "module"), Objects.requireNonNull(name, "name")),
          new Code(code, suspends));
      return this;
    }
  }
}
