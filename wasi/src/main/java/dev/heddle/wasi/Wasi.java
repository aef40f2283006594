package dev.heddle.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.wasi.abi.Rights;
import dev.heddle.wasi.descriptor.Descriptor;
import dev.heddle.wasi.descriptor.DescriptorTable;
import dev.heddle.wasi.descriptor.DirectoryDescriptor;
import dev.heddle.wasi.descriptor.SharedDirectory;
import dev.heddle.wasi.descriptor.SocketDescriptor;
import dev.heddle.wasi.descriptor.StreamDescriptor;
import dev.heddle.wasi.function.Functions;
import dev.heddle.wasi.function.Guest;
import dev.heddle.wasi.stream.Listener;
import dev.heddle.wasi.stream.WriteOrder;
import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.WasmModule;
import java.nio.channels.ServerSocketChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Mono;

/**
 * What guests that are compiled for WASI preview 1 are given: nothing that is not said here but the
 * time. Immutable and thread-safe; one object may serve any number of guests, each of which has its
 * own open files.
 *
 * <pre>{@code
 * Mono<ExitStatus> status =
 *     Wasi.builder()
 *         .arguments("greet", "world")
 *         .directory("/data", HostFileSystem.of(Path.of("data")).readOnly())
 *         .stdout(WasiOutput.to(System.out))
 *         .build()
 *         .run(WasmModule.load(Path.of("greet.wasm")));
 * }</pre>
 *
 * <p>What a guest waits for suspends its call: a file, a sleep, a line of input, a connection.
 * Guests find the functions under {@code wasi_snapshot_preview1}, and those of before 2020 under
 * {@code wasi_unstable}.
 */
public final class Wasi {

  private final List<byte[]> arguments;
  private final List<byte[]> environment;
  private final Map<String, WasiFileSystem> directories;
  private final List<ServerSocketChannel> listeners;
  private final WasiInput stdin;
  private final WasiOutput stdout;
  private final WasiOutput stderr;
  private final Set<Integer> terminals;
  private final WasiClock clock;
  private final RandomGenerator random;
  private final WasiLimits limits;
  private final AsyncImports imports;
  private final UnaryOperator<AsyncInstance.Builder> configuration;

  private Wasi(Builder builder) {
    this.arguments = List.copyOf(builder.arguments);
    List<byte[]> pairs = new ArrayList<>();
    builder.environment.forEach((name, value) -> pairs.add((name + "=" + value).getBytes(UTF_8)));
    this.environment = List.copyOf(pairs);
    this.directories = new LinkedHashMap<>(builder.directories);
    this.listeners = List.copyOf(builder.listeners);
    this.stdin = builder.stdin;
    this.stdout = builder.stdout;
    this.stderr = builder.stderr;
    this.terminals = Set.copyOf(builder.terminals);
    this.clock = builder.clock;
    this.random = builder.random;
    this.limits = builder.limits;
    this.imports = builder.imports;
    this.configuration = builder.configuration;
  }

  /** A builder for what gives nothing. */
  public static Builder builder() {
    return new Builder();
  }

  /** Whether guests find a function under this name of module and this name. */
  public static boolean gives(String module, String name) {
    return Functions.has(module, name);
  }

  /**
   * Opens what a guest is given: its directories and streams.
   *
   * @return what the guest imports, to be closed when it is over; the Mono fails with a {@link
   *     WasiException} if a directory cannot be opened
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the sink is told
  public Mono<WasiProcess> open() {
    return Mono.<WasiProcess>create(sink ->
            openAsync()
                .whenComplete((process, failure) -> {
                  if (failure == null) {
                    sink.success(process);
                  } else {
                    sink.error(failure);
                  }
                }))
        // who was cancelled meanwhile does not get it
        .doOnDiscard(WasiProcess.class, process -> process.close().subscribe());
  }

  /** The same at once, as a future; if it is cancelled, what has been opened is closed. */
  @SuppressWarnings("FutureReturnValueIgnored") // the future that is returned is told
  public CompletableFuture<WasiProcess> openAsync() {
    DescriptorTable table = new DescriptorTable(limits.maxOpenFiles());
    WasiProcess process = process(table);
    table.add(StreamDescriptor.of(stdin.open(), terminals.contains(0)));
    WriteOrder order = new WriteOrder();
    table.add(StreamDescriptor.of(stdout.open(), order, terminals.contains(1)));
    table.add(StreamDescriptor.of(stderr.open(), order, terminals.contains(2)));
    for (ServerSocketChannel listener : listeners) {
      table.add(SocketDescriptor.of(new Listener(listener)));
    }
    CompletableFuture<WasiProcess> opened = new CompletableFuture<>();
    openDirectories(table)
        .whenComplete((all, failure) -> {
          if (failure != null) {
            process
                .closeAsync()
                .whenComplete((closed, late) -> opened.completeExceptionally(cause(failure)));
          } else if (!opened.complete(process)) {
            process.closeAsync();
          }
        });
    return opened;
  }

  private WasiProcess process(DescriptorTable table) {
    Guest guest =
        new Guest(
            arguments,
            environment,
            clock,
            random,
            limits,
            table,
            code -> new ExitException(code, "the guest has ended with status " + code),
            new Guest.Written());
    return new WasiProcess(guest, Functions.imports(guest));
  }

  /** Opens one after the other; who cancels does not stop it, as what is open has to be closed. */
  private CompletionStage<?> openDirectories(DescriptorTable table) {
    CompletionStage<?> all = CompletableFuture.completedStage(table);
    for (Map.Entry<String, WasiFileSystem> each : directories.entrySet()) {
      all =
          all.thenCompose(before -> each.getValue().open())
              .thenAccept(directory -> {
                try {
                  table.add(preopened(each.getKey(), directory));
                } catch (WasiException e) {
                  directory.close();
                  throw e;
                }
              });
    }
    return all;
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static Descriptor preopened(String name, WasiDirectory directory) {
    return new DirectoryDescriptor(
        new SharedDirectory(directory), name, Rights.DIRECTORY, Rights.DIRECTORY | Rights.FILE, 0);
  }

  /**
   * Runs a program: makes an instance, calls its {@code _start}, and lets go of all it has open.
   *
   * @return how it ended; it fails with the trap if it trapped, and with what a call may fail with
   *     otherwise. Cancelling stops the program
   */
  public Mono<ExitStatus> run(WasmModule program) {
    return Mono.usingWhen(
        library(program),
        Wasi::run,
        WasiLibrary::close,
        (started, failure) -> started.close(),
        WasiLibrary::close);
  }

  private static Mono<ExitStatus> run(WasiLibrary started) {
    return started
        .function("_start")
        .mono(Void.class)
        .thenReturn(ExitStatus.SUCCESS)
        .onErrorResume(ExitException.class, exit -> Mono.just(exit.status()))
        .delayUntil(status -> started.written());
  }

  /**
   * Makes an instance of a library, whose {@code _initialize} may wait. To be closed by who gets
   * it.
   */
  public Mono<WasiLibrary> library(WasmModule module) {
    Objects.requireNonNull(module, "module");
    return start(() -> AsyncInstance.builder(module));
  }

  /**
   * Makes an instance of a library that starts from a snapshot, which takes microseconds. To be
   * closed by who gets it.
   *
   * <p>What the library has asked for before the snapshot was taken it does not ask for again:
   * arguments, environment, names of directories, the seeds of its random numbers. So give it the
   * same directories in the same order, and take the snapshot while it has no other files open, as
   * these are not part of it. Files, streams and clocks are those of this.
   */
  public Mono<WasiLibrary> library(Snapshot snapshot) {
    Objects.requireNonNull(snapshot, "snapshot");
    return start(() -> AsyncInstance.builder(snapshot));
  }

  private Mono<WasiLibrary> start(Supplier<AsyncInstance.Builder> instance) {
    return open()
        .flatMap(process ->
            Mono.defer(() -> start(instance.get(), process))
                .onErrorResume(failure -> process.close().then(Mono.error(failure))));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // who cancels does not wait for what is closed
  private Mono<WasiLibrary> start(AsyncInstance.Builder instance, WasiProcess process) {
    AsyncImports all = AsyncImports.builder().addAll(process.imports()).addAll(imports).build();
    CompletableFuture<AsyncInstance> made = configuration.apply(instance.imports(all)).buildAsync();
    AtomicBoolean isTaken = new AtomicBoolean();
    return Mono.fromFuture(made)
        .map(taken -> {
          isTaken.set(true);
          return new WasiLibrary(process, taken);
        })
        .doOnCancel(() ->
            // not before it has unwound
            made.whenComplete((late, failure) -> {
              if (failure != null) {
                process.close().subscribe();
              } else if (isTaken.compareAndSet(false, true)) {
                new WasiLibrary(process, late).close().subscribe();
              }
            }))
        .doOnDiscard(WasiLibrary.class, lost -> lost.close().subscribe());
  }

  /** Collects what guests are given. Not thread-safe. */
  public static final class Builder {

    private final List<byte[]> arguments = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, WasiFileSystem> directories = new LinkedHashMap<>();
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private final Set<Integer> terminals = new HashSet<>();
    private WasiInput stdin = WasiInput.empty();
    private WasiOutput stdout = WasiOutput.none();
    private WasiOutput stderr = WasiOutput.none();
    private WasiClock clock = WasiClock.system();
    private RandomGenerator random = new SecureRandom();
    private WasiLimits limits = WasiLimits.DEFAULTS;
    private AsyncImports imports = AsyncImports.none();
    private UnaryOperator<AsyncInstance.Builder> configuration = UnaryOperator.identity();

    private Builder() {}

    /** Adds arguments; the first of all is the name of the program. */
    public Builder arguments(String... more) {
      for (String each : more) {
        arguments.add(checked(each, "argument").getBytes(UTF_8));
      }
      return this;
    }

    /** Adds a variable to the environment, or replaces it. */
    public Builder environment(String name, String value) {
      if (checked(name, "name").isEmpty() || name.indexOf('=') >= 0) {
        throw new IllegalArgumentException(
            "environment: expected a name without '=', found \"" + name + "\"");
      }
      environment.put(name, checked(value, "value"));
      return this;
    }

    private static String checked(String text, String what) {
      if (text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(what + ": has a NUL: \"" + text + "\"");
      }
      return text;
    }

    /**
     * Gives a directory under a name: guests find {@code /data/x} in what they were given as {@code
     * /data}, and relative paths in what they were given as {@code .} or {@code /}.
     */
    public Builder directory(String name, WasiFileSystem files) {
      if (checked(name, "directory").isEmpty()) {
        throw new IllegalArgumentException("directory: expected a name, found none");
      }
      directories.put(name, Objects.requireNonNull(files, "files"));
      return this;
    }

    /**
     * Gives a socket that is bound and listens; its number is the first after the standard streams,
     * and so on. It stays open when the guest ends.
     */
    public Builder listener(ServerSocketChannel socket) {
      listeners.add(Objects.requireNonNull(socket, "socket"));
      return this;
    }

    /** Gives a standard input; by default it is at its end. */
    public Builder stdin(WasiInput input) {
      stdin = Objects.requireNonNull(input, "input");
      return this;
    }

    /** Gives a standard output; by default what is written is thrown away. */
    public Builder stdout(WasiOutput output) {
      stdout = Objects.requireNonNull(output, "output");
      return this;
    }

    /** Gives an output for errors; by default what is written is thrown away. */
    public Builder stderr(WasiOutput output) {
      stderr = Objects.requireNonNull(output, "output");
      return this;
    }

    /** Has the guest take standard streams (0, 1, 2) for a terminal: {@code isatty} says so. */
    public Builder terminal(int stream) {
      if (stream < 0 || stream > 2) {
        throw new IllegalArgumentException("stream: expected 0, 1 or 2, found " + stream);
      }
      terminals.add(stream);
      return this;
    }

    /** Gives another time than the real one. */
    public Builder clock(WasiClock time) {
      clock = Objects.requireNonNull(time, "time");
      return this;
    }

    /** Gives other randomness than {@link SecureRandom}: one with a seed, for tests. */
    public Builder random(RandomGenerator generator) {
      random = Objects.requireNonNull(generator, "generator");
      return this;
    }

    /** Sets how much of the host a guest may take. */
    public Builder limits(WasiLimits newLimits) {
      limits = Objects.requireNonNull(newLimits, "newLimits");
      return this;
    }

    /**
     * Gives functions of the host besides those of WASI, which may suspend: what a guest imports
     * from other modules.
     */
    public Builder imports(AsyncImports more) {
      imports = Objects.requireNonNull(more, "more");
      return this;
    }

    /**
     * What else is to be said of the instance of a program or library: limits, fuel, a policy. Its
     * imports are said already; {@link #imports} adds to them.
     */
    public Builder instance(UnaryOperator<AsyncInstance.Builder> more) {
      configuration = Objects.requireNonNull(more, "more");
      return this;
    }

    /** What guests are given. */
    public Wasi build() {
      return new Wasi(this);
    }
  }
}
