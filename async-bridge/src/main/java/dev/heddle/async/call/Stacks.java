package dev.heddle.async.call;

import dev.heddle.async.AwaitTrace;
import dev.heddle.async.trace.ShownFrames;
import dev.heddle.wasm.CallInterruptedException;
import dev.heddle.wasm.GuestStack;
import java.util.List;

/** The stacks of calls as users see them, in dumps and exceptions. */
final class Stacks {

  /** How many frames of Java are looked at where a wait has failed. */
  private static final int FRAMES = 200;

  private static final StackWalker WALKER = StackWalker.getInstance();

  private Stacks() {}

  /** The stack of a call that stays parked meanwhile. */
  static GuestStack.View parked(GuestStack stack, Thread thread) {
    return shown(stack.whileParked(thread.getStackTrace()));
  }

  /** The stack of a call that runs. */
  static GuestStack.View running(Thread thread) {
    return shown(GuestStack.whileRunning(thread.getStackTrace()));
  }

  private static GuestStack.View shown(GuestStack.View view) {
    return new GuestStack.View(view.guestFrames(), ShownFrames.of(view.trace()));
  }

  /**
   * Says in a failure that did not come about on the call's thread where that waited for it; called
   * by that thread.
   */
  static void addWait(Throwable failure, Call<?> call, String importName) {
    try {
      GuestStack.madeElsewhere(failure);
      if (!(failure instanceof CallInterruptedException) && isWanted(failure)) {
        StackTraceElement[] trace =
            WALKER.walk(frames ->
                frames
                    .limit(FRAMES)
                    .map(StackWalker.StackFrame::toStackTraceElement)
                    .toArray(StackTraceElement[]::new));
        List<StackTraceElement> shown =
            ShownFrames.of(GuestStack.ofThisThread().whileParked(trace).trace());
        String what = importName.isEmpty() ? "" : " for " + importName;
        failure.addSuppressed(new AwaitTrace(call + " waited here" + what, shown));
      }
    } catch (StackOverflowError | OutOfMemoryError e) {
      // no room for it, and nothing to be done about that
    }
  }

  private static boolean isWanted(Throwable failure) {
    int there = 0;
    for (Throwable suppressed : failure.getSuppressed()) {
      there += suppressed instanceof AwaitTrace ? 1 : 0;
    }
    return there < AwaitTrace.MOST;
  }

  /** Leaves out of the trace of what ended a call what is of the bridge. */
  static void hideBridge(Throwable failure) {
    try {
      StackTraceElement[] trace = failure.getStackTrace();
      if (ShownFrames.isOfCall(trace)) {
        failure.setStackTrace(ShownFrames.of(List.of(trace)).toArray(new StackTraceElement[0]));
      }
    } catch (StackOverflowError | OutOfMemoryError e) {
      // no room for it, and nothing to be done about that
    }
  }
}
