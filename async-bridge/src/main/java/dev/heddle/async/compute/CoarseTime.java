package dev.heddle.async.compute;

/**
 * The time of day for what happens very often, some milliseconds late at times: as it was when the
 * {@link SliceClock} last looked, or exactly, while that sleeps. To ask the system takes longer
 * than much of what is to be timed.
 */
public final class CoarseTime {

  private static final long UNKNOWN = 0;

  private static volatile long millis = UNKNOWN;

  private CoarseTime() {}

  /** In milliseconds, as {@link System#currentTimeMillis}. */
  public static long millis() {
    long last = millis;
    return last == UNKNOWN ? System.currentTimeMillis() : last;
  }

  /** The clock looks. */
  static void look() {
    millis = System.currentTimeMillis();
  }

  /** The clock is going to sleep. */
  static void forget() {
    millis = UNKNOWN;
  }
}
