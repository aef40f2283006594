package dev.heddle.wasm;

import dev.heddle.wasm.runtime.GuestTrace;
import dev.heddle.wasm.runtime.Nesting;
import java.util.List;
import java.util.Objects;

/**
 * The stack of a thread as who runs guests on it wants to see it: with the guests' functions by
 * name, and without the methods of the engine that run them.
 *
 * <p>Made by the thread itself, and good for as long as that lives; then any thread may look.
 */
public final class GuestStack {

  /**
   * How a stack looked. Immutable and thread-safe.
   *
   * @param guestFrames the guests' frames that are known, innermost first
   * @param trace these, as {@link GuestFrame#toStackTraceElement()} has them, and the frames of
   *     Java, innermost first
   */
  public record View(List<GuestFrame> guestFrames, List<StackTraceElement> trace) {

    /** That of a thread on which nothing is. */
    public static final View EMPTY = new View(List.of(), List.of());

    public View {
      guestFrames = List.copyOf(guestFrames);
      trace = List.copyOf(trace);
    }

    private static View of(GuestTrace.Shown shown) {
      return new View(shown.guestFrames(), shown.trace());
    }
  }

  private final Nesting nesting;

  private GuestStack(Nesting nesting) {
    this.nesting = nesting;
  }

  /** That of the current thread. */
  public static GuestStack ofThisThread() {
    return new GuestStack(Nesting.ofThread());
  }

  /**
   * The stack while the thread is parked in a host function, or as the thread itself sees it there.
   *
   * <p>It is right if the thread stays parked until this returns, which is for the caller to make
   * sure; otherwise frames of interpreted functions may be confused. Of each call into guests the
   * innermost 256 interpreted frames are known by name.
   *
   * @param trace the thread's {@link Thread#getStackTrace()}
   */
  public View whileParked(StackTraceElement[] trace) {
    return View.of(GuestTrace.of(Objects.requireNonNull(trace, "trace"), nesting.innermost()));
  }

  /**
   * A stack of a thread that may be running, whichever it is: functions that are interpreted are
   * shown without their names.
   */
  public static View whileRunning(StackTraceElement[] trace) {
    return View.of(GuestTrace.of(Objects.requireNonNull(trace, "trace"), null));
  }

  /**
   * Says that what a host function is about to throw was not made on this thread, whatever its
   * stack trace looks like, so that the guests' frames that it leaves are not put into it.
   */
  public static void madeElsewhere(Throwable thrown) {
    Nesting.ofThread().madeElsewhere(Objects.requireNonNull(thrown, "thrown"));
  }
}
