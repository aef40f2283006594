package dev.heddle.vertx.call;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * SLF4J's mapped diagnostic context of who makes a call, where SLF4J is there, for the call's
 * thread. Immutable and thread-safe.
 */
record CallerMdc(@Nullable Map<String, String> values) {

  private static final CallerMdc NONE = new CallerMdc(null);

  /** That of the current thread. */
  static CallerMdc ofThisThread() {
    if (!Library.IS_THERE) {
      return NONE;
    }
    Map<String, String> values = MDC.getCopyOfContextMap();
    return values == null || values.isEmpty() ? NONE : new CallerMdc(values);
  }

  /** Sets that of the current thread, which is the call's and ends with it. */
  void enter() {
    if (values != null) {
      MDC.setContextMap(values);
    }
  }

  /** Whether there is the optional library. */
  private static final class Library {

    static final boolean IS_THERE = isThere();

    private static boolean isThere() {
      try {
        return MDC.getMDCAdapter() != null;
      } catch (NoClassDefFoundError e) {
        return false;
      }
    }
  }
}
