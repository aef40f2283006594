package dev.heddle.async;

import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.Execution;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** What stack traces of exceptions show that come through guests, suspensions in between. */
class StackTraceTest {

  private static AsyncInstance.Builder layers(AsyncHostFunction get) {
    return AsyncInstance.builder(Guests.load("layers"))
        .imports(AsyncImports.builder().suspending("env", "get", get).build())
        .noStackPointer();
  }

  private static List<String> methods(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace()).map(StackTraceElement::getMethodName).toList();
  }

  private static AwaitTrace only(Throwable thrown) {
    assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(AwaitTrace.class);
    return (AwaitTrace) thrown.getSuppressed()[0];
  }

  private static Object failing(AsyncHostCall call) {
    throw new IllegalStateException("of the host function");
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void whatAHostFunctionThrowsShowsTheGuestAndNothingElse(Execution execution) {
    AsyncInstance guest = layers(StackTraceTest::failing).execution(execution).build();
    Throwable thrown = failure(guest.function("outer").future(Integer.class, 1));
    assertThat(methods(thrown)).containsExactly("failing", "inner", "middle", "outer");
    assertThat(thrown.getSuppressed()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void whatItThrowsAfterASuspensionDoesSo(Execution execution) {
    Desk desk = new Desk();
    AsyncInstance guest =
        layers(
                call -> {
                  call.await(desk.ask());
                  return failing(call);
                })
            .execution(execution)
            .build();
    CompletableFuture<Integer> call = guest.function("outer").future(Integer.class, 1);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    desk.take().answer(1);
    assertThat(methods(failure(call)))
        .startsWith("failing")
        .endsWith("inner", "middle", "outer")
        .hasSize(5);
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void whatAFutureFailsWithSaysWhereTheGuestWaited(Execution execution) {
    Desk desk = new Desk();
    AsyncInstance guest = layers(desk).execution(execution).build();
    CompletableFuture<Integer> call = guest.function("outer").future(Integer.class, 1);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    IllegalArgumentException failure = new IllegalArgumentException("of the service");
    StackTraceElement[] before = failure.getStackTrace();
    desk.take().answer().completeExceptionally(failure);
    assertThat(failure(call)).isSameAs(failure);
    assertThat(failure.getStackTrace()).isEqualTo(before);
    AwaitTrace trace = only(failure);
    assertThat(methods(trace)).containsExactly("inner", "middle", "outer");
    assertThat(trace.getMessage()).matches("call \\d+ of \"outer\" waited here for env.get");
    StringWriter printed = new StringWriter();
    failure.printStackTrace(new PrintWriter(printed, true));
    assertThat(printed.toString()).contains("Suppressed: ").contains("wasm/layers/layers.inner(0x");
  }

  @Test
  void aFutureThatHasFailedBeforeSaysSoToo() {
    Throwable failure = new IllegalArgumentException("of the service");
    AsyncInstance guest =
        layers(call -> call.await(CompletableFuture.failedFuture(failure))).build();
    assertThat(failure(guest.function("outer").future(Integer.class, 1))).isSameAs(failure);
    assertThat(methods(only(failure))).hasSize(4).endsWith("inner", "middle", "outer");
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void aPublisherThatFailsOnTheSpotShowsTheGuestInItsOwnTrace(Execution execution) {
    AsyncInstance guest =
        layers(call -> Mono.fromCallable(() -> failing(call))).execution(execution).build();
    Throwable thrown = failure(guest.function("outer").future(Integer.class, 1));
    assertThat(methods(thrown)).startsWith("failing").endsWith("inner", "middle", "outer");
    assertThat(Arrays.stream(thrown.getStackTrace()).map(StackTraceElement::getClassName))
        .noneMatch(name -> name.startsWith("dev.heddle.wasm."))
        .noneMatch(name -> name.startsWith("dev.heddle.async.call"));
    assertThat(thrown.getSuppressed()).isEmpty();
  }

  @Test
  void eachCallThatAFailureGoesThroughSaysWhereItWaited() {
    Desk desk = new Desk();
    AsyncInstance inner = layers(desk).build();
    AsyncInstance outer = layers(call -> inner.function("beside").future(Integer.class, 1)).build();
    CompletableFuture<Integer> call = outer.function("outer").future(Integer.class, 1);
    awaitCalls(inner, CallState.SUSPENDED, 1);
    desk.take().answer().completeExceptionally(new IllegalArgumentException("at the bottom"));
    assertThat(failure(call).getSuppressed())
        .extracting(StackTraceTest::methods)
        .containsExactly(List.of("inner", "below", "beside"), List.of("inner", "middle", "outer"));
  }

  @Test
  void aFailureThatIsThrownAgainAndAgainDoesNotGrow() {
    IllegalArgumentException failure = new IllegalArgumentException("always the same");
    AsyncInstance guest = layers(call -> CompletableFuture.failedFuture(failure)).build();
    for (int i = 0; i < 20; i++) {
      assertThat(failure(guest.function("outer").future(Integer.class, 1))).isSameAs(failure);
    }
    assertThat(failure.getSuppressed()).hasSize(AwaitTrace.MOST);
  }

  @Test
  void whatATaskThrowsShowsTheTaskAlone() {
    Desk desk = new Desk();
    AsyncInstance guest = layers(desk).build();
    CompletableFuture<Integer> call =
        guest.future(running -> {
          assertThat(running.instance().function("beside").callInt(1)).isEqualTo(6);
          throw new IllegalStateException("of the task");
        });
    awaitCalls(guest, CallState.SUSPENDED, 1);
    desk.take().answer(5);
    Throwable thrown = failure(call);
    assertThat(Arrays.stream(thrown.getStackTrace()).map(StackTraceElement::getClassName))
        .containsOnly(StackTraceTest.class.getName());
  }

  @Test
  void ordersToStopAreLeftAsTheyAre() {
    Desk desk = new Desk();
    AsyncInstance guest = layers(desk).build();
    CompletableFuture<Integer> call = guest.function("outer").future(Integer.class, 1);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    call.cancel(true);
    assertThat(failure(call).getCause().getSuppressed()).isEmpty();
  }
}
