package dev.heddle.async.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

class WaitTest {

  private final AtomicInteger resumed = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final Probe wait = new Probe();

  private final class Probe extends Wait<Integer> {
    Probe() {
      super(
          new Waiter() {
            @Override
            public void resume() {
              resumed.incrementAndGet();
            }

            @Override
            public ContextView context() {
              return Context.empty();
            }
          });
    }

    @Override
    protected void ask() {}

    @Override
    protected void cancelSource() {
      cancelled.incrementAndGet();
    }
  }

  @Test
  void aWaitThatIsSettledBeforeItIsParkedDoesNotPark() {
    wait.succeed(1);
    assertThat(wait.park()).isFalse();
    assertThat(wait.isSettled()).isTrue();
    assertThat(wait.result()).isEqualTo(1);
    assertThat(resumed).hasValue(0);
  }

  @Test
  void aParkedWaitIsResumedOnceByTheFirstSettlement() {
    assertThat(wait.park()).isTrue();
    wait.succeed(1);
    wait.succeed(2);
    wait.fail(new IOException());
    assertThat(wait.result()).isEqualTo(1);
    assertThat(resumed).hasValue(1);
  }

  @Test
  void aParkedWaitThatIsAbandonedCancelsItsSourceAndIsResumed() {
    wait.park();
    assertThat(wait.abandon()).isTrue();
    assertThat(cancelled).hasValue(0);
    assertThat(wait.abandon()).isFalse();
    assertThat(wait.release()).isNull();
    wait.giveUp();
    wait.succeed(1);
    assertThat(wait.isSettled()).isFalse();
    assertThat(cancelled).hasValue(1);
    assertThat(resumed).hasValue(1);
  }

  @Test
  void anOpenWaitThatIsAbandonedLeavesItsSourceToTheWaitingThread() {
    wait.abandon();
    assertThat(cancelled).hasValue(0);
    assertThat(wait.park()).isFalse();
    wait.giveUp();
    wait.giveUp();
    assertThat(cancelled).hasValue(1);
    assertThat(resumed).hasValue(0);
  }

  @Test
  void aSettledWaitIsNotCancelledAnyMore() {
    wait.succeed(1);
    wait.abandon();
    wait.giveUp();
    assertThat(cancelled).hasValue(0);
    assertThat(wait.result()).isEqualTo(1);
  }

  @Test
  void aFailureIsThrownAsItIsWithoutWrappers() {
    IOException thrown = new IOException();
    wait.fail(new CompletionException(new ExecutionException(thrown)));
    assertThatThrownBy(wait::result).isSameAs(thrown);
  }

  @Test
  void aWrapperAroundNothingIsAFailureLikeAnyOther() {
    CompletionException thrown = new CompletionException("no cause", null);
    wait.fail(thrown);
    assertThatThrownBy(wait::result).isSameAs(thrown);
  }

  private static void abandon(Probe wait) {
    if (wait.abandon()) {
      assertThat(wait.release()).isNull();
    }
  }

  @Test
  void aWaitWhoseWaiterCouldNotParkIsOpenAgainAndResumesNobody() {
    wait.park();
    assertThat(wait.unpark()).isTrue();
    wait.succeed(1);
    assertThat(wait.result()).isEqualTo(1);
    assertThat(resumed).hasValue(0);
  }

  @Test
  void aWaitThatEndedWhileItsWaiterCouldNotParkSaysSo() {
    wait.park();
    wait.succeed(1);
    assertThat(wait.unpark()).isFalse();
    assertThat(resumed).hasValue(1);
  }

  @Test
  void ofSettlementAndAbandonmentExactlyOneWins() throws Exception {
    for (int round = 0; round < 2000; round++) {
      Probe racing = new Probe();
      int before = resumed.get();
      int cancelledBefore = cancelled.get();
      racing.park();
      CyclicBarrier start = new CyclicBarrier(3);
      List<CompletableFuture<Void>> racers = new ArrayList<>();
      for (Runnable racer :
          List.<Runnable>of(
              () -> racing.succeed(1), () -> racing.succeed(2), () -> abandon(racing))) {
        racers.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    start.await();
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                  racer.run();
                },
                Thread::startVirtualThread));
      }
      CompletableFuture.allOf(racers.toArray(CompletableFuture[]::new)).get();
      assertThat(resumed.get() - before).isEqualTo(1);
      assertThat(cancelled.get() - cancelledBefore).isEqualTo(racing.isSettled() ? 0 : 1);
    }
  }
}
