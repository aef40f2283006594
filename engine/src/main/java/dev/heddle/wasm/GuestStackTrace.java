package dev.heddle.wasm;

import dev.heddle.wasm.runtime.GuestTrace;
import java.util.ArrayList;
import java.util.List;

/** Puts the frames of guests into the stack traces of Java. */
final class GuestStackTrace {

  private static final StackTraceElement MORE_FRAMES =
      new StackTraceElement("wasm", "and more guest frames", null, -1);

  private GuestStackTrace() {}

  /** The frames of the current thread's stack, without the engine's own. */
  static List<StackTraceElement> javaFrames() {
    List<StackTraceElement> frames = new ArrayList<>();
    for (StackTraceElement element : new Throwable().getStackTrace()) {
      if (!isInternal(element)) {
        frames.add(element);
      }
    }
    return frames;
  }

  /** Guest frames, a line that there were more of them, and Java frames. */
  static StackTraceElement[] of(
      List<GuestFrame> guestFrames, boolean more, List<StackTraceElement> javaFrames) {
    List<StackTraceElement> all = new ArrayList<>();
    for (GuestFrame frame : guestFrames) {
      all.add(frame.toStackTraceElement());
    }
    if (more) {
      all.add(MORE_FRAMES);
    }
    all.addAll(javaFrames);
    return all.toArray(new StackTraceElement[0]);
  }

  private static boolean isInternal(StackTraceElement element) {
    String type = element.getClassName();
    return GuestTrace.isEngine(element)
        || type.equals(GuestStackTrace.class.getName())
        || type.equals(TrapException.class.getName())
        || type.equals(TaggedException.class.getName());
  }
}
