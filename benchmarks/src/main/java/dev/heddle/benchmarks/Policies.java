package dev.heddle.benchmarks;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallOptions;
import dev.heddle.async.Concurrency;
import dev.heddle.async.GuestTask;
import dev.heddle.async.InstancePool;
import dev.heddle.benchmarks.suspension.SuspendingGuest;
import dev.heddle.wasm.Imports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How long many calls take that wait, by the policy under which they are made.
 *
 * <pre>
 * java -cp benchmarks.jar dev.heddle.benchmarks.Policies [calls] [milliseconds]
 *   calls          how many, all at once; 200 unless given
 *   milliseconds   how long each one waits; 200 unless given
 * </pre>
 *
 * <p>Every result is checked. Prints a table in Markdown.
 */
public final class Policies {

  private static final int LEAST_INSTANCES = 16;

  private final int calls;
  private final Executor later;

  private Policies(int calls, Duration wait) {
    this.calls = calls;
    this.later = CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Measures all policies.
   *
   * @throws IllegalStateException if a result is wrong
   */
  public static void main(String[] arguments) {
    int calls = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    long wait = arguments.length > 1 ? Long.parseLong(arguments[1]) : 200;
    Policies policies = new Policies(calls, Duration.ofMillis(wait));
    System.out.println("| " + calls + " calls that wait " + wait + " ms each | seconds |");
    System.out.println("|---|---|");
    if (calls * wait <= 60_000) {
      try (AsyncInstance one = policies.builder().build()) {
        policies.print("one `SERIAL` instance", () -> one.future(CallOptions.defaults(), CALL));
      }
    }
    for (int size : new int[] {LEAST_INSTANCES, calls / 2, calls}) {
      try (InstancePool pool =
          InstancePool.builder(policies.builder()).size(size).maxWaiting(calls).build()) {
        policies.print("a pool of " + size, () -> pool.future(CallOptions.defaults(), CALL));
      }
    }
    try (AsyncInstance one = policies.builder().policy(Concurrency.INTERLEAVED).build()) {
      policies.print("one `INTERLEAVED` instance", () -> one.future(CallOptions.defaults(), CALL));
    }
  }

  /** The host adds one, and so does the guest. */
  private static final GuestTask<Integer> CALL =
      call -> call.instance().function("once").callInt(40);

  private static final int RESULT = 42;

  @SuppressWarnings("FutureReturnValueIgnored") // the bridge takes care of what an import returns
  private AsyncInstance.Builder builder() {
    return AsyncInstance.builder(SuspendingGuest.module())
        .imports(
            AsyncImports.builder()
                .addAll(Imports.builder().function("host", "plain", SuspendingGuest.PLAIN).build())
                .suspending(
                    "host",
                    "later",
                    call -> {
                      int value = call.i32(0);
                      return CompletableFuture.supplyAsync(() -> value + 1, later);
                    })
                .build());
  }

  private void print(String policy, Supplier<CompletableFuture<@Nullable Integer>> call) {
    long start = System.nanoTime();
    List<CompletableFuture<@Nullable Integer>> results = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      results.add(call.get());
    }
    for (CompletableFuture<@Nullable Integer> result : results) {
      Integer value = result.join();
      if (value == null || value != RESULT) {
        throw new IllegalStateException("expected " + RESULT + ", found " + value);
      }
    }
    System.out.printf(Locale.ROOT, "| %s | %.2f |%n", policy, (System.nanoTime() - start) / 1e9);
  }
}
