package dev.heddle.async;

import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.Desk.Request;
import dev.heddle.wasm.LinkException;
import dev.heddle.wasm.Store;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Start functions: rule R42. */
class StartFunctionTest {

  private final Desk desk = new Desk();

  @Test
  void aStartFunctionMayCallImportsThatDoNotWait() {
    AsyncInstance guest = start(call -> call.i32(0) * 6).build();
    assertThat(result(guest.function("answer").future(Integer.class))).isEqualTo(42);
  }

  @Test
  void aStartFunctionRunByBuildMayNotWait() {
    assertThatThrownBy(() -> start(desk).build())
        .isInstanceOf(SuspendException.class)
        .hasMessageContaining("env.get")
        .hasMessageContaining("buildAsync");
  }

  @Test
  void aStartFunctionRunByBuildAsyncMayWait() {
    CompletableFuture<AsyncInstance> building = start(desk).buildAsync();
    Request request = desk.take();
    assertThat(building).isNotDone();
    request.answer(42);
    assertThat(result(result(building).function("answer").future(Integer.class))).isEqualTo(42);
  }

  @Test
  void instantiationCanBeCancelled() {
    CompletableFuture<AsyncInstance> building = start(desk).buildAsync();
    Request request = desk.take();
    building.cancel(true);
    assertThat(failure(building)).isInstanceOf(CancellationException.class);
    assertThat(request.answer()).isCancelled();
  }

  @Test
  void instantiationKeepsTheDefaultDeadline() {
    CompletableFuture<AsyncInstance> building =
        start(desk).defaultDeadline(Duration.ofMillis(20)).buildAsync();
    assertThat(failure(building)).isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void failuresOfInstantiationArriveThroughTheFuture() {
    assertThat(failure(AsyncInstance.builder(Guests.START).buildAsync()))
        .isInstanceOf(LinkException.class);
    assertThatThrownBy(() -> AsyncInstance.builder(Guests.START).build())
        .isInstanceOf(LinkException.class);
  }

  @Test
  void theStoreIsFreeAfterAFailedInstantiation() {
    Store store = Store.create();
    assertThatThrownBy(() -> start(desk).store(store).build()).isInstanceOf(SuspendException.class);
    AsyncInstance guest = start(call -> 5).store(store).build();
    assertThat(result(guest.function("answer").future(Integer.class))).isEqualTo(5);
  }

  @Test
  void instantiationInAStoreThatIsInUseIsRefusedHereAndQueuedThere() {
    Store store = Store.create();
    AsyncInstance busy = Guests.calls(desk).store(store).build();
    CompletableFuture<Integer> call = busy.function("twice").future(Integer.class, 1);
    awaitCalls(busy, CallState.SUSPENDED, 1);
    assertThatThrownBy(() -> start(desk).store(store).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"twice\"")
        .hasMessageContaining("buildAsync");
    CompletableFuture<AsyncInstance> building = start(c -> 5).store(store).buildAsync();
    assertThat(building).isNotDone();
    desk.take().answer(1);
    result(call);
    assertThat(result(result(building).function("answer").future(Integer.class))).isEqualTo(5);
  }

  @Test
  void aStartFunctionRunByBuildWithinACallMayWait() {
    AsyncInstance outer = Guests.calls(call -> 0).build();
    CompletableFuture<AsyncInstance> building = outer.future(call -> start(desk).build());
    desk.take().answer(42);
    assertThat(result(result(building).function("answer").future(Integer.class))).isEqualTo(42);
  }

  @Test
  void theInstanceCannotBeHadBeforeItIsMade() {
    CompletableFuture<AsyncInstance> building =
        start(call -> GuestCall.current().instance()).buildAsync();
    assertThat(failure(building))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("still being made");
  }

  @Test
  void aLibraryIsInitializedAndMayWaitThen() {
    CompletableFuture<AsyncInstance> building = reactor(desk).buildAsync();
    Request request = desk.take();
    assertThat(request.argument()).isEqualTo(7);
    request.answer(42);
    assertThat(result(result(building).function("answer").future(Integer.class))).isEqualTo(42);

    assertThat(result(reactor(call -> 5).build().function("answer").future(Integer.class)))
        .isEqualTo(5);
    assertThatThrownBy(() -> reactor(desk).build())
        .isInstanceOf(SuspendException.class)
        .hasMessageContaining("env.ask");
  }

  @Test
  void anOptionLeavesInitializingToTheHost() {
    AsyncInstance guest = reactor(desk).initialize(false).build();
    assertThat(result(guest.function("answer").future(Integer.class))).isEqualTo(-1);

    CompletableFuture<Void> initializing = guest.function("_initialize").future(Void.class);
    desk.take().answer(42);
    result(initializing);
    assertThat(result(guest.function("answer").future(Integer.class))).isEqualTo(42);
  }

  @Test
  void aGuestOfAnotherStoreIsNotLinked() {
    AsyncInstance exporter = reactor(call -> 5).build();
    AsyncImports imports = AsyncImports.builder().instance("env", exporter.instance()).build();

    assertThatThrownBy(() -> AsyncInstance.builder(Guests.START).imports(imports).build())
        .isInstanceOf(LinkException.class)
        .hasMessageStartingWith("import of another store: import env.get: expected (i32) -> (i32)");
    AsyncInstance same =
        AsyncInstance.builder(Guests.START)
            .imports(imports)
            .store(exporter.instance().store())
            .build();
    assertThat(result(same.function("answer").future(Integer.class))).isEqualTo(5);
  }

  private static AsyncInstance.Builder reactor(AsyncHostFunction ask) {
    return AsyncInstance.builder(Guests.REACTOR)
        .imports(AsyncImports.builder().suspending("env", "ask", ask).build());
  }

  private static AsyncInstance.Builder start(AsyncHostFunction get) {
    return AsyncInstance.builder(Guests.START)
        .imports(AsyncImports.builder().suspending("env", "get", get).build());
  }
}
