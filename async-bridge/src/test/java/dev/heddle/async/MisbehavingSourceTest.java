package dev.heddle.async;

import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;

/** Whatever a guest waits for, and however it behaves: the call ends, and tells why. */
class MisbehavingSourceTest {

  private final IllegalArgumentException broken = new IllegalArgumentException("broken");

  static Stream<CompletionStage<Integer>> plainStages() {
    return Stream.of(
        CompletableFuture.completedStage(7),
        CompletableFuture.supplyAsync(() -> 7).minimalCompletionStage(),
        new CompletableFuture<Integer>().completeAsync(() -> 7).minimalCompletionStage());
  }

  @ParameterizedTest
  @MethodSource("plainStages")
  void theJdksPlainStagesAreWaitedFor(CompletionStage<Integer> stage) {
    assertThat(result(twice(call -> stage))).isEqualTo(14);
    assertThat(result(twice(call -> call.await(stage)))).isEqualTo(14);
  }

  @Test
  void aPlainStageThatFailedFailsTheCall() {
    assertThat(failure(twice(call -> CompletableFuture.failedStage(broken)))).isSameAs(broken);
  }

  @Test
  void aCallThatWaitsForAPlainStageCanBeCancelled() {
    CompletableFuture<Integer> source = new CompletableFuture<>();
    assertCanBeCancelled(source.minimalCompletionStage());
    assertThat(source).isNotDone();
  }

  /** A stage that is no future and cannot become one. */
  private static class OnlyAStage extends CompletableFuture<Integer> {
    @Override
    public State state() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Integer> toCompletableFuture() {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aStageThatCannotBecomeAFutureIsWaitedForAndLeftAloneByACancelledCall() {
    OnlyAStage stage = new OnlyAStage();
    Throwable cancelled = assertCanBeCancelled(stage);
    assertThat(cancelled.getCause()).hasNoSuppressedExceptions();
    stage.complete(7);
    assertThat(result(twice(call -> stage))).isEqualTo(14);
  }

  @Test
  void aStageThatCannotBeCancelledDoesNotKeepTheCall() {
    Throwable cancelled =
        assertCanBeCancelled(
            new CompletableFuture<Integer>() {
              @Override
              public boolean cancel(boolean mayInterruptIfRunning) {
                throw broken;
              }
            });
    assertThat(cancelled.getCause()).hasSuppressedException(broken);
  }

  @Test
  void aStageThatThrowsInsteadOfListeningFailsTheCall() {
    CompletableFuture<Integer> stage =
        new CompletableFuture<>() {
          @Override
          public CompletableFuture<Integer> whenComplete(
              BiConsumer<? super Integer, ? super Throwable> action) {
            throw broken;
          }
        };
    assertThat(failure(twice(call -> stage))).isSameAs(broken);
    assertThat(stage).as("cancelled, as nobody waits for it").isCancelled();
  }

  @Test
  void aStageThatCompletesTwiceCountsOnce() {
    CompletableFuture<Integer> stage =
        new CompletableFuture<>() {
          @Override
          public CompletableFuture<Integer> whenComplete(
              BiConsumer<? super Integer, ? super Throwable> action) {
            action.accept(1, null);
            action.accept(null, broken);
            action.accept(2, null);
            return this;
          }
        };
    assertThat(result(twice(call -> stage))).isEqualTo(2);
  }

  @Test
  void noStageAndNoPublisherAreRefusedByName() {
    assertThat(failure(twice(call -> call.await((CompletionStage<Integer>) null))))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("stage");
    assertThat(failure(twice(call -> call.await((Publisher<Integer>) null))))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("publisher");
  }

  // ---- publishers

  @Test
  void aPublisherThatThrowsInsteadOfSubscribingFailsTheCall() {
    Publisher<Integer> publisher =
        subscriber -> {
          throw broken;
        };
    assertThat(failure(twice(call -> publisher))).isSameAs(broken);
  }

  @Test
  void aPublisherThatFailsWhenItIsAskedFailsTheCall() {
    Publisher<Integer> publisher =
        subscriber ->
            Thread.startVirtualThread(() -> {
              try {
                subscriber.onSubscribe(
                    new Subscription() {
                      @Override
                      public void request(long count) {
                        throw broken;
                      }

                      @Override
                      public void cancel() {}
                    });
              } catch (IllegalArgumentException thrown) {
                assertThat(thrown).isSameAs(broken);
              }
            });
    assertThat(failure(twice(call -> publisher))).isSameAs(broken);
  }

  @Test
  void aPublisherThatNeverSubscribesLeavesTheCallToItsDeadline() {
    AsyncInstance guest = Guests.calls(call -> (Publisher<Integer>) subscriber -> {}).build();
    CompletableFuture<Integer> waiting = guest.function("twice").future(Integer.class, 0);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    waiting.cancel(true);
    assertThat(failure(waiting)).isInstanceOf(CancellationException.class);
  }

  @Test
  void aSubscriptionThatCannotBeCancelledDoesNotKeepTheCall() {
    Publisher<Integer> publisher =
        subscriber ->
            subscriber.onSubscribe(
                new Subscription() {
                  @Override
                  public void request(long count) {}

                  @Override
                  public void cancel() {
                    throw broken;
                  }
                });
    assertThat(assertCanBeCancelled(publisher).getCause()).hasSuppressedException(broken);
  }

  // ---- adapters

  /** What only the adapter of the test knows. */
  private record Parcel(CompletionStage<?> stage) {}

  private static class ParcelAdapter implements AwaitAdapter {
    @Override
    public boolean accepts(Object awaitable) {
      return awaitable instanceof Parcel;
    }

    @Override
    public CompletionStage<?> toStage(Object awaitable) {
      return ((Parcel) awaitable).stage;
    }
  }

  @Test
  void anAdapterWithoutAStageFailsTheCall() {
    assertThat(failure(twice(call -> new Parcel(null), new ParcelAdapter())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ParcelAdapter.toStage returned null")
        .hasMessageContaining("Parcel");
  }

  @Test
  void anAdapterThatThrowsFailsTheCall() {
    AwaitAdapter throwing =
        new ParcelAdapter() {
          @Override
          public CompletionStage<?> toStage(Object awaitable) {
            throw broken;
          }
        };
    assertThat(failure(twice(call -> new Parcel(null), throwing))).isSameAs(broken);
    AwaitAdapter refusing =
        new ParcelAdapter() {
          @Override
          public boolean accepts(Object awaitable) {
            throw broken;
          }
        };
    assertThat(failure(twice(call -> new Parcel(null), refusing))).isSameAs(broken);
  }

  @Test
  void anAdapterThatCannotCancelDoesNotKeepTheCall() {
    AwaitAdapter adapter =
        new ParcelAdapter() {
          @Override
          public void cancel(Object awaitable) {
            throw broken;
          }
        };
    AsyncInstance guest =
        Guests.calls(call -> new Parcel(new CompletableFuture<>())).awaitAdapter(adapter).build();
    assertThat(cancel(guest).getCause()).hasSuppressedException(broken);
  }

  private static Throwable assertCanBeCancelled(Object source) {
    return cancel(Guests.calls(call -> source).build());
  }

  private static Throwable cancel(AsyncInstance guest) {
    CompletableFuture<Integer> waiting = guest.function("twice").future(Integer.class, 0);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    waiting.cancel(true);
    Throwable cancelled = failure(waiting);
    assertThat(cancelled)
        .isInstanceOf(CancellationException.class)
        .hasCauseInstanceOf(CallCancelledException.class);
    assertThat(result(guest.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
    return cancelled;
  }

  private static CompletableFuture<Integer> twice(
      AsyncHostFunction source, AwaitAdapter... adapters) {
    AsyncInstance.Builder builder = Guests.calls(source);
    for (AwaitAdapter adapter : adapters) {
      builder.awaitAdapter(adapter);
    }
    return builder.build().function("twice").future(Integer.class, 0);
  }
}
