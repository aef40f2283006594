package dev.heddle.benchmarks;

import dev.heddle.async.Carrier;
import dev.heddle.benchmarks.suspension.ManyCalls;
import java.util.List;

/**
 * Keeps many calls suspended at once, and tells how long it takes to start and to end them and how
 * much heap each one holds.
 *
 * <pre>
 * java [-Xmx4g] -cp benchmarks.jar dev.heddle.benchmarks.SuspendMany [calls] [own] [inline]
 *   calls    how many; 100000 unless given
 *   own      an instance for each call; otherwise one instance, its calls interleaved
 *   inline   on this thread; needs --add-opens java.base/java.lang=ALL-UNNAMED
 * </pre>
 *
 * <p>Every result is checked. The heap is what is in use after a collection, less what was before
 * the first call; it includes what any caller would hold: the future of the call and the future it
 * waits for.
 */
public final class SuspendMany {

  private SuspendMany() {}

  /**
   * Runs one round.
   *
   * @throws IllegalStateException if a result is wrong
   */
  public static void main(String[] arguments) throws InterruptedException {
    List<String> words = List.of(arguments);
    boolean own = words.contains("own");
    Carrier carrier = words.contains("inline") ? Carrier.inline() : Carrier.jdk();
    int calls =
        words.stream()
            .filter(word -> Character.isDigit(word.charAt(0)))
            .mapToInt(Integer::parseInt)
            .findFirst()
            .orElse(100_000);
    run(Math.min(calls, 1_000), own, carrier);
    System.out.println(run(calls, own, carrier));
  }

  private static String run(int calls, boolean own, Carrier carrier) throws InterruptedException {
    ManyCalls many = new ManyCalls(calls);
    long heapBefore = ManyCalls.heapInUse();
    long start = System.nanoTime();
    many.suspend(own, builder -> builder.carrier(carrier));
    long starting = System.nanoTime() - start;
    long heap = ManyCalls.heapInUse() - heapBefore;
    long resumed = System.nanoTime();
    many.end();
    long ending = System.nanoTime() - resumed;
    return ("%,d calls suspended at once%s, %s: started in %,d ms (%.2f us each),"
            + " %,d bytes of heap each, %,d MiB of %,d in all, ended in %,d ms (%.2f us each),"
            + " every result right")
        .formatted(
            calls,
            own ? ", each in an instance of its own" : "",
            carrier,
            starting / 1_000_000,
            starting / 1e3 / calls,
            heap / calls,
            heap >> 20,
            Runtime.getRuntime().maxMemory() >> 20,
            ending / 1_000_000,
            ending / 1e3 / calls);
  }
}
