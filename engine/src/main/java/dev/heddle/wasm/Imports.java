package dev.heddle.wasm;

import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.ExternType;
import dev.heddle.wasm.types.FunctionType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the host gives to a module, by two-level name. Immutable and thread-safe; one object may
 * serve many instantiations.
 */
public final class Imports {

  private static final Imports NONE = builder().build();

  private static final FunctionType NOTHING = FunctionType.of(List.of(), List.of());

  /** A two-level name. */
  private record Key(String module, String name) {}

  /**
   * What stands under a name: a finished value, or code that takes the type the module declares.
   */
  sealed interface Entry {}

  record Value(ExternValue value) implements Entry {}

  record Code(HostFunction code) implements Entry {}

  private final Map<Key, Entry> entries;

  private Imports(Map<Key, Entry> entries) {
    this.entries = Map.copyOf(entries);
  }

  /** No imports at all. */
  public static Imports none() {
    return NONE;
  }

  /** A builder with nothing in it. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * What is given under a name to a module that declares it as {@code declared}.
   *
   * @return the value; a function given without a type takes the declared one
   */
  public Optional<ExternValue> resolve(String module, String name, ExternType declared) {
    FunctionType type = declared instanceof FunctionType function ? function : NOTHING;
    return resolve(module, name, DefinedType.of(type));
  }

  /** The same for a function that the module declares to be of a type it has defined. */
  public Optional<ExternValue> resolve(String module, String name, DefinedType declared) {
    Entry entry = entries.get(new Key(module, name));
    if (entry instanceof Code(HostFunction code)) {
      return Optional.of(WasmFunction.of(declared, code));
    }
    return entry instanceof Value(ExternValue value) ? Optional.of(value) : Optional.empty();
  }

  /** The names under which something is given, by module; immutable. */
  public Map<String, Set<String>> names() {
    return entries.keySet().stream()
        .collect(
            Collectors.collectingAndThen(
                Collectors.groupingBy(
                    Key::module, Collectors.mapping(Key::name, Collectors.toUnmodifiableSet())),
                Map::copyOf));
  }

  /** Collects imports; a later one replaces an earlier one of the same name. Not thread-safe. */
  public static final class Builder {

    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    private Builder() {}

    /** Adds everything that {@code others} has. */
    public Builder addAll(Imports others) {
      entries.putAll(others.entries);
      return this;
    }

    /** Adds a host function of the given type. */
    public Builder function(String module, String name, FunctionType type, HostFunction code) {
      return add(module, name, WasmFunction.of(type, code));
    }

    /** Adds a host function that takes whatever type the importing module declares. */
    public Builder function(String module, String name, HostFunction code) {
      Objects.requireNonNull(code, "code");
      entries.put(key(module, name), new Code(code));
      return this;
    }

    /** Adds a function, memory, table, global or tag. */
    public Builder add(String module, String name, ExternValue value) {
      Objects.requireNonNull(value, "value");
      entries.put(key(module, name), new Value(value));
      return this;
    }

    /** Adds all exports of an instance under a module name. */
    public Builder instance(String module, Instance instance) {
      instance.exports().forEach((name, value) -> add(module, name, value));
      return this;
    }

    /** The imports. */
    public Imports build() {
      return new Imports(entries);
    }

    private static Key key(String module, String name) {
      return new Key(
          Objects.requireNonNull(module, "module"), Objects.requireNonNull(name, "name"));
    }
  }
}
