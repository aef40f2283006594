package dev.heddle.async;

import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.Desk.Request;
import dev.heddle.wasm.Snapshot;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Snapshots of instances whose calls may wait. */
class AsyncSnapshotTest {

  private final Desk desk = new Desk();

  private static int visit(AsyncInstance guest) {
    return result(guest.function("visit").future(Integer.class));
  }

  @Test
  void anInstanceStartsFromAnothersState() {
    AsyncInstance first = Guests.session(desk).build();
    visit(first);
    Snapshot snapshot = result(first.snapshot());
    visit(first);

    AsyncInstance second =
        AsyncInstance.builder(snapshot)
            .imports(AsyncImports.builder().suspending("env", "get", desk).build())
            .build();

    assertThat(visit(second)).isEqualTo(2);
    assertThat(visit(first)).isEqualTo(4);
    CompletableFuture<Integer> asked = second.function("ask").future(Integer.class, 5);
    desk.take().answer(10);
    assertThat(result(asked)).isEqualTo(15);
  }

  @Test
  void itTakesItsTurnBehindACallThatWaits() {
    AsyncInstance guest = Guests.session(desk).build();
    CompletableFuture<Integer> asked = guest.function("ask").future(Integer.class, 1);
    Request request = desk.take();
    CompletableFuture<Snapshot> snapshot = guest.snapshot();
    assertThat(snapshot).isNotDone();
    request.answer(1);
    result(asked);

    AsyncInstance other =
        AsyncInstance.builder(result(snapshot))
            .imports(AsyncImports.builder().suspending("env", "get", desk).build())
            .build();
    assertThat(visit(other)).isEqualTo(2);
    assertThat(result(other.function("stack").future(Integer.class))).isEqualTo(65_536);
  }

  @Test
  void whatACallHasHalfDoneIsNotKept() {
    AsyncInstance guest = Guests.session(desk).policy(Concurrency.INTERLEAVED).build();
    Snapshot before = result(guest.snapshot());
    CompletableFuture<Integer> asked = guest.function("ask").future(Integer.class, 1);
    Request request = desk.take();
    awaitCalls(guest, CallState.SUSPENDED, 1);

    assertThat(failure(guest.snapshot()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 other calls of the instance are halfway through it")
        .hasMessageContaining("\"ask\"");
    assertThat(failure(guest.restore(before))).isInstanceOf(IllegalStateException.class);

    request.answer(3);
    assertThat(result(asked)).isEqualTo(4);
    result(guest.restore(before));
    assertThat(visit(guest)).isZero();
  }

  @Test
  void aCallThatIsJustOverDoesNotCount() {
    AsyncInstance guest = Guests.session(desk).build();
    for (int i = 0; i < 500; i++) {
      CompletableFuture<Integer> visited = guest.function("visit").future(Integer.class);
      CompletableFuture<Snapshot> snapshot = guest.snapshot();
      CompletableFuture<Void> restored = guest.restore(result(snapshot));
      assertThat(result(visited)).isEqualTo(2 * i);
      result(restored);
    }
  }

  @Test
  void theStackPointerIsPutBackToo() {
    AsyncInstance guest = Guests.session(desk).noStackPointer().build();
    Snapshot before = result(guest.snapshot());
    result(guest.function("sink").future(Void.class));
    Snapshot sunk = result(guest.snapshot());
    AsyncInstance other =
        AsyncInstance.builder(sunk)
            .imports(AsyncImports.builder().suspending("env", "get", desk).build())
            .build();

    assertThat(result(other.function("stack").future(Integer.class))).isEqualTo(65_536 - 1_024);
    result(other.restore(before));
    assertThat(result(other.function("stack").future(Integer.class))).isEqualTo(65_536);
    result(other.restore(sunk));
    assertThat(result(other.function("stack").future(Integer.class))).isEqualTo(65_536 - 1_024);
  }
}
