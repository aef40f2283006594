package dev.heddle.cli.run;

import dev.heddle.wasi.WasiClock;
import java.time.Instant;

/** Times for guests. */
public final class Clocks {

  private Clocks() {}

  /** A time that is the same in every run, beginning at a moment. */
  public static WasiClock from(Instant moment) {
    return new SteppedClock(moment);
  }
}
