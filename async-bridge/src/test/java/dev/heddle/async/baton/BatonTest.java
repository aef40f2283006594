package dev.heddle.async.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.baton.Baton.Acceptance;
import dev.heddle.async.baton.Baton.Answer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatonTest {

  private final Baton baton = new Baton();
  private final List<String> granted = new ArrayList<>();
  private final Set<Claim> parked = new HashSet<>();

  @Test
  void aFreeBatonIsTakenAtOnce() {
    Claim a = claim("a");
    assertThat(baton.claim(a)).isEqualTo(Answer.TAKEN);
    assertThat(baton.holder()).isSameAs(a);
    assertThat(granted).isEmpty();
  }

  @Test
  void thoseWhoWaitGetItInTheOrderOfAsking() {
    Claim a = claim("a");
    Claim b = claim("b");
    Claim c = claim("c");
    baton.claim(a);
    assertThat(baton.claim(b)).isEqualTo(Answer.QUEUED);
    assertThat(baton.claim(c, new Lane(1))).isEqualTo(Answer.QUEUED);
    baton.release(a);
    assertThat(granted).containsExactly("b");
    assertThat(baton.claim(a)).isEqualTo(Answer.QUEUED);
    baton.release(b);
    baton.release(c);
    assertThat(granted).containsExactly("b", "c", "a");
    baton.release(a);
    assertThat(baton.holder()).isNull();
  }

  @Test
  void whoHoldsItHasItWhenAskingAgain() {
    Claim a = claim("a");
    baton.claim(a);
    assertThat(baton.claim(a)).isEqualTo(Answer.TAKEN);
    assertThat(baton.holder()).isSameAs(a);
  }

  @Test
  void whoLetsOthersInQueuesBehindThemWhenAskingAgainBeforeParking() {
    Claim a = claim("a");
    Claim b = claim("b");
    baton.claim(a);
    baton.letOthersIn(a);
    baton.claim(b);
    assertThat(baton.claim(a)).isEqualTo(Answer.QUEUED);
    assertThat(granted).isEmpty();
    baton.lend(a);
    parked.add(a);
    assertThat(granted).containsExactly("b");
    assertThat(baton.accept(b)).isEqualTo(Acceptance.HELD);
    baton.release(b);
    assertThat(granted).containsExactly("b", "a");
    assertThat(baton.accept(a)).isEqualTo(Acceptance.HELD);
    // Once.
    baton.claim(b);
    assertThat(baton.claim(a)).isEqualTo(Answer.TAKEN);
  }

  @Test
  void whoLetsOthersInGoesOnAtOnceIfThereAreNone() {
    Claim a = claim("a");
    baton.claim(a);
    baton.letOthersIn(a);
    assertThat(baton.claim(a)).isEqualTo(Answer.TAKEN);
  }

  @Test
  void whoLetsOthersInGoesOnIfTheyAreWithdrawnMeanwhile() {
    Claim a = claim("a");
    Claim b = claim("b");
    baton.claim(a);
    baton.letOthersIn(a);
    baton.claim(b, new Lane(1));
    assertThat(baton.claim(a)).isEqualTo(Answer.QUEUED);
    assertThat(baton.withdraw(b)).isTrue();
    baton.lend(a);
    assertThat(granted).containsExactly("a");
    assertThat(baton.accept(a)).isEqualTo(Acceptance.HELD);
    baton.release(a);
    assertThat(baton.holder()).isNull();
  }

  @Test
  void whoLetOthersInAndCouldNotParkHasItStill() {
    Claim a = claim("a");
    Claim b = claim("b");
    baton.claim(a);
    baton.letOthersIn(a);
    baton.claim(b);
    baton.claim(a);
    assertThat(baton.reclaim(a)).isTrue();
    assertThat(baton.holder()).isSameAs(a);
    baton.release(a);
    assertThat(granted).containsExactly("b");
  }

  @Test
  void whoIsUrgentIsNext() {
    Claim a = claim("a");
    Claim b = claim("b");
    Claim c = claim("c");
    baton.claim(a);
    baton.claim(b);
    c.urgent(true);
    baton.claim(c);
    c.urgent(false);
    baton.release(a);
    baton.release(c);
    baton.release(b);
    assertThat(granted).containsExactly("c", "b");
  }

  @Test
  void whoIsUrgentMayComeAfterAnotherWasOfferedIt() {
    Claim a = claim("a");
    Claim b = claim("b");
    Claim c = claim("c");
    baton.claim(a);
    baton.claim(b);
    baton.lend(a);
    c.urgent(true);
    assertThat(baton.claim(c)).isEqualTo(Answer.QUEUED);
    parked.add(a);
    assertThat(granted).containsExactly("b", "c");
    assertThat(baton.accept(b)).isEqualTo(Acceptance.HELD);
    assertThat(baton.accept(c)).isEqualTo(Acceptance.LATER);
    baton.release(b);
    assertThat(granted).containsExactly("b", "c", "c");
    assertThat(baton.accept(c)).isEqualTo(Acceptance.HELD);
  }

  @Test
  void aLentBatonIsTakenOnlyWhenItsHolderIsParked() {
    Claim a = claim("a");
    Claim b = claim("b");
    baton.claim(a);
    baton.lend(a);
    assertThat(baton.claim(b)).isEqualTo(Answer.QUEUED);
    assertThat(granted).containsExactly("b");
    assertThat(baton.accept(b)).isEqualTo(Acceptance.SOON);
    parked.add(a);
    assertThat(baton.accept(b)).isEqualTo(Acceptance.HELD);
    assertThat(baton.holder()).isSameAs(b);
    assertThat(baton.claim(a)).isEqualTo(Answer.QUEUED);
    baton.release(b);
    assertThat(granted).containsExactly("b", "a");
    assertThat(baton.accept(a)).isEqualTo(Acceptance.HELD);
  }

  @Test
  void aLentBatonOfAParkedHolderIsTakenAtOnceIfNobodyQueues() {
    Claim a = claim("a");
    baton.claim(a);
    baton.lend(a);
    parked.add(a);
    assertThat(baton.claim(claim("b"))).isEqualTo(Answer.TAKEN);
  }

  @Test
  void whoeverQueuedIsOfferedABatonThatIsLent() {
    Claim a = claim("a");
    baton.claim(a);
    baton.claim(claim("b"));
    baton.claim(claim("c"));
    baton.lend(a);
    assertThat(granted).containsExactly("b");
  }

  @Test
  void aHolderThatCouldNotParkHasItStillAndTheOtherIsOfferedItLater() {
    Claim a = claim("a");
    Claim b = claim("b");
    baton.claim(a);
    baton.claim(b);
    baton.lend(a);
    assertThat(baton.reclaim(a)).isFalse();
    assertThat(baton.accept(b)).isEqualTo(Acceptance.LATER);
    assertThat(baton.holder()).isSameAs(a);
    baton.lend(a);
    parked.add(a);
    assertThat(granted).containsExactly("b", "b");
    assertThat(baton.accept(b)).isEqualTo(Acceptance.HELD);
  }

  @Test
  void aHolderThatIsToGoOnBeforeAnybodyAskedHasItStill() {
    Claim a = claim("a");
    baton.claim(a);
    baton.lend(a);
    assertThat(baton.claim(a)).isEqualTo(Answer.TAKEN);
    assertThat(baton.accept(a)).isEqualTo(Acceptance.HELD);
  }

  @Test
  void aHolderThatIsToGoOnQueuesBehindWhoAskedBefore() {
    Claim a = claim("a");
    Claim b = claim("b");
    baton.claim(a);
    baton.lend(a);
    baton.claim(b);
    assertThat(baton.claim(a)).isEqualTo(Answer.QUEUED);
    parked.add(a);
    assertThat(baton.accept(b)).isEqualTo(Acceptance.HELD);
    baton.release(b);
    assertThat(baton.holder()).isSameAs(a);
  }

  @Test
  void aHolderThatQueuedAndCouldNotParkDoesNotQueueAnyMore() {
    Claim a = claim("a");
    Claim b = claim("b");
    baton.claim(a);
    baton.claim(b);
    baton.lend(a);
    baton.claim(a);
    assertThat(baton.reclaim(a)).isTrue();
    baton.release(a);
    assertThat(baton.holder()).isSameAs(b);
    baton.release(b);
    assertThat(baton.holder()).isNull();
  }

  @Test
  void nobodyIsToldTwiceForOneTurn() {
    Claim a = claim("a");
    Claim b = claim("b");
    baton.claim(a);
    baton.claim(b);
    baton.lend(a);
    baton.reclaim(a);
    baton.lend(a);
    assertThat(granted).containsExactly("b");
    baton.reclaim(a);
    baton.release(a);
    assertThat(granted).containsExactly("b");
    assertThat(baton.accept(b)).isEqualTo(Acceptance.HELD);
  }

  @Test
  void whoAskedAgainBeforeParkingDoesNotLoseItWhileParked() {
    Claim a = claim("a");
    Claim b = claim("b");
    baton.claim(a);
    baton.claim(b);
    assertThat(baton.claim(a)).isEqualTo(Answer.TAKEN);
    baton.lend(a);
    parked.add(a);
    assertThat(granted).isEmpty();
    assertThat(baton.accept(b)).isEqualTo(Acceptance.LATER);
    parked.remove(a);
    assertThat(baton.accept(a)).isEqualTo(Acceptance.HELD);
    baton.lend(a);
    parked.add(a);
    assertThat(granted).containsExactly("b");
    assertThat(baton.accept(b)).isEqualTo(Acceptance.HELD);
  }

  @Test
  void whoWasOfferedItCannotBeWithdrawnAnyMore() {
    Claim a = claim("a");
    Claim b = claim("b");
    Lane lane = new Lane(1);
    baton.claim(a);
    baton.claim(b, lane);
    baton.lend(a);
    assertThat(baton.withdraw(b)).isFalse();
  }

  @Test
  void whoDeclinesAnOfferMakesRoomForTheNext() {
    Claim a = claim("a");
    Claim b = claim("b");
    baton.claim(a);
    baton.claim(b);
    baton.claim(claim("c"));
    baton.lend(a);
    baton.decline(b);
    assertThat(granted).containsExactly("b", "c");
    baton.decline(a);
    assertThat(baton.holder()).hasToString("c");
    assertThat(granted).containsExactly("b", "c");
  }

  @Test
  void onlyTheHolderMayRelease() {
    Claim a = claim("a");
    assertThatThrownBy(() -> baton.release(a))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a");
  }

  @Test
  void aLaneTakesNoMoreThanItsBound() {
    Lane lane = new Lane(2);
    baton.claim(claim("holder"), lane);
    Claim b = claim("b");
    assertThat(baton.claim(claim("a"), lane)).isEqualTo(Answer.QUEUED);
    assertThat(baton.claim(b, lane)).isEqualTo(Answer.QUEUED);
    assertThat(baton.claim(claim("c"), lane)).isEqualTo(Answer.FULL);
    assertThat(baton.claim(claim("d"))).isEqualTo(Answer.QUEUED);
    assertThat(baton.withdraw(b)).isTrue();
    assertThat(baton.claim(claim("e"), lane)).isEqualTo(Answer.QUEUED);
    assertThat(baton.claim(claim("f"), lane)).isEqualTo(Answer.FULL);
  }

  @Test
  void aLaneHasRoomAgainWhenItsClaimsAreGranted() {
    Lane lane = new Lane(1);
    Claim holder = claim("holder");
    baton.claim(holder);
    baton.claim(claim("a"), lane);
    baton.release(holder);
    assertThat(baton.claim(claim("b"), lane)).isEqualTo(Answer.QUEUED);
  }

  @Test
  void onlyQueuedClaimsOfALaneCanBeWithdrawn() {
    Claim holder = claim("holder");
    Claim plain = claim("plain");
    baton.claim(holder, new Lane(5));
    baton.claim(plain);
    assertThat(baton.withdraw(holder)).isFalse();
    assertThat(baton.withdraw(plain)).isFalse();
    assertThat(baton.withdraw(claim("stranger"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theQueueSurvivesAnyMixOfWithdrawals(long seed) {
    Random random = new Random(seed);
    Claim holder = claim("holder");
    baton.claim(holder);
    Lane lane = new Lane(Integer.MAX_VALUE);
    List<Claim> queue = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      if (queue.isEmpty() || random.nextInt(5) < 3) {
        Claim claim = claim("c" + i);
        baton.claim(claim, lane);
        queue.add(claim);
      } else {
        assertThat(baton.withdraw(queue.remove(random.nextInt(queue.size())))).isTrue();
      }
    }
    Claim at = holder;
    for (Claim next : queue) {
      expected.add(next.toString());
      baton.release(at);
      assertThat(baton.holder()).isSameAs(next);
      at = next;
    }
    baton.release(at);
    assertThat(granted).isEqualTo(expected);
    assertThat(baton.holder()).isNull();
  }

  @Test
  void manyThreadsNeverHoldItAtTheSameTimeAndNoneIsForgotten() throws InterruptedException {
    int threads = 16;
    int rounds = 2000;
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger worst = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      Thread.startVirtualThread(() -> {
        Semaphore turn = new Semaphore(0);
        Claim own =
            new Claim() {
              @Override
              protected void granted() {
                turn.release();
              }

              @Override
              protected boolean isParked() {
                return false;
              }
            };
        for (int i = 0; i < rounds; i++) {
          if (baton.claim(own) == Answer.QUEUED) {
            turn.acquireUninterruptibly();
          }
          worst.accumulateAndGet(inside.incrementAndGet(), Math::max);
          if (i % 7 == 0) {
            Thread.yield();
          }
          inside.decrementAndGet();
          baton.release(own);
        }
        done.countDown();
      });
    }
    assertThat(done.await(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    assertThat(worst).hasValue(1);
    assertThat(baton.holder()).isNull();
  }

  private Claim claim(String name) {
    return new Claim() {
      @Override
      protected void granted() {
        granted.add(name);
      }

      @Override
      protected boolean isParked() {
        return parked.contains(this);
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }
}
