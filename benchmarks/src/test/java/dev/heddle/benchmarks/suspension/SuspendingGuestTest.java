package dev.heddle.benchmarks.suspension;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.benchmarks.suspension.SuspendingGuest.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SuspendingGuestTest {

  @ParameterizedTest
  @EnumSource(value = Answer.class, mode = EnumSource.Mode.EXCLUDE, names = "PENDING_FUTURE")
  void counts_the_imports_it_calls_however_they_answer_at_once(Answer answer) throws Exception {
    try (SuspendingGuest guest = SuspendingGuest.answeredBy(answer)) {
      assertThat(guest.function("later").future(Integer.class, 1_000).get(30, TimeUnit.SECONDS))
          .isEqualTo(1_000);
      assertThat(guest.function("plain").future(Integer.class, 1_000).get(30, TimeUnit.SECONDS))
          .isEqualTo(1_000);
    }
  }

  @Test
  void waits_for_each_pending_future() throws Exception {
    try (SuspendingGuest guest = SuspendingGuest.answeredBy(Answer.PENDING_FUTURE)) {
      CompletableFuture<Integer> result = guest.function("later").future(Integer.class, 3);
      guest.completeNext();
      guest.completeNext();
      assertThat(result).isNotDone();
      guest.completeNext();

      assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    }
  }

  @Test
  void is_woken_by_another_thread_as_often_as_it_waits() throws Exception {
    try (SuspendingGuest guest = SuspendingGuest.answeredBy(Answer.PENDING_FUTURE);
        Waker waker = Waker.start(guest)) {
      CompletableFuture<Integer> result = guest.function("later").future(Integer.class, 10_000);

      assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    }
  }
}
