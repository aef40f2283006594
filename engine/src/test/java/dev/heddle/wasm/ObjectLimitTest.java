package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What guests make and the JVM collects is limited: {@link Limits#maxObjectBytes}. */
class ObjectLimitTest {

  /** A structure of a number and a reference. */
  private static final int NODE = 24 + 16 + 8 + 16 + 8;

  private final Store store = Store.create();
  private Runnable pause = ObjectLimitTest::doNothing;

  private static void doNothing() {}

  private Instance guest(long maxObjectBytes) {
    return guest(maxObjectBytes, store);
  }

  private Instance guest(long maxObjectBytes, Store home) {
    return Instance.builder(Guests.module("hoard"))
        .imports(Imports.builder().function("env", "pause", call -> pause.run()).build())
        .limits(Limits.builder().maxObjectBytes(maxObjectBytes).build())
        .store(home)
        .build();
  }

  private static void hasNoRoom(ThrowingCallable call) {
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(call)
        .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.ALLOCATION_FAILED))
        .withMessageStartingWith("allocation failed: no room for an object of ");
  }

  @Test
  void whatAGuestKeepsIsLimited() {
    Instance guest = guest(100 * NODE);
    guest.function("prepend").callVoid(100);

    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> guest.function("prepend").callVoid(1))
        .withMessage(
            "allocation failed: no room for an object of 72 bytes: 7200 are in use, and"
                + " Limits.maxObjectBytes is 7200")
        .satisfies(trap -> assertThat(trap.guestFrames()).hasSize(2));
  }

  @Test
  void whatItForgetsDoesNotCount() {
    Instance guest = guest(100 * NODE);

    for (int i = 0; i < 1_000; i++) {
      guest.function("prepend").callVoid(1 + i % 100);
      guest.function("forget").callVoid();
    }
    guest.function("waste").callVoid(100_000);
    guest.function("prepend").callVoid(80);
    hasNoRoom(() -> guest.function("prepend").callVoid(21));
  }

  @Test
  void aGuestThatLeavesHardlyAnyRoomHasReachedTheLimit() {
    Instance guest = guest(100 * NODE);
    guest.function("prepend").callVoid(95);

    hasNoRoom(() -> guest.function("waste").callVoid(1_000));
  }

  @Test
  void tablesKeepObjects() {
    Instance guest = guest(10_000);
    guest.function("bytes").callVoid(0, 4_000);
    guest.function("bytes").callVoid(7, 4_000);
    hasNoRoom(() -> guest.function("bytes").callVoid(3, 4_000));

    guest.table("table").set(0, null);
    guest.function("bytes").callVoid(3, 4_000);
    hasNoRoom(() -> guest.function("bytes").callVoid(0, 4_000));
    hasNoRoom(() -> guest.function("bytes").callVoid(0, 1_000_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"holdWhilePaused", "holdInTailCall"})
  void framesKeepObjectsWhileOtherCallsRun(String function) {
    Instance guest = guest(100 * NODE);
    List<@Nullable Throwable> thrown = new ArrayList<>();
    pause =
        () -> {
          pause = ObjectLimitTest::doNothing;
          guest.function("waste").callVoid(1_000);
          guest.function("prepend").callVoid(40);
          try {
            guest.function("prepend").callVoid(60);
          } catch (TrapException e) {
            thrown.add(e);
          }
        };

    assertThat(guest.function(function).callLong(50)).isEqualTo(7);
    assertThat(thrown).hasSize(1);
    // now that the frame is gone
    guest.function("forget").callVoid();
    guest.function("prepend").callVoid(100);
  }

  @Test
  void framesKeepObjectsWhileACallWaitsForFuel() {
    Limits limits = Limits.builder().maxObjectBytes(100 * NODE).build();
    Instance other = guest(100 * NODE);
    List<Throwable> thrown = new ArrayList<>();
    Fuel.Refill refill =
        (fuel, missing) -> {
          other.function("waste").callVoid(1_000);
          other.function("prepend").callVoid(40);
          thrown.add(catchThrowable(() -> other.function("prepend").callVoid(60)));
          fuel.add(1_000);
        };
    Fuel measured = Fuel.of(10_000);
    metered(measured, Limits.defaults()).function("holdWhilePaused").callLong(50);

    Fuel scarce = Fuel.of(measured.used() - 15, refill);
    assertThat(metered(scarce, limits).function("holdWhilePaused").callLong(50)).isEqualTo(7);
    assertThat(thrown).hasSize(1).hasOnlyElementsOfType(TrapException.class);
    // now that the frame is gone
    other.function("forget").callVoid();
    other.function("prepend").callVoid(100);
  }

  private Instance metered(Fuel fuel, Limits limits) {
    return Instance.builder(Guests.module("hoard"))
        .imports(Imports.builder().function("env", "pause", call -> {}).build())
        .limits(limits)
        .store(store)
        .fuel(fuel)
        .build();
  }

  @Test
  void integersAndExceptionsCountToo() {
    Instance guest = guest(100_000);
    guest.function("integers").callVoid(4_000);
    hasNoRoom(() -> guest.function("integers").callVoid(5_000));
    guest.function("forget").callVoid();

    guest.function("exceptions").callVoid(100, 1);
    hasNoRoom(() -> guest.function("exceptions").callVoid(500, 1));
    guest.function("forget").callVoid();
    hasNoRoom(() -> guest.function("exceptions").callVoid(100, 100));
    guest.function("forget").callVoid();

    pause =
        () -> {
          throw new IllegalStateException("of the host");
        };
    guest.function("hostExceptions").callVoid(50);
    hasNoRoom(() -> guest.function("hostExceptions").callVoid(200));
  }

  @Test
  void theValuesOfExceptionsAreKept() {
    Instance guest = guest(200 * NODE);
    guest.function("prepend").callVoid(100);
    guest.function("exceptions").callVoid(1, 1);
    guest.global("list").set(null);

    hasNoRoom(() -> guest.function("prepend").callVoid(110));
    guest.function("forget").callVoid();
    guest.function("prepend").callVoid(190);
  }

  @Test
  void whatOnlyTheHostHasDoesNotCount() {
    Instance guest = guest(100 * NODE);
    List<@Nullable Object> mine = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      guest.function("prepend").callVoid(80);
      mine.add(guest.global("list").get());
      guest.function("forget").callVoid();
    }

    guest.global("list").set(mine.getFirst());
    hasNoRoom(() -> guest.function("prepend").callVoid(80));
  }

  @Test
  void instancesOfAStoreShareTheRoom() {
    Instance first = guest(100 * NODE);
    Instance second = guest(100 * NODE);
    first.function("prepend").callVoid(60);
    hasNoRoom(() -> second.function("prepend").callVoid(60));

    Instance other = guest(100 * NODE, Store.create());
    other.function("prepend").callVoid(100);
  }

  @Test
  void aLongListIsCountedWithoutRecursion() {
    Instance guest = guest(200_000L * NODE);
    guest.function("prepend").callVoid(150_000);

    guest.function("waste").callVoid(500_000);
    hasNoRoom(() -> guest.function("prepend").callVoid(100_000));
  }
}
