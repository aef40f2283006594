package dev.heddle.benchmarks.suspension;

import dev.heddle.async.AsyncFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Concurrency;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.WasmModule;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Calls that are all suspended at once, each in the one import that it calls. For one thread. */
public final class ManyCalls {

  private final int count;
  private final AtomicReferenceArray<@Nullable CompletableFuture<Integer>> awaited;
  private final CountDownLatch suspended;
  private final List<CompletableFuture<@Nullable Integer>> results;

  /** No calls yet. */
  public ManyCalls(int count) {
    this.count = count;
    awaited = new AtomicReferenceArray<>(count);
    suspended = new CountDownLatch(count);
    results = new ArrayList<>(count);
  }

  /**
   * Starts all, and returns when all are suspended.
   *
   * @param own whether each gets an instance of its own; otherwise one has them all, interleaved
   * @param options for what instances are made with
   */
  public void suspend(boolean own, UnaryOperator<AsyncInstance.Builder> options)
      throws InterruptedException {
    WasmModule module = SuspendingGuest.module();
    IntFunction<AsyncFunction> functions;
    if (own) {
      functions = call -> instance(module, options).function("once");
    } else {
      AsyncFunction shared = instance(module, options).function("once");
      functions = call -> shared;
    }
    for (int call = 0; call < count; call++) {
      results.add(functions.apply(call).future(Integer.class, call));
    }
    suspended.await();
  }

  /**
   * Lets all go on, and returns when all have ended.
   *
   * @throws IllegalStateException if what one returned is wrong
   */
  public void end() {
    for (int call = 0; call < count; call++) {
      CompletableFuture<Integer> future = awaited.getAndSet(call, null);
      if (future == null) {
        throw new IllegalStateException("call " + call + " waits for nothing");
      }
      future.complete(call);
    }
    for (int call = 0; call < count; call++) {
      Integer result = results.get(call).join();
      if (result == null || result != call + 1) {
        throw new IllegalStateException("call " + call + " gave " + result);
      }
    }
  }

  /** Suspends and ends all, in one instance; returns the bytes of heap for each. */
  double measure(UnaryOperator<AsyncInstance.Builder> options) throws InterruptedException {
    long before = heapInUse();
    suspend(false, options);
    long held = heapInUse() - before;
    end();
    return (double) held / count;
  }

  /** The heap that is in use after a collection, in bytes. */
  public static long heapInUse() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** An instance whose import waits for a future, which is left in {@link #awaited}. */
  @SuppressWarnings("FutureReturnValueIgnored") // the bridge takes care of what an import returns
  private AsyncInstance instance(WasmModule module, UnaryOperator<AsyncInstance.Builder> options) {
    return options
        .apply(AsyncInstance.builder(module))
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
}
