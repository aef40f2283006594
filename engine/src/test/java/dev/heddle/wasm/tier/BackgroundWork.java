package dev.heddle.wasm.tier;

import dev.heddle.wasm.store.Saving;
import java.util.concurrent.CountDownLatch;

/** Waits for what is done in the background. */
public final class BackgroundWork {

  private BackgroundWork() {}

  /** Until everything that was asked for so far is done, and written into caches. */
  public static void finish() {
    CountDownLatch done = new CountDownLatch(1);
    Background.askWhenIdle(
        new Background.Request() {
          @Override
          void run() {
            Saving.now();
            done.countDown();
          }
        });
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
