package dev.heddle.benchmarks;

import dev.heddle.async.AsyncFunction;
import dev.heddle.async.Carrier;
import dev.heddle.benchmarks.suspension.SuspendingGuest;
import dev.heddle.benchmarks.suspension.SuspendingGuest.Answer;
import dev.heddle.benchmarks.suspension.Waker;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.WasmFunction;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the async bridge adds to a call and to an import, from nothing at all to a real suspension.
 *
 * <p>Imports are measured a thousand in one call, so that what is given is one import with its
 * share of the guest's loop; the difference to {@link #plainImport} is the price.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/java.lang=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class SuspensionBenchmark {

  private static final int IMPORTS = 1_000;

  /** The engine without the bridge. */
  @State(Scope.Thread)
  public static class Plain {

    private WasmFunction none;
    private WasmFunction imports;

    @Setup
    public void instantiate() {
      Instance instance =
          Instance.builder(SuspendingGuest.module())
              .imports(
                  Imports.builder()
                      .function("host", "plain", SuspendingGuest.PLAIN)
                      .function("host", "later", SuspendingGuest.PLAIN)
                      .build())
              .build();
      none = instance.function("none");
      imports = instance.function("plain");
    }
  }

  /** A guest whose imports answer in some way, and the functions through which it is called. */
  @State(Scope.Thread)
  public abstract static class Bridged {

    private final Answer answer;

    /** Which threads carry the calls. */
    @Param({"jdk", "inline"})
    String carrier;

    SuspendingGuest guest;
    AsyncFunction none;
    AsyncFunction imports;
    AsyncFunction later;
    AsyncFunction once;

    Bridged(Answer answer) {
      this.answer = answer;
    }

    @Setup
    public void instantiate() {
      Carrier chosen = carrier.equals("inline") ? Carrier.inline() : Carrier.jdk();
      guest = SuspendingGuest.answeredBy(answer, builder -> builder.carrier(chosen));
      none = guest.function("none");
      imports = guest.function("plain");
      later = guest.function("later");
      once = guest.function("once");
      instantiated();
    }

    @TearDown
    public void close() throws InterruptedException {
      closing();
      guest.close();
    }

    void instantiated() {}

    void closing() throws InterruptedException {}
  }

  /** Imports return values. */
  @State(Scope.Thread)
  public static class Values extends Bridged {
    public Values() {
      super(Answer.VALUE);
    }
  }

  /** Imports return futures that are complete. */
  @State(Scope.Thread)
  public static class Completed extends Bridged {
    public Completed() {
      super(Answer.COMPLETED_FUTURE);
    }
  }

  /** Imports return publishers that have their value at once. */
  @State(Scope.Thread)
  public static class Just extends Bridged {
    public Just() {
      super(Answer.MONO_JUST);
    }
  }

  /** Imports return futures that the benchmark's own thread completes. */
  @State(Scope.Thread)
  public static class Pending extends Bridged {
    public Pending() {
      super(Answer.PENDING_FUTURE);
    }
  }

  /** Imports return futures that a thread completes which does nothing else. */
  @State(Scope.Thread)
  public static class Woken extends Bridged {

    private @Nullable Waker waker;

    public Woken() {
      super(Answer.PENDING_FUTURE);
    }

    @Override
    void instantiated() {
      waker = Waker.start(guest);
    }

    @Override
    void closing() throws InterruptedException {
      Objects.requireNonNull(waker).close();
    }
  }

  /** The engine's own call. */
  @Benchmark
  public int plainCall(Plain plain) {
    return plain.none.callInt(1);
  }

  /**
   * A call through the bridge that never waits: a thousand are made, and then their futures joined,
   * since to join each would measure how long the operating system takes to wake a thread.
   */
  @Benchmark
  @OperationsPerInvocation(IMPORTS)
  public int callOfMany(Values guest) {
    CompletableFuture<?>[] results = new CompletableFuture<?>[IMPORTS];
    for (int i = 0; i < IMPORTS; i++) {
      results[i] = guest.none.future(Integer.class, i);
    }
    CompletableFuture.allOf(results).join();
    return results.length;
  }

  /** A call through the bridge that never waits, its future joined. */
  @Benchmark
  public @Nullable Integer call(Values guest) {
    return guest.none.future(Integer.class, 1).join();
  }

  /** The same through a {@code Mono}. */
  @Benchmark
  public @Nullable Integer callAsMono(Values guest) {
    return guest.none.mono(Integer.class, 1).block();
  }

  /** The engine's own import. */
  @Benchmark
  @OperationsPerInvocation(IMPORTS)
  public int plainImport(Plain plain) {
    return plain.imports.callInt(IMPORTS);
  }

  /** The engine's own import, within a call through the bridge. */
  @Benchmark
  @OperationsPerInvocation(IMPORTS)
  public @Nullable Integer plainImportWithinCall(Values guest) {
    return guest.imports.future(Integer.class, IMPORTS).join();
  }

  /** An import of the bridge that returns its result. */
  @Benchmark
  @OperationsPerInvocation(IMPORTS)
  public @Nullable Integer valueImport(Values guest) {
    return guest.later.future(Integer.class, IMPORTS).join();
  }

  /** An import that returns a complete future. */
  @Benchmark
  @OperationsPerInvocation(IMPORTS)
  public @Nullable Integer completedFuture(Completed guest) {
    return guest.later.future(Integer.class, IMPORTS).join();
  }

  /** An import that returns {@code Mono.just}. */
  @Benchmark
  @OperationsPerInvocation(IMPORTS)
  public @Nullable Integer monoJust(Just guest) {
    return guest.later.future(Integer.class, IMPORTS).join();
  }

  /** A call with one suspension, ended by the thread that made the call. */
  @Benchmark
  public @Nullable Integer callWithSuspension(Pending pending) throws InterruptedException {
    CompletableFuture<@Nullable Integer> result = pending.once.future(Integer.class, 1);
    pending.guest.completeNext();
    return result.join();
  }

  /** One suspension, ended by the thread that made the call: a thousand in one call. */
  @Benchmark
  @OperationsPerInvocation(IMPORTS)
  public @Nullable Integer suspension(Pending pending) throws InterruptedException {
    CompletableFuture<@Nullable Integer> result = pending.later.future(Integer.class, IMPORTS);
    for (int i = 0; i < IMPORTS; i++) {
      pending.guest.completeNext();
    }
    return result.join();
  }

  /** One suspension, ended by a third thread while this one waits for the result. */
  @Benchmark
  @OperationsPerInvocation(IMPORTS)
  public @Nullable Integer suspensionEndedElsewhere(Woken guest) {
    return guest.later.future(Integer.class, IMPORTS).join();
  }
}
