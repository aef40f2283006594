package dev.heddle.async.call;

/**
 * Makes sure that a thread has stack left for the few frames in which a stack overflow would leave
 * the baton in limbo (rule J11).
 */
final class StackReserve {

  /** More frames than parking, queueing and waking take together. */
  private static final int FRAMES = 32;

  private StackReserve() {}

  /**
   * Does nothing.
   *
   * @throws StackOverflowError if the stack is nearly used up, here rather than later
   */
  static void check() {
    descend(FRAMES);
  }

  private static int descend(int frames) {
    return frames == 0 ? 0 : 1 + descend(frames - 1);
  }
}
