package dev.heddle.benchmarks;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallOptions;
import dev.heddle.async.Concurrency;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.async.GuestTask;
import dev.heddle.async.InstancePool;
import dev.heddle.benchmarks.suspension.SuspendingGuest;
import dev.heddle.wasm.Imports;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls at random for a time, which return, fail, are cancelled or run out of time, under all
 * policies at once; checks what comes of each, and that nothing is left behind.
 *
 * <pre>
 * java -cp benchmarks.jar dev.heddle.benchmarks.Soak [seconds] [seed]
 *   seconds   how long; 600 unless given
 *   seed      of the random choices; 1 unless given
 * </pre>
 *
 * <p>Ends with exit code 1 if a call gave what it must not, if one is still in flight when all have
 * been answered, or if the heap in use has grown by more than 16 MiB since the first fifth of the
 * time.
 */
public final class Soak {

  private static final int IN_FLIGHT = 300;
  private static final int ROUNDS = 20;
  private static final long MOST_GROWTH = 16 << 20;
  private static final int PATIENCE_SECONDS = 60;

  private final Random random;
  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final LongAdder returned = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final AtomicReference<@Nullable Throwable> wrong = new AtomicReference<>();

  /** What the host answers with in the end, told by the argument of the guest. */
  private static final class HostFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    HostFailure() {
      super("as asked", null, false, false);
    }
  }

  private Soak(long seed) {
    random = new Random(seed);
  }

  /** Runs for the time asked for. */
  public static void main(String[] arguments) throws InterruptedException {
    long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 600;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    System.exit(new Soak(seed).run(Duration.ofSeconds(seconds)) ? 0 : 1);
  }

  private boolean run(Duration time) throws InterruptedException {
    AsyncInstance serial = builder().build();
    AsyncInstance interleaved = builder().policy(Concurrency.INTERLEAVED).build();
    InstancePool pool = InstancePool.builder(builder()).size(50).maxWaiting(IN_FLIGHT).build();
    long start = System.nanoTime();
    long heapEarly = 0;
    long heap = 0;
    for (int round = 1; round <= ROUNDS && wrong.get() == null; round++) {
      long end = start + time.toNanos() * round / ROUNDS;
      while (System.nanoTime() < end && wrong.get() == null) {
        room.acquire();
        switch (random.nextInt(3)) {
          case 0 -> begin((options, task) -> serial.future(options, task));
          case 1 -> begin((options, task) -> interleaved.future(options, task));
          default -> begin((options, task) -> pool.future(options, task));
        }
      }
      if (!room.tryAcquire(IN_FLIGHT, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.out.println("calls that do not end: " + serial.calls() + interleaved.calls());
        return false;
      }
      heap = heapInUse();
      heapEarly = round == ROUNDS / 5 ? heap : heapEarly;
      System.out.printf(
          Locale.ROOT,
          "%5.0f s  %,11d returned %,10d failed %,10d cancelled %,10d too late  heap %5.1f MiB%n",
          (System.nanoTime() - start) / 1e9,
          returned.sum(),
          failed.sum(),
          cancelled.sum(),
          late.sum(),
          heap / 1048576.0);
      room.release(IN_FLIGHT);
    }
    Throwable what = wrong.get();
    if (what != null) {
      what.printStackTrace(System.out);
      return false;
    }
    boolean clean =
        serial.calls().isEmpty()
            && interleaved.calls().isEmpty()
            && pool.use().leased() == 0
            && heap - heapEarly <= MOST_GROWTH;
    System.out.println(
        clean ? "nothing is left behind" : "something is left behind: " + pool.use());
    return clean;
  }

  /** A way to make a call. */
  private interface Way {
    CompletableFuture<Integer> call(CallOptions options, GuestTask<Integer> task);
  }

  /** What is to come of a call, and so what the host answers. */
  private enum Kind {
    RETURN_AT_ONCE,
    RETURN_LATER,
    FAIL,
    CANCEL,
    RUN_OUT_OF_TIME
  }

  private static final Kind[] KINDS = Kind.values();

  private void begin(Way way) {
    Kind kind = KINDS[random.nextInt(KINDS.length)];
    int argument = random.nextInt(1 << 20) * KINDS.length + kind.ordinal();
    int delay = random.nextInt(4_000);
    CallOptions options = CallOptions.defaults().withName(kind.name());
    if (kind == Kind.RUN_OUT_OF_TIME) {
      options = options.withDeadline(Duration.ofNanos(1_000L * (1 + delay)));
    }
    CompletableFuture<Integer> call =
        way.call(options, guest -> guest.instance().function("once").callInt(argument));
    var _ =
        call.whenComplete((value, failure) -> {
          check(kind, argument, value, failure);
          room.release();
        });
    if (kind == Kind.CANCEL) {
      later(delay).execute(() -> call.cancel(true));
    }
  }

  private static Executor later(int microseconds) {
    return CompletableFuture.delayedExecutor(microseconds, TimeUnit.MICROSECONDS);
  }

  private void check(
      Kind kind, int argument, @Nullable Integer value, @Nullable Throwable failure) {
    boolean right =
        switch (kind) {
          case RETURN_AT_ONCE, RETURN_LATER -> value != null && value == argument + 2;
          case FAIL -> failure instanceof HostFailure;
          case CANCEL -> failure instanceof CancellationException;
          case RUN_OUT_OF_TIME -> failure instanceof DeadlineExceededException;
        };
    if (!right) {
      wrong.compareAndSet(
          null, new IllegalStateException(kind + " of " + argument + " gave " + value, failure));
    }
    (switch (kind) {
          case RETURN_AT_ONCE, RETURN_LATER -> returned;
          case FAIL -> failed;
          case CANCEL -> cancelled;
          case RUN_OUT_OF_TIME -> late;
        })
        .increment();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the bridge takes care of what an import returns
  private static AsyncInstance.Builder builder() {
    return AsyncInstance.builder(SuspendingGuest.module())
        .imports(
            AsyncImports.builder()
                .addAll(Imports.builder().function("host", "plain", SuspendingGuest.PLAIN).build())
                .suspending("host", "later", call -> answer(call.i32(0)))
                .build());
  }

  private static @Nullable Object answer(int argument) {
    return switch (KINDS[argument % KINDS.length]) {
      case RETURN_AT_ONCE -> argument + 1;
      case RETURN_LATER ->
          CompletableFuture.supplyAsync(() -> argument + 1, later(argument % 3_000));
      case FAIL ->
          CompletableFuture.supplyAsync(
              () -> {
                throw new HostFailure();
              },
              later(argument % 3_000));
      case CANCEL, RUN_OUT_OF_TIME -> new CompletableFuture<Integer>();
    };
  }

  private static long heapInUse() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
