package dev.heddle.async.trace;

import java.util.ArrayList;
import java.util.List;

/** Which frames of the stack of a call are of interest: those that users know. */
public final class ShownFrames {

  /** Where methods of the bridge are that run the code of users. */
  private static final List<String> BRIDGE =
      List.of(
          "dev.heddle.async.await.",
          "dev.heddle.async.baton.",
          "dev.heddle.async.call.",
          "dev.heddle.async.carrier.",
          "dev.heddle.async.compute.",
          "dev.heddle.async.host.",
          "dev.heddle.async.stack.");

  /** What a thread that is parked is in. */
  private static final List<String> PARKING =
      List.of(
          "java.lang.VirtualThread",
          "java.lang.System$",
          "java.lang.Thread",
          "java.util.concurrent.locks.",
          "jdk.internal.");

  /** The class and method within which all code of users runs. */
  private static final String CALL = "dev.heddle.async.call.Call";

  private static final String BEGINNING = "runTask";

  private ShownFrames() {}

  /** Whether a stack is that of a call, so that there is something to leave out. */
  public static boolean isOfCall(StackTraceElement[] trace) {
    for (StackTraceElement element : trace) {
      if (isBeginning(element)) {
        return true;
      }
    }
    return false;
  }

  /** The frames between the beginning of a call and where it waits, without those of the bridge. */
  public static List<StackTraceElement> of(List<StackTraceElement> trace) {
    List<StackTraceElement> shown = new ArrayList<>();
    for (StackTraceElement element : trace) {
      if (isBeginning(element)) {
        break;
      }
      String type = element.getClassName();
      if (!isOf(BRIDGE, type) && !(shown.isEmpty() && isOf(PARKING, type))) {
        shown.add(element);
      }
    }
    return shown;
  }

  private static boolean isBeginning(StackTraceElement element) {
    return element.getMethodName().equals(BEGINNING) && element.getClassName().equals(CALL);
  }

  private static boolean isOf(List<String> prefixes, String type) {
    for (String prefix : prefixes) {
      if (type.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
