package dev.heddle.examples.sql;

import dev.heddle.wasm.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Tells a running statement to stop without entering the guest: it stores 1 in SQLite's interrupt
 * flag, at which the statement ends with {@code SQLITE_INTERRUPT} and undoes its work.
 *
 * <p>The store may come from any thread while the guest computes. It is lost if the guest's memory
 * is moving at that moment; the caller must have a harder way for a statement that does not end.
 *
 * <p>Thread-safe.
 */
final class Interrupt {

  private @Nullable Memory memory;
  private long flag;
  private boolean armed;
  private volatile boolean requested;

  /** Says where the flag is, once the connection is open. */
  synchronized void connect(Memory memory, long flag) {
    this.memory = memory;
    this.flag = flag;
  }

  /** From now on requests are for the statements of a new query. */
  synchronized void arm() {
    armed = true;
    requested = false;
  }

  /** From now on requests come too late. */
  synchronized void disarm() {
    armed = false;
    requested = false;
  }

  /** Asks for the statement that runs to end. */
  synchronized void request() {
    if (armed && memory != null) {
      requested = true;
      memory.putInt(flag, 1);
    }
  }

  /** Whether the query that runs was told to end. */
  boolean isRequested() {
    return requested;
  }
}
