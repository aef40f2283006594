package dev.heddle.async;

import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

/**
 * What a call or a publisher still has when nobody waits for it any more: Reactor's hooks get it.
 */
class LateOutcomeTest {

  /** A call whose host function goes on after the subscriber has cancelled. */
  private static void cancelInside(
      AsyncHostFunction object, Consumer<Object> discarded, Throwable error) {
    CompletableFuture<Void> inside = new CompletableFuture<>();
    CompletableFuture<Void> go = new CompletableFuture<>();
    CompletableFuture<Throwable> dropped = new CompletableFuture<>();
    List<Object> received = new CopyOnWriteArrayList<>();
    AsyncInstance guest =
        AsyncInstance.builder(Guests.CALLS)
            .imports(
                Guests.imports(call -> 0)
                    .function(
                        "env",
                        "object",
                        call -> {
                          inside.complete(null);
                          go.join();
                          return object.call(call);
                        })
                    .build())
            .build();
    Disposable subscription =
        guest
            .function("object")
            .mono(Object.class, "argument")
            .doOnDiscard(Object.class, discarded)
            .contextWrite(dropping(dropped::complete))
            .subscribe(received::add, received::add);
    result(inside);
    subscription.dispose();
    go.complete(null);
    Desk.await(() -> guest.calls().isEmpty(), () -> "the call to end");
    if (error != null) {
      assertThat(result(dropped)).isSameAs(error);
    }
    assertThat(received).isEmpty();
  }

  private static Context dropping(Consumer<Throwable> hook) {
    return Context.of("reactor.onErrorDropped.local", hook);
  }

  @Test
  void aResultThatComesAfterTheCancellationIsDiscarded() {
    Object resource = new Object();
    CompletableFuture<Object> discarded = new CompletableFuture<>();
    cancelInside(call -> resource, discarded::complete, null);
    assertThat(result(discarded)).isSameAs(resource);
  }

  @Test
  void aFailureThatComesAfterTheCancellationIsDropped() {
    IllegalStateException failure = new IllegalStateException("after the cancellation");
    cancelInside(
        call -> {
          throw failure;
        },
        discarded -> {
          throw new AssertionError(discarded);
        },
        failure);
  }

  @Test
  void aCancelledCallDropsNoErrorOfItsOwn() {
    List<Throwable> dropped = new CopyOnWriteArrayList<>();
    AsyncInstance guest = Guests.calls(call -> Mono.never()).build();
    Disposable subscription =
        guest
            .function("twice")
            .mono(Integer.class, 0)
            .contextWrite(dropping(dropped::add))
            .subscribe();
    Desk.awaitCalls(guest, CallState.SUSPENDED, 1);
    subscription.dispose();
    Desk.await(() -> guest.calls().isEmpty(), () -> "the call to end");
    assertThat(result(guest.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
    assertThat(dropped).isEmpty();
  }

  @Test
  void aValueThatAnAwaitedMonoHasMadeForACancelledCallIsDiscarded() {
    CompletableFuture<Object> discarded = new CompletableFuture<>();
    Sinks.One<Integer> commit = Sinks.one();
    Object resource = new Object();
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  Object made = call.await(valueBefore(resource, commit.asMono()));
                  throw new AssertionError(made);
                })
            .build();
    Disposable subscription =
        guest
            .function("twice")
            .mono(Integer.class, 0)
            .doOnDiscard(Object.class, discarded::complete)
            .subscribe();
    Desk.awaitCalls(guest, CallState.SUSPENDED, 1);
    subscription.dispose();
    assertThat(result(discarded)).isSameAs(resource);
  }

  /** A Mono that has its value before it completes, as one that commits after it. */
  private static <T> Mono<T> valueBefore(T value, Mono<?> completion) {
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super T> actual) {
        Disposable completing =
            completion.subscribe(ignored -> {}, actual::onError, actual::onComplete);
        actual.onSubscribe(
            new Subscription() {
              @Override
              public void request(long count) {
                actual.onNext(value);
              }

              @Override
              public void cancel() {
                completing.dispose();
              }
            });
      }
    };
  }
}
