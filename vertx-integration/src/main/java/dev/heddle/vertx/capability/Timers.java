package dev.heddle.vertx.capability;

import dev.heddle.async.AsyncImports;
import dev.heddle.vertx.VertxAwait;
import dev.heddle.vertx.abi.Arguments;
import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.vertx.abi.ImportModule;
import dev.heddle.vertx.abi.Opened;
import dev.heddle.vertx.abi.Refusal;
import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** {@code heddle_timers}: what time it is, and waiting. Thread-safe. */
final class Timers {

  private static final int MOST_OPEN = 64;

  /** Who sleeps longer has been forgotten. */
  private static final long MOST_MILLIS = Duration.ofDays(365).toMillis();

  private final Vertx vertx;

  private Timers(Vertx vertx) {
    this.vertx = vertx;
  }

  static void addTo(AsyncImports.Builder imports, Vertx vertx) {
    Timers timers = new Timers(vertx);
    new ImportModule("heddle_timers", MOST_OPEN, imports)
        .function("now", "-> i64", arguments -> System.currentTimeMillis())
        .function("elapsed", "-> i64", arguments -> System.nanoTime())
        .function("sleep", "i64 -> i32", timers::sleep)
        .function("every", "i64 -> i32", timers::every)
        .function("tick", "i32 -> i32", timers::tick)
        .closing();
  }

  private long sleep(Arguments arguments) {
    long millis = arguments.i64(0);
    Refusal.when(millis < 0, CapabilityError.INVALID);
    pause(Math.min(millis, MOST_MILLIS));
    return 0;
  }

  private void pause(long millis) {
    if (millis == 0) {
      return;
    }
    Timer timer = vertx.timer(millis);
    try {
      VertxAwait.await(timer);
    } catch (Throwable stopped) {
      timer.cancel();
      throw stopped;
    }
  }

  private long every(Arguments arguments) {
    long millis = arguments.i64(0);
    Refusal.when(millis < 1, CapabilityError.INVALID);
    arguments.state().requireRoom();
    return arguments.state().add(new Periodic(Math.min(millis, MOST_MILLIS)));
  }

  private long tick(Arguments arguments) {
    return arguments.open(0, Periodic.class).tick();
  }

  /** A time that comes again and again: nothing runs between the ticks, so nothing piles up. */
  private final class Periodic implements Opened {

    private final long period;
    private final long start = System.nanoTime();
    private long ticks;

    Periodic(long millis) {
      this.period = millis;
    }

    /** Waits for the next tick, unless that is over. Returns for how many. */
    int tick() {
      long next = (ticks + 1) * period;
      long wait = next - elapsed();
      if (wait > 0) {
        pause(wait);
      }
      long over = Math.max(elapsed() / period, ticks + 1);
      int count = (int) Math.min(over - ticks, Integer.MAX_VALUE);
      ticks += count;
      return count;
    }

    private long elapsed() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    @Override
    public void close() {}
  }
}
