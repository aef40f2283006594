package dev.heddle.wasm.runtime;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import org.jspecify.annotations.Nullable;

/** Makes traps of the exceptions that the JVM throws where compiled code accesses memory. */
public final class MemoryFault {

  private MemoryFault() {}

  /** The trap that stands for an exception of a compiled function. */
  public static TrapException of(Throwable thrown) {
    Long address = number(thrown, "offset = ");
    Long size = number(thrown, "byteSize: ");
    Long wholeVectors = number(thrown, "out of bounds for length ");
    Long index = number(thrown, "Index ");
    if (size == null && wholeVectors != null && index != null) {
      // of the Vector API, which tells where the vector begins, and from where on none has room;
      // halves would have failed with the upper one
      address = index + Long.BYTES;
      size = wholeVectors + 2 * Long.BYTES - 1;
    }
    String access = CompiledFrames.describe(thrown, address);
    TrapException trap =
        new TrapException(
            TrapKind.MEMORY_OUT_OF_BOUNDS,
            access.isEmpty() || size == null ? "" : access + ", memory of " + size + " bytes");
    trap.thrownAt(thrown);
    return trap;
  }

  /** A number in the JVM's message, or null if this JVM words it differently. */
  private static @Nullable Long number(Throwable thrown, String key) {
    String message = thrown.getMessage();
    int at = message == null ? -1 : message.lastIndexOf(key);
    if (message == null || at < 0) {
      return null;
    }
    int from = at + key.length();
    int to = message.startsWith("-", from) ? from + 1 : from;
    while (to < message.length() && Character.isDigit(message.charAt(to))) {
      to++;
    }
    return to == from ? null : Long.valueOf(message.substring(from, to));
  }
}
