package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CallControlTest {

  private static final class Deadline extends CallInterruptedException {

    private static final long serialVersionUID = 1;

    Deadline() {
      super("the deadline has passed");
    }
  }

  private static Instance loops(HostFunction tick) {
    return Guests.instance("loops", Imports.builder().function("env", "tick", tick).build());
  }

  private static Object[] arguments(Instance guest, String export) {
    return guest.function(export).type().parameters().isEmpty() ? new Object[0] : new Object[] {0};
  }

  /** Starts a call on a thread of its own, and waits until it is on its way. */
  private static FutureTask<Throwable> start(CallControl control, ThrowingCallable action)
      throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    FutureTask<Throwable> task =
        new FutureTask<>(() ->
            control.run(() -> {
              started.countDown();
              return catchThrowable(action);
            }));
    Thread.ofPlatform().daemon().start(task);
    started.await();
    return task;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"loop", "emptyLoop", "conditionalLoop", "tableLoop", "hostLoop", "doubling"})
  void anotherThreadStopsACallThatWouldNeverEnd(String export) throws Exception {
    Instance guest = loops(call -> {});
    for (int i = 0; i < 3; i++) {
      CallControl control = new CallControl();
      Deadline deadline = new Deadline();

      FutureTask<Throwable> call =
          start(control, () -> guest.function(export).invoke(arguments(guest, export)));
      assertThat(call.isDone()).isFalse();
      assertThat(control.interrupt(deadline)).isTrue();

      assertThat(call.get(30, TimeUnit.SECONDS)).isSameAs(deadline);
    }
    Object turns = guest.global("turns").get();
    assertThat(guest.function("answer").callInt()).isEqualTo(42);
    assertThat(guest.global("turns").get()).as("no turn is taken any more").isEqualTo(turns);
  }

  @Test
  void aCallThatHasBecomeHotIsStoppedToo() throws Exception {
    CountDownLatch hot = new CountDownLatch(200_000);
    Instance guest = loops(call -> hot.countDown());
    CallControl control = new CallControl();
    Deadline deadline = new Deadline();

    FutureTask<Throwable> call = start(control, () -> guest.function("hostLoop").callVoid());
    assertThat(hot.await(30, TimeUnit.SECONDS)).isTrue();
    control.interrupt(deadline);

    assertThat(call.get(30, TimeUnit.SECONDS)).isSameAs(deadline);
  }

  @Test
  void callsUnderAUsedSwitchEndAtOnce() throws Exception {
    Instance guest = loops(call -> {});
    CallControl control = new CallControl();
    Deadline deadline = new Deadline();
    control.interrupt(deadline);

    control.run(() -> {
      assertThatThrownBy(() -> guest.function("answer").callInt()).isSameAs(deadline);
      return null;
    });
    assertThat(guest.function("answer").callInt()).isEqualTo(42);
  }

  @Test
  void aHostFunctionThatStopsTheCallDoesNotComeBackToTheGuest() {
    CallControl control = new CallControl();
    Deadline deadline = new Deadline();
    int[] ticks = new int[1];
    Instance guest =
        loops(call -> {
          if (++ticks[0] == 10) {
            control.interrupt(deadline);
          }
        });

    assertThatThrownBy(() ->
            control.run(() -> {
              guest.function("hostLoop").callVoid();
              return null;
            }))
        .isSameAs(deadline);
    assertThat(ticks[0]).isEqualTo(10);
  }

  @Test
  void aNestedCallIsStoppedWithTheOuterOne() throws Exception {
    Instance inner = loops(call -> {});
    CountDownLatch within = new CountDownLatch(1);
    Instance outer =
        loops(call -> {
          within.countDown();
          inner.function("emptyLoop").callVoid();
        });
    CallControl control = new CallControl();
    Deadline deadline = new Deadline();

    FutureTask<Throwable> call = start(control, () -> outer.function("hostLoop").callVoid());
    within.await();
    control.interrupt(deadline);

    assertThat(call.get(30, TimeUnit.SECONDS)).isSameAs(deadline);
    assertThat(inner.function("answer").callInt()).isEqualTo(42);
    assertThat(outer.function("answer").callInt()).isEqualTo(42);
  }

  @Test
  void otherCallsOfTheSameInstanceGoOn() throws Exception {
    Instance guest = loops(call -> {});
    CallControl stopped = new CallControl();
    FutureTask<Throwable> call = start(stopped, () -> guest.function("emptyLoop").callVoid());

    CallControl other = new CallControl();
    assertThat(other.run(() -> guest.function("answer").callInt())).isEqualTo(42);
    assertThat(call.isDone()).isFalse();

    stopped.interrupt(new Deadline());
    assertThat(call.get(30, TimeUnit.SECONDS)).isInstanceOf(Deadline.class);
    assertThat(other.run(() -> guest.function("answer").callInt())).isEqualTo(42);
  }

  @Test
  void onlyTheFirstCauseCounts() {
    CallControl control = new CallControl();
    Deadline first = new Deadline();

    control.check();
    assertThat(control.isInterrupted()).isFalse();
    assertThat(control.interrupt(first)).isTrue();
    assertThat(control.interrupt(new Deadline())).isFalse();
    assertThat(control.isInterrupted()).isTrue();
    assertThatThrownBy(control::check).isSameAs(first);
  }

  @Test
  void theSwitchIsBoundToTheActionAlone() throws Exception {
    CallControl control = new CallControl();

    assertThat(control.run(CallControl::current)).isSameAs(control);
    assertThat(CallControl.current()).isNotSameAs(control);
    CallControl.current().check();
  }

  @Test
  void aSwitchWithinAnotherObeysBoth() throws Exception {
    Instance guest = loops(call -> {});
    for (boolean outermost : new boolean[] {true, false}) {
      CallControl outer = new CallControl();
      CallControl inner = new CallControl();
      Deadline deadline = new Deadline();

      FutureTask<Throwable> call =
          start(outer, () -> inner.run(() -> guest.function("loop").invoke()));
      (outermost ? outer : inner).interrupt(deadline);

      assertThat(call.get(10, TimeUnit.SECONDS)).isSameAs(deadline);
      assertThat((outermost ? inner : outer).isInterrupted()).isFalse();
    }
  }

  @Test
  void aSwitchThatWasUsedStopsWhatIsRunWithinAnother() {
    CallControl outer = new CallControl();
    Deadline deadline = new Deadline();
    outer.interrupt(deadline);
    Instance guest = loops(call -> {});

    assertThat(
            catchThrowable(() ->
                outer.run(() -> new CallControl().run(() -> guest.function("loop").invoke()))))
        .isSameAs(deadline);
  }

  @Test
  void aShieldedSwitchIsStoppedByNothingElse() throws Exception {
    CallControl outer = new CallControl();
    CallControl cleanup = new CallControl();
    Deadline deadline = new Deadline();
    Deadline bound = new Deadline();
    outer.interrupt(deadline);
    Instance guest = loops(call -> {});

    FutureTask<Throwable> call =
        start(outer, () -> cleanup.runShielded(() -> guest.function("loop").invoke()));
    cleanup.interrupt(bound);

    assertThat(call.get(10, TimeUnit.SECONDS)).isSameAs(bound);
  }

  @Test
  void aPauseIsOnTheThreadOfTheCallAndAnOrderToStopIsNotLostInIt() throws Exception {
    Instance guest = loops(call -> {});
    Semaphore pauses = new Semaphore(0);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CallControl control =
        new CallControl(() -> {
          threads.add(Thread.currentThread());
          pauses.release();
        });
    Deadline deadline = new Deadline();
    FutureTask<Throwable> call = start(control, () -> guest.function("loop").invoke());

    for (int i = 0; i < 100; i++) {
      control.pause();
      assertThat(pauses.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
    control.pause();
    control.interrupt(deadline);
    control.pause();

    assertThat(call.get(10, TimeUnit.SECONDS)).isSameAs(deadline);
  }

  @Test
  void aPauseReachesTheCallThroughASwitchWithin() throws Exception {
    Instance guest = loops(call -> {});
    CountDownLatch paused = new CountDownLatch(1);
    CallControl control = new CallControl(paused::countDown);
    Deadline deadline = new Deadline();
    FutureTask<Throwable> call =
        start(control, () -> new CallControl().run(() -> guest.function("loop").invoke()));

    do {
      control.pause();
    } while (!paused.await(1, TimeUnit.MILLISECONDS));
    control.interrupt(deadline);

    assertThat(call.get(10, TimeUnit.SECONDS)).isSameAs(deadline);
  }

  @Test
  void whatAPauseThrowsUnwindsTheGuest() {
    Deadline thrown = new Deadline();
    CallControl control =
        new CallControl(() -> {
          throw thrown;
        });
    control.pause();
    Instance guest = loops(call -> {});

    assertThat(catchThrowable(() -> control.run(() -> guest.function("loop").invoke())))
        .isSameAs(thrown);
  }
}
