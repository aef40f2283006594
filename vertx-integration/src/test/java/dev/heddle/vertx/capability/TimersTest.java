package dev.heddle.vertx.capability;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallCancelledException;
import dev.heddle.vertx.VertxCall;
import dev.heddle.vertx.abi.CapabilityError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimersTest {

  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void close() {
    await(VERTX.close());
  }

  @ParameterizedTest
  @EnumSource(User.Place.class)
  void guestsSleepTogether(User.Place place) {
    User user = User.at(place, VERTX, grants -> grants);
    long start = System.nanoTime();

    List<Future<User.Answer>> naps =
        IntStream.range(0, 50).mapToObj(i -> user.start("nap", "", 50L)).toList();
    await(Future.all(naps));

    assertThat(naps).allMatch(nap -> nap.result().result() >= 50);
    assertThat(System.nanoTime() - start).isLessThan(25 * 50_000_000L);
  }

  @ParameterizedTest
  @EnumSource(User.Place.class)
  void timersTick(User.Place place) {
    User user = User.at(place, VERTX, grants -> grants);

    assertThat(user.result("ticks", "", 2L, 5)).isGreaterThanOrEqualTo(5);
  }

  @Test
  void timesMakeSense() {
    User user = User.at(User.Place.EVENT_LOOP, VERTX, grants -> grants);

    assertThat(user.result("now", "")).isBetween(1_700_000_000_000L, System.currentTimeMillis());
    assertThat(user.result("nap", "", 0L)).isZero();
    assertThat(user.result("nap", "", -1L)).isEqualTo(CapabilityError.INVALID.code());
    assertThat(user.result("ticks", "", 0L, 1)).isEqualTo(CapabilityError.INVALID.code());
  }

  @Test
  void whoSleepsForEverIsWokenByTheDeadline() {
    User user = User.at(User.Place.EVENT_LOOP, VERTX, grants -> grants);
    VertxCall<User.Answer> sleep = await(user.cancellable("nap", "", Long.MAX_VALUE));
    VertxCall<User.Answer> ticks = await(user.cancellable("ticks", "", Long.MAX_VALUE, 2));

    sleep.cancel();
    ticks.cancel();

    assertThatThrownBy(() -> await(sleep.future())).isInstanceOf(CallCancelledException.class);
    assertThatThrownBy(() -> await(ticks.future())).isInstanceOf(CallCancelledException.class);
  }

  /** Calls that are not made through VertxWasm have no context of their own. */
  @Test
  void othersWaitToo() throws Exception {
    AsyncInstance guest =
        AsyncInstance.builder(User.MODULE).imports(User.imports(VERTX, grants -> grants)).build();

    assertThat(guest.function("nap").call(Integer.class, 5L)).isGreaterThanOrEqualTo(5);
    guest.close();
  }
}
