package dev.heddle.bind;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.InstancePool;
import dev.heddle.bind.layout.Access;
import dev.heddle.bind.method.Exports;
import dev.heddle.bind.method.HostImports;
import dev.heddle.bind.method.Report;
import dev.heddle.bind.method.Returns;
import dev.heddle.bind.method.Subject;
import dev.heddle.wasm.WasmModule;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Java interface and host objects that have been held against a module and fit it, from which
 * bound objects are made. Immutable and thread-safe; one object may serve many instances.
 *
 * <p>All that takes time has been done when it is there: an object for an instance that exists is
 * made in a microsecond or less.
 *
 * @param <T> the interface
 */
public final class Binding<T> {

  private static final long DEFAULT_MAX_TRANSFER_BYTES = 64L << 20;

  private final Class<T> type;
  private final WasmModule module;
  private final Exports exports;
  private final @Nullable HostImports imports;
  private final List<Consumer<AsyncInstance.Builder>> options;

  private Binding(Builder<T> builder) {
    type = builder.type;
    module = builder.module;
    options = List.copyOf(builder.options);
    Subject subject = Subject.of(module, builder.maxTransferBytes);
    Access access = new Access(builder.lookup);
    Returns returns = new Returns(builder.returns);
    Report report = new Report(type.getName() + " and " + module);
    exports = Exports.of(type, subject, access, returns, report);
    imports =
        builder.onlyExports
            ? null
            : HostImports.of(
                builder.hosts, exports, builder.imports, subject, access, returns, report);
    report.check();
  }

  /**
   * A new instance of the module, whose imports the hosts serve, as an object of the interface.
   *
   * @throws dev.heddle.wasm.WasmException as {@link AsyncInstance.Builder#build()} does
   * @throws IllegalStateException if it was made of exports only
   */
  public T instantiate() {
    return bind(newInstance().build());
  }

  /**
   * The same for a module whose start function or {@code _initialize} waits in imports; see {@link
   * AsyncInstance.Builder#buildAsync()}.
   */
  public CompletableFuture<T> instantiateAsync() {
    return newInstance().buildAsync().thenApply(this::bind);
  }

  /**
   * An object of the interface for an instance of the module that exists, whatever it imports.
   *
   * @throws IllegalArgumentException if it is one of another module
   */
  public T bind(AsyncInstance instance) {
    if (!instance.instance().module().equals(module)) {
      throw new IllegalArgumentException(
          "expected an instance of " + module + ", found " + instance);
    }
    return type.cast(exports.bind(instance));
  }

  /**
   * An object of the interface for a pool of instances of the module: each call leases one.
   *
   * <p>Its methods wait for an instance where all are leased, and a deadline counts that, too; see
   * {@link InstancePool}. What one call leaves in the guest the next may not find.
   *
   * @throws IllegalArgumentException if it is a pool of another module, or a method of the
   *     interface returns {@link AsyncInstance}, of which there is not one
   */
  public T bind(InstancePool pool) {
    if (!pool.module().equals(module)) {
      throw new IllegalArgumentException("expected a pool of " + module + ", found " + pool);
    }
    return type.cast(exports.bind(pool));
  }

  /**
   * A builder for a pool of new instances of the module, whose imports the hosts serve.
   *
   * @throws IllegalStateException if the binding was made of exports only
   */
  public InstancePool.Builder pool() {
    return InstancePool.builder(newInstance());
  }

  /** What the hosts serve, for instances that are made in another way. */
  public AsyncImports imports() {
    HostImports served = imports;
    if (served == null) {
      throw new IllegalStateException("the binding was made of exports only");
    }
    return served.toImports();
  }

  private AsyncInstance.Builder newInstance() {
    AsyncInstance.Builder builder = AsyncInstance.builder(module).imports(imports());
    options.forEach(option -> option.accept(builder));
    return builder;
  }

  @Override
  public String toString() {
    return type.getSimpleName() + " of " + module;
  }

  /**
   * Collects what a binding is made with. Not thread-safe.
   *
   * @param <T> the interface
   */
  public static final class Builder<T> {

    private final WasmModule module;
    private final Class<T> type;
    private final List<Object> hosts = new ArrayList<>();
    private final List<Consumer<AsyncInstance.Builder>> options = new ArrayList<>();
    private final List<AsyncReturn> returns = new ArrayList<>();
    private AsyncImports imports = AsyncImports.none();
    private MethodHandles.@Nullable Lookup lookup;
    private long maxTransferBytes = DEFAULT_MAX_TRANSFER_BYTES;
    private boolean onlyExports;

    Builder(WasmModule module, Class<T> type) {
      this.module = Objects.requireNonNull(module, "module");
      this.type = Objects.requireNonNull(type, "type");
    }

    /** Adds objects whose methods serve imports; see {@link WasmImport} for which of them do. */
    public Builder<T> hosts(Object... hosts) {
      for (Object host : hosts) {
        this.hosts.add(Objects.requireNonNull(host, "host"));
      }
      return this;
    }

    /** What is imported where no host has a method: memories, WASI, other instances. */
    public Builder<T> imports(AsyncImports imports) {
      this.imports = Objects.requireNonNull(imports, "imports");
      return this;
    }

    /**
     * Sets options of the instances that are made: policy, limits, fuel, queue, deadline. The
     * imports are set already, and are better left so.
     */
    public Builder<T> instance(Consumer<AsyncInstance.Builder> options) {
      this.options.add(Objects.requireNonNull(options, "options"));
      return this;
    }

    /**
     * How to get at the interface, the hosts and the records, for those who do not {@code open}
     * their package to {@code dev.heddle.bind}: {@code MethodHandles.lookup()}. Not needed for what
     * is on the class path.
     */
    public Builder<T> lookup(MethodHandles.Lookup lookup) {
      this.lookup = Objects.requireNonNull(lookup, "lookup");
      return this;
    }

    /**
     * How many bytes of Java's heap, about, the arguments of one import or the result of one export
     * may take; 64 MiB by default. Beyond it the call fails with {@link GuestDataException}.
     *
     * @param bytes more than zero
     */
    public Builder<T> maxTransferBytes(long bytes) {
      if (bytes <= 0) {
        throw new IllegalArgumentException("maxTransferBytes must be more than zero, not " + bytes);
      }
      maxTransferBytes = bytes;
      return this;
    }

    /** Adds a class of asynchronous results, which is asked for before those installed. */
    public Builder<T> asyncReturn(AsyncReturn added) {
      returns.add(Objects.requireNonNull(added, "added"));
      return this;
    }

    /** Leaves the imports alone: for {@link Binding#bind} to instances that have theirs. */
    public Builder<T> onlyExports() {
      onlyExports = true;
      return this;
    }

    /**
     * Holds everything against the module.
     *
     * @throws BindException if something does not fit; the message lists all of it
     * @throws IllegalArgumentException if the interface is none, is sealed, or cannot be got at
     */
    public Binding<T> build() {
      return new Binding<>(this);
    }
  }
}
