package dev.heddle.benchmarks.suspension;

import dev.heddle.async.AsyncFunction;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Carrier;
import dev.heddle.async.Concurrency;
import dev.heddle.wasm.Execution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Rounds of a thousand calls, and of a thousand suspensions in one call, all made and woken by one
 * thread, as an event loop does; and how much heap suspended calls hold.
 */
public final class Rounds {

  private static final int IN_A_ROUND = 1_000;
  private static final int MANY = 20_000;

  private final UnaryOperator<AsyncInstance.Builder> options;
  private final SuspendingGuest guest;
  private final Concurrency policy;

  private interface Round {
    void run() throws InterruptedException;
  }

  /** Rounds with a guest of these options. */
  public Rounds(Carrier carrier, Concurrency policy, Execution execution) {
    this.policy = policy;
    options = builder -> builder.carrier(carrier).policy(policy).execution(execution);
    guest = SuspendingGuest.answeredBy(SuspendingGuest.Answer.PENDING_FUTURE, options);
  }

  /**
   * Nanoseconds for a {@code call}, a call with a suspension, {@code once}, and a {@code
   * suspension}, each of the best round; and the {@code bytes} of a suspended call, if several can
   * be suspended at once.
   *
   * @param seconds how long each is repeated
   * @throws IllegalStateException if a result is wrong
   */
  public Map<String, Double> measure(double seconds) throws InterruptedException {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("call", best(seconds, this::calls));
    figures.put("once", best(seconds, this::callsWithSuspension));
    figures.put("suspension", best(seconds, this::suspensions));
    if (policy == Concurrency.INTERLEAVED) {
      figures.put("bytes", bytes());
    }
    guest.close();
    return figures;
  }

  private static double best(double seconds, Round round) throws InterruptedException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long least = Long.MAX_VALUE;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      round.run();
      least = Math.min(least, System.nanoTime() - start);
    }
    return (double) least / IN_A_ROUND;
  }

  /** All are made before the first is waited for: to wake this thread is not what is measured. */
  private void calls() {
    AsyncFunction none = guest.function("none");
    List<CompletableFuture<@Nullable Integer>> results = new ArrayList<>(IN_A_ROUND);
    for (int i = 0; i < IN_A_ROUND; i++) {
      results.add(none.future(Integer.class, i));
    }
    for (int i = 0; i < IN_A_ROUND; i++) {
      check(results.get(i).join(), i);
    }
  }

  private void callsWithSuspension() throws InterruptedException {
    AsyncFunction once = guest.function("once");
    List<CompletableFuture<@Nullable Integer>> results = new ArrayList<>(IN_A_ROUND);
    for (int i = 0; i < IN_A_ROUND; i++) {
      results.add(once.future(Integer.class, i));
      guest.completeNext();
    }
    for (CompletableFuture<@Nullable Integer> result : results) {
      check(result.join(), 2);
    }
  }

  private void suspensions() throws InterruptedException {
    CompletableFuture<@Nullable Integer> result =
        guest.function("later").future(Integer.class, IN_A_ROUND);
    for (int i = 0; i < IN_A_ROUND; i++) {
      guest.completeNext();
    }
    check(result.join(), 1);
  }

  private double bytes() throws InterruptedException {
    // once before, for what is made with the first
    new ManyCalls(MANY).measure(options);
    return new ManyCalls(MANY).measure(options);
  }

  private static void check(@Nullable Integer found, int expected) {
    if (found == null || found != expected) {
      throw new IllegalStateException("expected " + expected + ", found " + found);
    }
  }
}
