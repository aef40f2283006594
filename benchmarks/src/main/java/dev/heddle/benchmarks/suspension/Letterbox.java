package dev.heddle.benchmarks.suspension;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Hands what a guest waits for to the thread that will complete it: one side puts, the other takes,
 * by turns. Taking spins, so that nothing of the operating system is measured.
 */
final class Letterbox {

  private final AtomicReference<@Nullable CompletableFuture<Integer>> content =
      new AtomicReference<>();

  /** Puts a future in; the one before must have been taken. */
  void put(CompletableFuture<Integer> future) {
    content.setRelease(future);
  }

  /**
   * Takes the future out, once there is one.
   *
   * @throws InterruptedException if this thread is interrupted before
   */
  CompletableFuture<Integer> take() throws InterruptedException {
    CompletableFuture<Integer> future;
    while ((future = content.getAcquire()) == null) {
      if (Thread.interrupted()) {
        throw new InterruptedException("nothing was put in");
      }
      Thread.onSpinWait();
    }
    content.setPlain(null);
    return future;
  }
}
