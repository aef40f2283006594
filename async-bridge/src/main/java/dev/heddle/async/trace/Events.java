package dev.heddle.async.trace;

import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * What all events have in common: that their classes are not touched before there is a flight
 * recorder, as initialising one of them starts Java's part of that, which takes a tenth of a
 * second.
 */
public final class Events {

  private static volatile boolean areReady;

  private Events() {}

  /** Whether somebody may record events, and their classes are not ready yet. */
  public static boolean areToBeMadeReady() {
    return !areReady && FlightRecorder.isInitialized();
  }

  /**
   * Initialises their classes: not to be called on a stack that is nearly full, where they may stay
   * broken for ever.
   */
  @SuppressWarnings("ReturnValueIgnored") // asking is enough
  public static void makeReady() {
    new CallEvent().shouldCommit();
    new SuspensionEvent().shouldCommit();
    new QueueWaitEvent().shouldCommit();
    new ResumptionEvent().shouldCommit();
    new CancellationEvent().shouldCommit();
    new StackCopyEvent().shouldCommit();
    areReady = true;
  }

  /** Whether their classes may be touched: if not, nobody records any. */
  public static boolean areReady() {
    return areReady;
  }

  /** The event, which begins now; null if nobody records its kind, so that no call keeps it. */
  public static <E extends Event> @Nullable E begun(E event) {
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }

  /** A call has its turn. */
  public static void end(
      @Nullable QueueWaitEvent event, long call, String function, boolean starts) {
    if (event != null && event.shouldCommit()) {
      event.call = call;
      event.function = function;
      event.starts = starts;
      event.commit();
    }
  }
}
