package dev.heddle.cli.shell;

import java.io.IOException;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * A line on a terminal that tells how far something is which takes long; nothing is shown of what
 * is done within a moment, nor where errors do not go to a terminal. Not thread-safe.
 */
public final class ProgressLine implements AutoCloseable {

  private static final long FIRST_NANOS = 500_000_000;
  private static final long NEXT_NANOS = 100_000_000;
  private static final String CLEAR = "\r\u001b[K";

  private final Shell shell;
  private final String what;
  private final LongSupplier clock;
  private long next;
  private boolean isShown;

  /** One that is not shown yet. */
  public ProgressLine(Shell shell, String what) {
    this(shell, what, System::nanoTime);
  }

  /** The same with another time, in nanoseconds. */
  ProgressLine(Shell shell, String what, LongSupplier clock) {
    this.shell = shell;
    this.what = what;
    this.clock = clock;
    this.next = clock.getAsLong() + FIRST_NANOS;
  }

  /** So much of it is done. */
  public void reach(int done, int of) {
    long now = clock.getAsLong();
    if (!shell.isInteractive() || now - next < 0) {
      return;
    }
    next = now + NEXT_NANOS;
    write(
        String.format(
            Locale.ROOT,
            "%s%s: %d of %d functions (%d%%)",
            CLEAR,
            what,
            done,
            of,
            done * 100L / of));
    isShown = true;
  }

  private void write(String text) {
    try {
      shell.err().write(text.getBytes(Texts.CHARSET));
    } catch (IOException e) {
      // there is nobody to tell
    }
  }

  /** Takes the line away. */
  @Override
  public void close() {
    if (isShown) {
      write(CLEAR);
      isShown = false;
    }
  }
}
