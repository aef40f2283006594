package dev.heddle.benchmarks.suspension;

/**
 * A thread that completes whatever the guest waits for, as an event loop would; it never sleeps.
 */
public final class Waker implements AutoCloseable {

  private final Thread thread;

  private Waker(SuspendingGuest guest) {
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("waker")
            .unstarted(() -> {
              try {
                for (; ; ) {
                  guest.completeNext();
                }
              } catch (InterruptedException e) {
                // closed
              }
            });
  }

  /** Starts to complete what {@code guest} waits for. */
  public static Waker start(SuspendingGuest guest) {
    Waker waker = new Waker(guest);
    waker.thread.start();
    return waker;
  }

  /** Ends the thread and waits for its end. */
  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
