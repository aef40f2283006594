package dev.heddle.async;

import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What a wait throws, and what becomes of it if host code catches it. */
class DeclaredFailureTest {

  /** The part of a call that waits, in one of the ways to do so. */
  private static int wait(GuestCall call, Throwable failure, boolean publisher) throws IOException {
    return publisher
        ? call.await(Mono.<Integer>error(failure), IOException.class)
        : call.await(CompletableFuture.<Integer>failedFuture(failure), IOException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDeclaredFailureIsCaughtAsWhatItIs(boolean publisher) {
    FileNotFoundException thrown = new FileNotFoundException();
    List<IOException> caught = new ArrayList<>();
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  try {
                    return wait(call, thrown, publisher);
                  } catch (IOException e) {
                    caught.add(e);
                    return 21;
                  }
                })
            .build();
    assertThat(result(guest.function("twice").future(Integer.class, 0))).isEqualTo(42);
    assertThat(caught).singleElement().isSameAs(thrown);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCheckedFailureThatIsNotDeclaredIsTheCause(boolean publisher) {
    TimeoutException thrown = new TimeoutException("late");
    AsyncInstance guest = Guests.calls(call -> wait(call, thrown, publisher)).build();
    assertThat(failure(guest.function("twice").future(Integer.class, 0)))
        .isInstanceOf(UndeclaredThrowableException.class)
        .hasMessageContaining("expected java.io.IOException")
        .hasMessageContaining("late")
        .cause()
        .isSameAs(thrown);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void uncheckedFailuresAndErrorsAreThrownAsTheyAre(boolean publisher) {
    for (Throwable thrown : List.of(new IllegalStateException(), new AssertionError("error"))) {
      AsyncInstance guest = Guests.calls(call -> wait(call, thrown, publisher)).build();
      assertThat(failure(guest.function("twice").future(Integer.class, 0))).isSameAs(thrown);
    }
  }

  @Test
  void theOrderToStopIsNotADeclaredFailure() {
    AsyncInstance guest =
        Guests.calls(call -> call.await(new CompletableFuture<Integer>(), IOException.class))
            .build();
    CompletableFuture<Integer> waiting = guest.function("twice").future(Integer.class, 0);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    waiting.cancel(true);
    assertThat(failure(waiting)).isInstanceOf(CancellationException.class);
  }

  @Test
  void whoCatchesExceptionCatchesTheOrderToStopAndGetsItAgain() {
    List<Exception> caught = new ArrayList<>();
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  for (int i = 0; i < 3; i++) {
                    try {
                      call.await(new CompletableFuture<>());
                    } catch (Exception e) {
                      caught.add(e);
                    }
                  }
                  return 1;
                })
            .build();
    // The guest would ask a second time, if it went on.
    CompletableFuture<Integer> waiting = guest.function("sum_of_three").future(Integer.class, 0);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    waiting.cancel(true);
    assertThat(failure(waiting))
        .isInstanceOf(CancellationException.class)
        .hasCause(caught.getFirst());
    assertThat(caught).hasSizeGreaterThanOrEqualTo(3);
    assertThat(caught).allSatisfy(again -> assertThat(again).isSameAs(caught.getFirst()));
    assertThat(caught.getFirst()).isInstanceOf(CallCancelledException.class);
  }
}
