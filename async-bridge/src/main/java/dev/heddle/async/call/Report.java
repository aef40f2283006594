package dev.heddle.async.call;

import dev.heddle.async.CallReport;
import dev.heddle.async.CallSnapshot;
import dev.heddle.async.CallState;
import dev.heddle.async.await.Wait;
import dev.heddle.wasm.GuestStack;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What another thread can tell of a call without disturbing it. */
final class Report {

  /** How often a call is looked at that goes on meanwhile, before it is taken for running. */
  private static final int TRIES = 3;

  private Report() {}

  static CallReport of(Call<?> call, String instance, OptionalInt queuePosition) {
    CallSnapshot snapshot = call.snapshot();
    GuestStack.View view = null;
    for (int i = 0; i < TRIES && view == null; i++) {
      snapshot = call.snapshot();
      view = stack(call, snapshot);
    }
    Thread thread = call.thread();
    if (view == null) {
      view = thread == null ? GuestStack.View.EMPTY : Stacks.running(thread);
    }
    return new CallReport(
        snapshot,
        instance,
        call.caller(),
        Instant.ofEpochMilli(call.made()),
        snapshot.state() == CallState.RUNNING ? OptionalInt.empty() : queuePosition,
        view.guestFrames(),
        view.trace());
  }

  /** The stack of a call that is suspended from beginning to end of this; null of others. */
  @SuppressWarnings("ReferenceEquality") // a wait is itself and no other
  private static GuestStack.@Nullable View stack(Call<?> call, CallSnapshot snapshot) {
    Wait<?> before = call.pendingWait();
    GuestStack stack = call.guestStack();
    Thread thread = call.thread();
    if (snapshot.state() != CallState.SUSPENDED
        || before == null
        || stack == null
        || thread == null) {
      return null;
    }
    GuestStack.View view = Stacks.parked(stack, thread);
    return call.pendingWait() == before && call.isSuspended() ? view : null;
  }
}
