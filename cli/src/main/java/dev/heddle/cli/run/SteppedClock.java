package dev.heddle.cli.run;

import dev.heddle.wasi.WasiClock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A time that is the same in every run: it begins at a moment, goes on by a microsecond each time
 * it is looked at, and sleeping takes none.
 */
final class SteppedClock implements WasiClock {

  private static final long STEP = 1_000;

  private final long start;
  private final AtomicLong elapsed = new AtomicLong();

  SteppedClock(Instant start) {
    this.start = TimeUnit.SECONDS.toNanos(start.getEpochSecond()) + start.getNano();
  }

  @Override
  public long realtime() {
    return start + monotonic();
  }

  @Override
  public long monotonic() {
    return elapsed.addAndGet(STEP);
  }

  @Override
  public CompletionStage<@Nullable Void> sleep(long nanoseconds) {
    elapsed.addAndGet(nanoseconds);
    return CompletableFuture.completedStage(null);
  }
}
