package dev.heddle.wasi.time;

import dev.heddle.wasi.WasiClock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The real time. */
public final class SystemClock implements WasiClock {

  /** The only one. */
  public static final WasiClock INSTANCE = new SystemClock();

  private SystemClock() {}

  @Override
  public long realtime() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  @Override
  public long monotonic() {
    return System.nanoTime();
  }

  @Override
  public CompletionStage<@Nullable Void> sleep(long nanoseconds) {
    return new CompletableFuture<@Nullable Void>()
        .completeOnTimeout(null, nanoseconds, TimeUnit.NANOSECONDS);
  }
}
