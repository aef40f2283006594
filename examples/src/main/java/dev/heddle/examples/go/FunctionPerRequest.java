package dev.heddle.examples.go;

import dev.heddle.wasi.Wasi;
import dev.heddle.wasi.WasiInput;
import dev.heddle.wasi.WasiLibrary;
import dev.heddle.wasi.WasiOutput;
import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.WasmModule;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A function that has an instance of its own for every request, with its own standard input and
 * output: it starts from a snapshot, and nothing of one request is left for the next.
 */
public final class FunctionPerRequest {

  private static final int AT_ONCE = Runtime.getRuntime().availableProcessors();
  private static final int MOST_BYTES = 1 << 16;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private FunctionPerRequest() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    run(1_000, System.out);
  }

  static void run(int requests, PrintStream out) throws Exception {
    Figures figures = new Figures(out);
    long start = System.nanoTime();
    WasmModule module = GoModule.load("request");
    long loaded = System.nanoTime();
    Snapshot ready = initialised(module).blockOptional(LONGEST).orElseThrow();
    figures.row(
        "without a snapshot",
        "%.0f ms to load the module, %.0f ms until it is initialised",
        Figures.millis(loaded - start),
        Figures.millis(System.nanoTime() - loaded));
    figures.row("snapshot", "%.1f MiB", ready.memoryBytes() / 1048576.0);

    AtomicLongArray starts = new AtomicLongArray(requests);
    AtomicLongArray answers = new AtomicLongArray(requests);
    AtomicInteger right = new AtomicInteger();
    long asked = System.nanoTime();
    Flux.range(0, requests)
        .flatMap(
            i -> {
              long came = System.nanoTime();
              return answer(ready, request(i), () -> starts.set(i, System.nanoTime() - came))
                  .doOnNext(answer -> {
                    answers.set(i, System.nanoTime() - came);
                    check(i, answer);
                    right.incrementAndGet();
                  });
            },
            AT_ONCE)
        .then()
        .block(LONGEST);
    double seconds = Figures.millis(System.nanoTime() - asked) / 1e3;

    figures.row("requests", "%d, %d at once, each in an instance of its own", right.get(), AT_ONCE);
    figures.row("start of an instance", "%s", distribution(starts));
    figures.row("whole request", "%s", distribution(answers));
    figures.row("requests per second", "%.0f", requests / seconds);
  }

  /** What an instance is that has run nothing but its initialisation. */
  private static Mono<Snapshot> initialised(WasmModule module) {
    return Mono.usingWhen(
        Wasi.builder().build().library(module),
        library -> Mono.fromFuture(library.instance()::snapshot),
        WasiLibrary::close);
  }

  private static Mono<String> answer(Snapshot ready, String request, Runnable started) {
    WasiOutput.Captured answer = WasiOutput.Captured.ofAtMost(MOST_BYTES);
    Wasi wasi = Wasi.builder().stdin(WasiInput.of(request)).stdout(WasiOutput.to(answer)).build();
    return Mono.usingWhen(
            wasi.library(ready).doOnNext(library -> started.run()),
            library -> library.function("handle").mono(Void.class),
            WasiLibrary::close)
        .then(Mono.fromSupplier(answer::text));
  }

  private static String request(int i) {
    return "The weft of cloth " + i + " goes over the warp, and the weft goes under it. Weft!";
  }

  private static void check(int i, String answer) {
    if (!answer.equals("request 1 of this instance: weft=3 goes=2 " + i + "=1\n")) {
      throw new IllegalStateException("request " + i + " was answered with " + answer);
    }
  }

  private static String distribution(AtomicLongArray times) {
    long[] ordered = IntStream.range(0, times.length()).mapToLong(times::get).toArray();
    Arrays.sort(ordered);
    return String.format(
        Locale.ROOT,
        "p50 %.2f ms, p90 %.2f ms, p99 %.2f ms",
        Figures.millis(ordered, 50),
        Figures.millis(ordered, 90),
        Figures.millis(ordered, 99));
  }
}
