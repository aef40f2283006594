package dev.heddle.cli.run;

import dev.heddle.async.AsyncFunction;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.cli.shell.ExitCode;
import dev.heddle.cli.shell.Failure;
import dev.heddle.cli.shell.Shell;
import dev.heddle.cli.shell.Texts;
import dev.heddle.wasi.Wasi;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.WasiInput;
import dev.heddle.wasi.WasiOutput;
import dev.heddle.wasi.WasiProcess;
import dev.heddle.wasm.types.FunctionType;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs one program to its end, as a process of its own would run. To be used once. */
public final class GuestRun {

  private static final String START = "_start";

  /** For how long a guest that is told to stop may take to do so. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final Duration FOREVER = Duration.ofDays(10_000);

  private static final int SHOWN_EXPORTS = 20;

  private final Shell shell;
  private final Program program;
  private final Endings endings;
  private final Drain drain = new Drain(this::outputFailed);
  private final OutputStream out;
  private final CountDownLatch ended = new CountDownLatch(1);

  private volatile @Nullable IOException brokenOutput;
  private volatile boolean isStopped;
  private long begin = System.nanoTime();

  // Guarded by this.
  private @Nullable CompletableFuture<?> current;

  /** A run that has not begun. */
  public GuestRun(Shell shell, Program program) {
    this.shell = shell;
    this.program = program;
    this.endings = new Endings(shell, program);
    this.out = drain.to(shell.out());
  }

  /**
   * Runs it.
   *
   * @return what the process is to end with
   */
  public int run() throws InterruptedException {
    check();
    Thread hook = Thread.ofPlatform().unstarted(this::interrupted);
    Runtime.getRuntime().addShutdownHook(hook);
    Optional<Recorder> recorder = Recorder.start(program.profile());
    try {
      return outcome();
    } finally {
      recorder.ifPresent(this::written);
      ended.countDown();
      remove(hook);
    }
  }

  private int outcome() throws InterruptedException {
    int code;
    try {
      code = execute();
      flush();
    } catch (ExecutionException e) {
      // what the guest has written comes first
      flush();
      code = endings.of(Objects.requireNonNull(e.getCause()));
    } catch (CancellationException e) {
      flush();
      code = ExitCode.BROKEN_PIPE;
    }
    IOException failure = brokenOutput;
    if (failure == null) {
      return code;
    }
    if (isBrokenPipe(failure)) {
      return ExitCode.BROKEN_PIPE;
    }
    throw new Failure(program.file() + ": its output cannot be written: " + failure.getMessage());
  }

  /** Whether there is something to run. */
  private void check() {
    if (program.invoke().isPresent()) {
      String name = program.invoke().get();
      if (!functions().contains(name)) {
        throw new Failure(
            program.file()
                + ": no function '"
                + Texts.shown(name)
                + "' is exported; there "
                + exported());
      }
    } else if (!functions().contains(START) && program.module().start().isEmpty()) {
      throw new Failure(
          program.file()
              + ": is no program, as it exports no _start; --invoke calls what there "
              + exported());
    }
  }

  private List<String> functions() {
    return program.module().exports().stream()
        .filter(export -> export.type() instanceof FunctionType)
        .map(export -> export.name())
        .toList();
  }

  private String exported() {
    List<String> names = functions();
    if (names.isEmpty()) {
      return "is nothing";
    }
    return "is: "
        + names.stream().limit(SHOWN_EXPORTS).map(Texts::shown).collect(Collectors.joining(", "))
        + (names.size() > SHOWN_EXPORTS ? " and " + (names.size() - SHOWN_EXPORTS) + " more" : "");
  }

  private int execute() throws InterruptedException, ExecutionException {
    WasiProcess process = open();
    try (AsyncInstance instance = await(instantiate(process))) {
      Optional<String> invoke = program.invoke();
      if (invoke.isPresent()) {
        invoke(instance.function(invoke.get()));
      } else if (functions().contains(START)) {
        await(timed(instance.function(START)).future(Void.class));
      }
      return ExitCode.OK;
    } finally {
      close(process);
    }
  }

  /** What the guest has open is closed even if the run is to be stopped. */
  private static void close(WasiProcess process) throws InterruptedException, ExecutionException {
    try {
      process.closeAsync().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // the process ends, which closes it
    }
  }

  private WasiProcess open() throws InterruptedException, ExecutionException {
    Wasi.Builder wasi =
        program
            .wasi()
            .stdin(program.hasInput() ? WasiInput.of(shell.in()) : WasiInput.empty())
            .stdout(WasiOutput.to(out, drain.executor()))
            .stderr(WasiOutput.to(drain.to(shell.err()), drain.executor()));
    shell.terminals().forEach(wasi::terminal);
    try {
      return await(wasi.build().openAsync());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WasiException failure) {
        throw new Failure(
            program.file() + ": a directory cannot be opened: " + failure.getMessage());
      }
      throw e;
    }
  }

  private CompletableFuture<AsyncInstance> instantiate(WasiProcess process) {
    AsyncInstance.Builder builder =
        program
            .instance()
            .apply(AsyncInstance.builder(program.module()).imports(process.imports()));
    program.timeout().ifPresent(builder::defaultDeadline);
    begin = System.nanoTime();
    return builder.buildAsync();
  }

  private void invoke(AsyncFunction function) throws InterruptedException, ExecutionException {
    @Nullable Object[] arguments =
        Values.parse(
            program.file() + ": " + Texts.shown(function.name()),
            function.type(),
            program.arguments());
    int results = function.type().results().size();
    Class<?> result = results == 0 ? Void.class : results == 1 ? Object.class : List.class;
    Object value = await(timed(function).future(result, arguments));
    if (results == 1) {
      print(Values.text(value));
    } else if (value instanceof List<?> several) {
      for (Object each : several) {
        print(Values.text(each));
      }
    }
  }

  private void print(String line) {
    drain
        .executor()
        .execute(() -> {
          try {
            out.write((line + System.lineSeparator()).getBytes(Texts.CHARSET));
          } catch (IOException e) {
            // outcome tells
          }
        });
  }

  private AsyncFunction timed(AsyncFunction function) {
    return program
        .timeout()
        .map(limit -> {
          Duration left = limit.minusNanos(System.nanoTime() - begin);
          return function.withDeadline(left.isPositive() ? left : Duration.ofNanos(1));
        })
        .orElse(function);
  }

  /** Waits for a future, which is cancelled when the guest is to be stopped. */
  private <T extends @Nullable Object> T await(CompletableFuture<T> future)
      throws InterruptedException, ExecutionException {
    synchronized (this) {
      current = future;
    }
    if (isStopped) {
      future.cancel(true);
    }
    try {
      if (program.timeout().isEmpty()) {
        return future.get();
      }
      Duration limit = program.timeout().get();
      Duration left = limit.plus(GRACE).minusNanos(System.nanoTime() - begin);
      return future.get(left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // it waits for something that cannot be told to stop
      Duration limit = program.timeout().orElse(GRACE);
      throw new ExecutionException(new DeadlineExceededException("did not stop in time", limit));
    }
  }

  /**
   * A run that was stopped, or has a bounded time, does not wait for a reader that may never read.
   */
  private void flush() throws InterruptedException {
    boolean bounded = isStopped || program.timeout().isPresent();
    drain.flush(bounded ? GRACE.dividedBy(2) : FOREVER);
  }

  private void stop() {
    isStopped = true;
    CompletableFuture<?> future;
    synchronized (this) {
      future = current;
    }
    if (future != null) {
      future.cancel(true);
    }
  }

  /** The process is being ended from outside: Ctrl-C and the like. */
  private void interrupted() {
    stop();
    try {
      boolean done = ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      if (!done) {
        shell.note("heddle: " + program.file() + ": did not stop in time");
      }
    } catch (InterruptedException e) {
      // the process ends in any case
    }
  }

  private void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it runs, and has nothing to wait for any more
    }
  }

  /** Called by the thread that writes. */
  private void outputFailed(IOException failure) {
    brokenOutput = failure;
    if (isBrokenPipe(failure)) {
      stop();
    }
  }

  private static boolean isBrokenPipe(IOException failure) {
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
  }

  private void written(Recorder recorder) {
    recorder.close();
    if (shell.isInteractive()) {
      shell.note("heddle: 'jfr view hot-methods " + recorder.file() + "' shows what took the time");
    }
  }
}
