package dev.heddle.async;

import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.Desk.Request;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Deadlines: rule J9. */
class DeadlineTest {

  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofHours(1);

  private final Desk desk = new Desk();

  @Test
  void waitingCounts() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Integer> future =
        guest.function("twice").withDeadline(SHORT).future(Integer.class, 1);
    Request request = desk.take();
    assertThat(failure(future))
        .isInstanceOfSatisfying(
            DeadlineExceededException.class,
            exceeded -> assertThat(exceeded.deadline()).isEqualTo(SHORT))
        .hasMessageContaining("\"twice\"")
        .hasMessageContaining(SHORT.toString());
    assertThat(request.answer()).isCancelled();
    assertThat(future).isNotCancelled();
  }

  @Test
  void computingCounts() {
    AsyncInstance guest =
        AsyncInstance.builder(Guests.CALLS)
            .imports(Guests.imports(desk).function("env", "note", call -> null).build())
            .build();
    assertThat(failure(guest.function("spin").withDeadline(SHORT).future(Void.class, 0)))
        .isInstanceOf(DeadlineExceededException.class);
    assertThat(result(guest.function("add").future(Integer.class, 1, 2))).isEqualTo(3);
  }

  @Test
  void queueingCounts() {
    AsyncInstance guest = Guests.calls(desk).build();
    CompletableFuture<Integer> first = guest.function("twice").future(Integer.class, 1);
    Request request = desk.take();
    assertThat(failure(guest.function("count").withDeadline(SHORT).future(Integer.class)))
        .isInstanceOf(DeadlineExceededException.class);
    request.answer(1);
    result(first);
    assertThat(result(guest.function("count").future(Integer.class))).isEqualTo(1);
  }

  @Test
  void aMonoFailsWithItsDeadline() {
    AsyncInstance guest = Guests.calls(call -> Mono.never()).build();
    StepVerifier.create(guest.function("twice").withDeadline(SHORT).mono(Integer.class, 1))
        .verifyError(DeadlineExceededException.class);
  }

  @Test
  void aTaskHasADeadlineThroughItsOptions() {
    AsyncInstance guest = Guests.calls(call -> Mono.never()).build();
    assertThat(
            failure(
                guest.future(
                    CallOptions.defaults().withName("import job").withDeadline(SHORT),
                    call -> call.instance().function("twice").callInt(1))))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining("\"import job\"");
  }

  @Test
  void theDefaultHoldsForCallsWithoutTheirOwn() {
    AsyncInstance guest = Guests.calls(call -> Mono.never()).defaultDeadline(SHORT).build();
    assertThat(failure(guest.function("twice").future(Integer.class, 1)))
        .isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void aDeadlineOfItsOwnComesBeforeTheDefault() {
    AsyncInstance guest = Guests.calls(call -> Mono.never()).defaultDeadline(LONG).build();
    assertThat(failure(guest.function("twice").withDeadline(SHORT).future(Integer.class, 1)))
        .isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void aCallThatIsInTimeIsNotDisturbed() {
    AsyncInstance guest = Guests.calls(call -> call.i32(0)).defaultDeadline(LONG).build();
    for (int i = 0; i < 1000; i++) {
      assertThat(result(guest.function("twice").future(Integer.class, i))).isEqualTo(2 * i);
    }
  }

  @Test
  void aDeadlineMayBeAsLongAsADurationCanBe() {
    AsyncInstance guest =
        Guests.calls(call -> 1).defaultDeadline(Duration.ofSeconds(Long.MAX_VALUE)).build();
    assertThat(result(guest.function("twice").future(Integer.class, 1))).isEqualTo(2);
  }

  @Test
  void aDeadlineThatIsOverBeforeItBeginsIsRefused() {
    AsyncInstance guest = Guests.calls(desk).build();
    assertThatThrownBy(() -> guest.function("add").withDeadline(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() -> Guests.calls(desk).defaultDeadline(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
