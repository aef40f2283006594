package dev.heddle.async.call;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A bound on how many calls may be in flight at a time, queued, running and suspended ones
 * together. Thread-safe.
 */
public final class CallBound {

  private final String whose;
  private final int most;
  private final @Nullable CallBound outer;
  private final AtomicInteger inFlight = new AtomicInteger();

  /**
   * A bound on calls of which none are in flight.
   *
   * @param whose it is, for messages
   * @param most how many there may be
   * @param outer another one for which they count, too
   */
  public CallBound(String whose, int most, @Nullable CallBound outer) {
    this.whose = whose;
    this.most = most;
    this.outer = outer;
  }

  /** How many are in flight. */
  public int inFlight() {
    return inFlight.get();
  }

  int most() {
    return most;
  }

  /** Counts a call in, unless there are as many as may be; tells whose bound is reached then. */
  @Nullable CallBound enter() {
    for (; ; ) {
      int before = inFlight.get();
      if (before >= most) {
        return this;
      }
      if (inFlight.compareAndSet(before, before + 1)) {
        break;
      }
    }
    CallBound full = outer == null ? null : outer.enter();
    if (full != null) {
      inFlight.decrementAndGet();
    }
    return full;
  }

  /** Counts a call out. */
  void leave() {
    inFlight.decrementAndGet();
    if (outer != null) {
      outer.leave();
    }
  }

  @Override
  public String toString() {
    return whose;
  }
}
