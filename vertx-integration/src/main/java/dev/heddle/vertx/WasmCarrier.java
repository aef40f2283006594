package dev.heddle.vertx;

import dev.heddle.async.Carrier;

/** Which threads carry calls, as options name it. */
public enum WasmCarrier {

  /** The JDK's. The default. */
  JDK,

  /**
   * Whoever calls, and whoever completes what a call waits for: event loops above all; see {@link
   * Carrier#inline()}. Refused if the JVM does not allow it.
   */
  INLINE,

  /** As {@link #INLINE} if the JVM allows it, or else as {@link #JDK}. */
  INLINE_IF_ALLOWED;

  Carrier toCarrier() {
    return switch (this) {
      case JDK -> Carrier.jdk();
      case INLINE -> Carrier.inline();
      case INLINE_IF_ALLOWED -> Carrier.inline().orJdk();
    };
  }
}
