package dev.heddle.async;

import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** Cleaning up in a call that was told to stop. */
class UncancellableTest {

  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofHours(1);

  private final Desk desk = new Desk();

  /** A guest whose import borrows something, waits, and gives it back whatever happens. */
  private AsyncInstance borrower(Concurrency policy) {
    return Guests.compute(
            call -> {
              call.instance().function("lend").callVoid();
              try {
                return call.await(Mono.fromFuture(desk.ask()));
              } finally {
                call.uncancellable(
                    LONG,
                    () -> {
                      call.instance().function("give_back").callVoid();
                      return true;
                    });
              }
            })
        .policy(policy)
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void whatACancelledCallBorrowedIsGivenBack(Concurrency policy) {
    AsyncInstance guest = borrower(policy);
    for (int i = 0; i < 100; i++) {
      CompletableFuture<Integer> call = guest.function("borrow").future(Integer.class);
      desk.take();
      call.cancel(true);
      assertThat(failure(call)).isInstanceOf(CancellationException.class);
    }
    assertThat(result(guest.function("lent").future(Integer.class))).isZero();
  }

  @Test
  void theCallerHearsOfTheEndWhenTheActionIsDone() {
    Desk cleanup = new Desk();
    AsyncInstance guest =
        Guests.compute(
                call -> {
                  try {
                    return call.await(desk.ask());
                  } finally {
                    call.uncancellable(LONG, () -> call.await(cleanup.ask()));
                  }
                })
            .build();
    CompletableFuture<Integer> call = guest.function("borrow").future(Integer.class);
    desk.take();
    call.cancel(true);
    Desk.Request last = cleanup.take();
    assertThat(call).isNotDone();
    last.answer(1);
    assertThat(failure(call)).isInstanceOf(CancellationException.class);
  }

  @Test
  void anOrderThatComesDuringTheActionHoldsAfterIt() {
    AtomicReference<Object> during = new AtomicReference<>();
    AsyncInstance guest =
        Guests.compute(
                call -> {
                  during.set(call.uncancellable(LONG, () -> call.await(desk.ask())));
                  return call.await(new CompletableFuture<>());
                })
            .build();
    CompletableFuture<Integer> call = guest.function("borrow").future(Integer.class);
    Desk.Request request = desk.take();
    call.cancel(true);
    assertThat(request.answer()).isNotCancelled();
    request.answer(5);
    assertThat(failure(call)).isInstanceOf(CancellationException.class);
    assertThat(during).hasValue(5);
  }

  @Test
  void anActionThatWaitsTooLongIsStopped() {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AsyncInstance guest =
        Guests.compute(
                call -> {
                  try {
                    return call.await(desk.ask());
                  } finally {
                    try {
                      call.uncancellable(SHORT, () -> call.await(new CompletableFuture<>()));
                    } catch (DeadlineExceededException e) {
                      thrown.set(e);
                    }
                  }
                })
            .build();
    CompletableFuture<Integer> call = guest.function("borrow").future(Integer.class);
    desk.take();
    call.cancel(true);
    assertThat(failure(call)).isInstanceOf(CancellationException.class);
    assertThat(thrown.get()).hasMessageContaining("PT0.02S").hasMessageContaining("borrow");
  }

  @Test
  void anActionThatComputesTooLongIsStopped() {
    AsyncInstance guest =
        Guests.compute(call ->
                call.uncancellable(
                    SHORT,
                    () -> {
                      call.instance().function("spin").callVoid();
                      return 1;
                    }))
            .build();
    assertThat(failure(guest.function("borrow").future(Integer.class)))
        .isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void closingWaitsForTheAction() {
    AsyncInstance guest = borrower(Concurrency.SERIAL);
    CompletableFuture<Integer> call = guest.function("borrow").future(Integer.class);
    desk.take();
    guest.close();
    assertThat(failure(call)).isInstanceOf(InstanceClosedException.class);
    assertThat(guest.instance().function("lent").callInt()).isZero();
  }

  @Test
  void theLimitIsMoreThanNothing() {
    AsyncInstance guest =
        Guests.compute(call -> call.uncancellable(Duration.ZERO, () -> 1)).build();
    assertThat(failure(guest.function("borrow").future(Integer.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
    assertThatThrownBy(GuestCall::current).isInstanceOf(IllegalStateException.class);
  }
}
