package dev.heddle.async.trace;

import jdk.jfr.Event;
import org.jspecify.annotations.Nullable;

/** What events that take a while have in common. */
public final class Events {

  private Events() {}

  /** The event, which begins now; null if nobody records its kind, so that no call keeps it. */
  public static <E extends Event> @Nullable E begun(E event) {
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }
}
