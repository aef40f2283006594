package dev.heddle.wasm.runtime;

/**
 * How much deeper a call may get, in one {@code int}, as every function is given it and gives it,
 * less its own, to those that it calls.
 *
 * <p>The lower half counts guest frames, the upper half the Java stack in units of {@value
 * #UNIT_BYTES} bytes, as much as frames take in the worst of the ways in which HotSpot makes them.
 * Each half has a bit that is set when there is nothing left, so that one test tells: {@link
 * #EXHAUSTED}.
 */
public final class Depth {

  /** The bits of which one is set if there is no room for a frame. */
  public static final int EXHAUSTED = 1 << 31 | 1 << 19;

  /** How many bytes of Java stack a unit is. */
  public static final int UNIT_BYTES = 256;

  /**
   * How much of a thread's stack guest frames may take: well below half of the usual MiB, since the
   * JVM sets a stack aside in a recursion over its frames, which takes as much again.
   */
  public static final int UNITS = 1_280;

  /** How much more where it would be left and come back to again and again. */
  static final int EXTRA_UNITS = 320;

  /**
   * What an interpreted function takes. HotSpot's first compiler makes 800 bytes of the
   * interpreter's loop; the methods on the way to it take the rest.
   */
  public static final int INTERPRETED = ofFrame(1_280);

  /** What a call takes besides that does not go straight to the method of the function. */
  public static final int DETOUR = ofDetour(768);

  private static final int HALF = 20;
  private static final int MOST_FRAMES = 1 << 19;

  /** No single frame is taken for larger: there must be a thread with room for it. */
  private static final int MOST_UNITS = UNITS / 2;

  private Depth() {}

  /**
   * So much that no more than that many frames may still be made.
   *
   * @param frames how many; of more than fit the rest comes later
   * @param units how much Java stack there is
   */
  static int of(int frames, int units) {
    return units << HALF | Math.min(frames, MOST_FRAMES) - 1;
  }

  /** What one frame of so many bytes takes away. */
  public static int ofFrame(int bytes) {
    int units = Math.ceilDiv(bytes, UNIT_BYTES);
    return Math.min(units, MOST_UNITS) << HALF | 1;
  }

  /** What so many bytes take away that are no frame of a guest's. */
  public static int ofDetour(int bytes) {
    return ofFrame(bytes) - 1;
  }

  /** Whether there is no room for a frame. */
  public static boolean isExhausted(int depth) {
    return (depth & EXHAUSTED) != 0;
  }

  /** How many frames may still be made. */
  static int frames(int depth) {
    return (depth << 32 - HALF >> 32 - HALF) + 1;
  }

  /** How much Java stack there is, at least. */
  static int units(int depth) {
    return Math.max(0, depth >> HALF);
  }
}
