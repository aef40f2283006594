package dev.heddle.wasi.function;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.abi.Flags;
import dev.heddle.wasi.abi.GuestMemory;
import dev.heddle.wasi.abi.Rights;
import dev.heddle.wasi.descriptor.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Waiting for the first of several things. */
final class PollFunctions {

  private static final int EVENT_BYTES = 32;

  /** How many subscriptions there may be: as many as files may be open by default, and clocks. */
  private static final int MOST = 4_096;

  private PollFunctions() {}

  static void addTo(Map<String, Function> all) {
    all.put("poll_oneoff", PollFunctions::poll);
  }

  /**
   * What is waited for.
   *
   * @param userData what the guest knows it by
   * @param type that of the event
   * @param ready completes when it has happened; null for a clock
   * @param nanoseconds how long it takes, for a clock
   */
  private record Subscription(
      long userData, int type, @Nullable CompletableFuture<Long> ready, long nanoseconds) {

    boolean isDue(long waited) {
      CompletableFuture<Long> event = ready;
      return event == null ? waited >= nanoseconds : event.isDone();
    }
  }

  private static void poll(Invocation in) {
    int from = in.i32(0);
    int to = in.i32(1);
    int count = in.i32(2);
    int counted = in.i32(3);
    if (count <= 0 || count > MOST) {
      throw new WasiException(
          Errno.INVAL, Integer.toUnsignedString(count) + " subscriptions, expected 1 to " + MOST);
    }
    int size = in.dialect().subscriptionBytes();
    in.memory().check(from, (long) count * size);
    in.memory().check(to, (long) count * EVENT_BYTES);
    in.memory().check(counted, 4);
    List<Subscription> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(read(in, from + i * size));
    }
    long start = in.guest().clock().monotonic();
    await(in, all, start);
    long waited = in.guest().clock().monotonic() - start;
    int events = 0;
    for (Subscription each : all) {
      if (each.isDue(waited)) {
        write(in.memory(), to + events * EVENT_BYTES, each);
        events++;
      }
    }
    in.memory().putI32(counted, events);
  }

  private static Subscription read(Invocation in, int pointer) {
    GuestMemory memory = in.memory();
    long userData = memory.i64(pointer);
    int type = memory.u8(pointer + 8);
    return switch (type) {
      case Flags.CLOCK -> clock(in, userData, pointer + in.dialect().clockOffset());
      case Flags.FD_READ, Flags.FD_WRITE ->
          new Subscription(userData, type, ready(in, memory.i32(pointer + 16), type), 0);
      default -> throw new WasiException(Errno.INVAL, "there are no events of type " + type);
    };
  }

  private static Subscription clock(Invocation in, long userData, int pointer) {
    GuestMemory memory = in.memory();
    int id = memory.i32(pointer);
    long timeout = memory.i64(pointer + 8);
    int flags = memory.u16(pointer + 24);
    try {
      long now = ClockFunctions.now(in.guest().clock(), id);
      boolean isAbsolute = (flags & Flags.ABSTIME) != 0;
      // an unsigned number of nanoseconds; half of them are longer than anybody waits
      long left =
          !isAbsolute
              ? timeout < 0 ? Long.MAX_VALUE : timeout
              : timeout < 0 && now > 0 ? Long.MAX_VALUE : timeout - now;
      return new Subscription(userData, Flags.CLOCK, null, Math.max(0, left));
    } catch (WasiException e) {
      return new Subscription(userData, Flags.CLOCK, CompletableFuture.failedFuture(e), 0);
    }
  }

  private static CompletableFuture<Long> ready(Invocation in, int number, int type) {
    try {
      Descriptor file = in.guest().descriptors().get(number, Rights.POLL_FD_READWRITE);
      CompletionStage<Long> ready = type == Flags.FD_READ ? file.readable() : file.writable();
      return ready.toCompletableFuture();
    } catch (WasiException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what happens is looked at when all is over
  private static void await(Invocation in, List<Subscription> all, long start) {
    long shortest = Long.MAX_VALUE;
    CompletableFuture<@Nullable Void> first = new CompletableFuture<>();
    for (Subscription each : all) {
      CompletableFuture<Long> event = each.ready;
      if (event != null) {
        event.whenComplete((value, failure) -> first.complete(null));
      } else {
        shortest = Math.min(shortest, each.nanoseconds);
      }
    }
    if (first.isDone()) {
      return;
    }
    for (long left = shortest; left > 0; ) {
      CompletableFuture<@Nullable Void> sleep = null;
      if (left < Long.MAX_VALUE) {
        sleep = in.guest().clock().sleep(left).toCompletableFuture();
      }
      try {
        CompletableFuture<?> any =
            sleep == null ? first.copy() : CompletableFuture.anyOf(first, sleep);
        in.await(any);
      } finally {
        if (sleep != null) {
          sleep.cancel(false);
        }
      }
      // who is woken a little early sleeps on: not so the guest
      left = first.isDone() ? 0 : shortest - (in.guest().clock().monotonic() - start);
    }
  }

  private static void write(GuestMemory memory, int pointer, Subscription subscription) {
    memory.clear(pointer, EVENT_BYTES);
    memory.putI64(pointer, subscription.userData);
    memory.putU8(pointer + 10, subscription.type);
    CompletableFuture<Long> event = subscription.ready;
    if (event == null) {
      return;
    }
    try {
      long bytes = event.join();
      memory.putI64(pointer + 16, Math.max(0, bytes));
      memory.putU16(pointer + 24, bytes < 0 ? Flags.HANGUP : 0);
    } catch (CompletionException e) {
      memory.putU16(
          pointer + 8,
          e.getCause() instanceof WasiException failure ? failure.errno().code() : Errno.IO.code());
    }
  }
}
