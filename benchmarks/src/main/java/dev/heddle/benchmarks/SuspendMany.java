package dev.heddle.benchmarks;

import dev.heddle.async.AsyncFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Concurrency;
import dev.heddle.benchmarks.suspension.SuspendingGuest;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.WasmModule;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps many calls suspended at once, and tells how long it takes to start and to end them and how
 * much heap each one holds.
 *
 * <pre>
 * java -cp benchmarks.jar dev.heddle.benchmarks.SuspendMany [calls] [own]
 *   calls   how many; 100000 unless given
 *   own     an instance for each call; otherwise one instance, its calls interleaved
 * </pre>
 *
 * <p>Every result is checked. The heap is what is in use after a collection, less what was before
 * the first call; it includes what any caller would hold: the future of the call and the future it
 * waits for.
 */
public final class SuspendMany {

  private final int calls;
  private final AtomicReferenceArray<@Nullable CompletableFuture<Integer>> awaited;
  private final CountDownLatch suspended;
  private final List<CompletableFuture<@Nullable Integer>> results;

  private SuspendMany(int calls) {
    this.calls = calls;
    awaited = new AtomicReferenceArray<>(calls);
    suspended = new CountDownLatch(calls);
    results = new ArrayList<>(calls);
  }

  /**
   * Runs one round.
   *
   * @throws IllegalStateException if a result is wrong
   */
  public static void main(String[] arguments) throws InterruptedException {
    boolean own = Arrays.asList(arguments).contains("own");
    int calls =
        Arrays.stream(arguments)
            .filter(argument -> !argument.equals("own"))
            .mapToInt(Integer::parseInt)
            .findFirst()
            .orElse(100_000);
    new SuspendMany(Math.min(calls, 1_000)).run(own);
    System.out.println(new SuspendMany(calls).run(own));
  }

  private String run(boolean own) throws InterruptedException {
    WasmModule module = SuspendingGuest.module();
    IntFunction<AsyncFunction> functions;
    if (own) {
      functions = call -> instance(module).function("once");
    } else {
      AsyncFunction shared = instance(module).function("once");
      functions = call -> shared;
    }

    long heapBefore = heapInUse();
    long start = System.nanoTime();
    for (int call = 0; call < calls; call++) {
      results.add(functions.apply(call).future(Integer.class, call));
    }
    suspended.await();
    long starting = System.nanoTime() - start;
    long heap = heapInUse() - heapBefore;
    long ending = end();
    return ("%,d calls suspended at once%s: started in %,d ms (%.2f us each),"
            + " %,d bytes of heap each, ended in %,d ms (%.2f us each)")
        .formatted(
            calls,
            own ? ", each in an instance of its own" : "",
            starting / 1_000_000,
            starting / 1e3 / calls,
            heap / calls,
            ending / 1_000_000,
            ending / 1e3 / calls);
  }

  /** Lets all calls go on, checks what they return, and tells how many nanoseconds it took. */
  private long end() {
    long start = System.nanoTime();
    for (int call = 0; call < calls; call++) {
      awaited.getAndSet(call, null).complete(call);
    }
    for (int call = 0; call < calls; call++) {
      Integer result = results.get(call).join();
      if (result == null || result != call + 1) {
        throw new IllegalStateException("call " + call + " gave " + result);
      }
    }
    return System.nanoTime() - start;
  }

  /** An instance whose import waits for a future, which is left in {@link #awaited}. */
  @SuppressWarnings("FutureReturnValueIgnored") // the bridge takes care of what an import returns
  private AsyncInstance instance(WasmModule module) {
    return AsyncInstance.builder(module)
        .policy(Concurrency.INTERLEAVED)
        .imports(
            AsyncImports.builder()
                .addAll(Imports.builder().function("host", "plain", SuspendingGuest.PLAIN).build())
                .suspending(
                    "host",
                    "later",
                    call -> {
                      CompletableFuture<Integer> future = new CompletableFuture<>();
                      awaited.set(call.i32(0), future);
                      suspended.countDown();
                      return future;
                    })
                .build())
        .build();
  }

  private static long heapInUse() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
