package dev.heddle.wasi.function;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiClock;
import dev.heddle.wasi.WasiException;
import java.util.Map;

/** The time. */
final class ClockFunctions {

  static final int REALTIME = 0;
  static final int MONOTONIC = 1;
  private static final int PROCESS_CPU = 2;
  private static final int THREAD_CPU = 3;

  private ClockFunctions() {}

  static void addTo(Map<String, Function> all) {
    all.put(
        "clock_res_get",
        in -> {
          check(in.i32(0));
          in.memory().putI64(in.i32(1), in.guest().clock().resolution());
        });
    all.put(
        "clock_time_get", in -> in.memory().putI64(in.i32(2), now(in.guest().clock(), in.i32(0))));
  }

  static long now(WasiClock clock, int id) {
    check(id);
    return id == REALTIME ? clock.realtime() : clock.monotonic();
  }

  private static void check(int id) {
    switch (id) {
      case REALTIME, MONOTONIC -> {}
      // a guest shares the processors with others, and nobody measures what it takes
      case PROCESS_CPU, THREAD_CPU -> throw new WasiException(Errno.NOTSUP);
      default -> throw new WasiException(Errno.INVAL, "there is no clock " + id);
    }
  }
}
