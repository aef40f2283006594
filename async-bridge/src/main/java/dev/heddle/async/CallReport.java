package dev.heddle.async;

import dev.heddle.wasm.GuestFrame;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * What is to be seen of one call in flight, its stack included. Immutable and thread-safe.
 *
 * @param call what it was doing
 * @param instance the instance that it was made through
 * @param caller who made it: what the subscriber's Reactor context has under {@link #CALLER}, or
 *     else the name of the thread, which is that of another call if one made it
 * @param made when it was made
 * @param queuePosition while it waits for its turn to start or to go on, how many of the store's
 *     calls have theirs before it, itself counted in; empty otherwise
 * @param guestFrames the guests' functions on its stack, innermost first; of a call that runs those
 *     alone that are compiled, as interpreted ones are known where they wait
 * @param stack these and the frames of host functions, without those of the engine and the bridge
 */
public record CallReport(
    CallSnapshot call,
    String instance,
    String caller,
    Instant made,
    OptionalInt queuePosition,
    List<GuestFrame> guestFrames,
    List<StackTraceElement> stack) {

  /** The key in Reactor's context under which subscribers may say who calls. */
  public static final String CALLER = "heddle.caller";

  public CallReport {
    guestFrames = List.copyOf(guestFrames);
    stack = List.copyOf(stack);
  }
}
