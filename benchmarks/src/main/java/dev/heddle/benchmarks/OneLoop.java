package dev.heddle.benchmarks;

import dev.heddle.benchmarks.guests.GuestModule;
import dev.heddle.benchmarks.wasi.EventLoop;
import dev.heddle.wasi.ExitStatus;
import dev.heddle.wasi.HostFileSystem;
import dev.heddle.wasi.Wasi;
import dev.heddle.wasi.WasiClock;
import dev.heddle.wasi.WasiInput;
import dev.heddle.wasi.WasiOutput;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Many programs for WASI at once, all started and served by one event loop: it brings their input,
 * takes their output, and wakes them when they have slept; files are read by a pool. Measures how
 * long the loop's turns take.
 *
 * <pre>
 * java -cp benchmarks.jar dev.heddle.benchmarks.OneLoop [guests] [rounds]
 *   guests   how many programs, all at once; 1,000 unless given
 *   rounds   how often each one sleeps, reads and writes; 100 unless given
 * </pre>
 *
 * <p>All output is checked. Exits with 1 if a turn took more than 5 ms of processor, after a first
 * run by another loop in which the JVM gets warm.
 */
public final class OneLoop {

  private static final int WARM_UP_GUESTS = 100;
  private static final long LONGEST_TURN = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int PIECE = 64;

  private final WasmModule module = WasmModule.load(GuestModule.bytes("copy"));
  private final HostFileSystem files;
  private final EventLoop loop = new EventLoop();
  private final Scheduler scheduler = Schedulers.fromExecutorService(loop);

  private OneLoop(Path directory) {
    this.files = HostFileSystem.of(directory);
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int guests = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    Path directory = Files.createTempDirectory("loop");
    Path data = Files.write(directory.resolve("data"), new byte[PIECE]);
    EventLoop measured;
    try {
      new OneLoop(directory).run(WARM_UP_GUESTS, rounds);
      measured = new OneLoop(directory).run(guests, rounds);
    } finally {
      Files.delete(data);
      Files.delete(directory);
    }
    System.out.printf(
        "turns of the loop: %,d; median %.3f ms, 99.9 %% %.3f, longest %.3f; longest by processor"
            + " time %.3f%n",
        measured.turns(),
        measured.time(0.5) / 1e6,
        measured.time(0.999) / 1e6,
        measured.time(1) / 1e6,
        measured.longestCpu() / 1e6);
    if (measured.longestCpu() > LONGEST_TURN) {
      System.err.println("a turn took more than 5 ms");
      System.exit(1);
    }
  }

  private EventLoop run(int guests, int rounds) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Flux.range(0, guests).flatMap(guest -> guest(guest, rounds), guests).blockLast();
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "%,d guests, each %,d times asleep, reading a file and its input, and writing: %.2f s,"
            + " %.1f us a round%n",
        guests, rounds, seconds, seconds * 1e6 / guests / rounds);
    scheduler.dispose();
    loop.awaitTermination(1, TimeUnit.MINUTES);
    return loop;
  }

  private Mono<Void> guest(int number, int rounds) {
    WasiOutput.Published output = new WasiOutput.Published();
    AtomicLong read = new AtomicLong();
    Mono<ExitStatus> program =
        Wasi.builder()
            .directory("/", files)
            .clock(new LoopClock(loop))
            .stdin(
                WasiInput.of(Flux.range(0, rounds).map(i -> piece(number, i)).publishOn(scheduler)))
            .stdout(WasiOutput.to(output))
            .build()
            .run(module)
            .subscribeOn(scheduler);
    Mono<Void> reader =
        output
            .flux()
            .publishOn(scheduler)
            .doOnNext(written -> {
              int round = (int) (read.getAndAdd(written.remaining()) / PIECE);
              require(written.equals(piece(number, round)), number, "wrote something else");
            })
            .then();
    return program
        .doOnNext(status -> require(status.isSuccess(), number, "ended with " + status))
        .and(reader)
        .then(
            Mono.fromRunnable(() ->
                require(
                    read.get() == (long) rounds * PIECE,
                    number,
                    "wrote " + read + " bytes of " + (long) rounds * PIECE)));
  }

  private static ByteBuffer piece(int guest, int round) {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    while (piece.hasRemaining()) {
      piece.putInt(guest).putInt(round);
    }
    return piece.flip();
  }

  private static void require(boolean holds, int guest, String otherwise) {
    if (!holds) {
      throw new IllegalStateException("guest " + guest + " " + otherwise);
    }
  }

  /** The time, and sleeps that the loop ends. */
  private record LoopClock(EventLoop loop) implements WasiClock {

    @Override
    public long realtime() {
      return WasiClock.system().realtime();
    }

    @Override
    public long monotonic() {
      return WasiClock.system().monotonic();
    }

    @Override
    public CompletionStage<@Nullable Void> sleep(long nanoseconds) {
      CompletableFuture<@Nullable Void> slept = new CompletableFuture<>();
      Future<?> timer =
          loop.schedule(() -> slept.complete(null), nanoseconds, TimeUnit.NANOSECONDS);
      var _ = slept.whenComplete((end, failure) -> timer.cancel(false));
      return slept;
    }
  }
}
