package dev.heddle.wasi;

import dev.heddle.wasi.time.SystemClock;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The time that a guest sees, and how it sleeps. Thread-safe. {@link #system()} is real; tests may
 * have one of their own, whose sleep ends when they say so.
 */
public interface WasiClock {

  /** The real time. Sleeping takes no thread. */
  static WasiClock system() {
    return SystemClock.INSTANCE;
  }

  /** Nanoseconds since 1970. */
  long realtime();

  /** Nanoseconds since some moment in the past, which never go back. */
  long monotonic();

  /** How fine they are, in nanoseconds. */
  default long resolution() {
    return 1_000;
  }

  /**
   * A stage that completes after so many nanoseconds, more than zero, of {@link #monotonic()}; it
   * may be cancelled.
   */
  CompletionStage<@Nullable Void> sleep(long nanoseconds);
}
