package dev.heddle.async;

import static dev.heddle.async.Desk.awaitCalls;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.Execution;
import dev.heddle.wasm.GuestFrame;
import dev.heddle.wasm.WasmModule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

class CallDumpTest {

  private static final WasmModule LAYERS = Guests.load("layers");

  private final Desk desk = new Desk();

  private static AsyncInstance.Builder layers(AsyncHostFunction get) {
    return AsyncInstance.builder(LAYERS)
        .imports(AsyncImports.builder().suspending("env", "get", get).build())
        .noStackPointer();
  }

  private static List<String> guests(CallReport report) {
    return report.guestFrames().stream().map(GuestFrame::functionName).toList();
  }

  private static CallReport only(CallDump dump) {
    assertThat(dump.calls()).hasSize(1);
    return dump.calls().getFirst();
  }

  @ParameterizedTest
  @EnumSource(Execution.class)
  void aSuspendedCallShowsTheGuestsStack(Execution execution) {
    AsyncInstance guest = layers(desk).execution(execution).build();
    CompletableFuture<Integer> call = guest.function("outer").future(Integer.class, 5);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    CallReport report = only(guest.dump());
    assertThat(guests(report)).containsExactly("inner", "middle", "outer");
    assertThat(report.stack())
        .as("nothing but the guest is between the call and the import")
        .extracting(StackTraceElement::getMethodName)
        .containsExactly("inner", "middle", "outer");
    assertThat(report.call().waitsFor()).contains("env.get");
    assertThat(report.caller()).isEqualTo(Thread.currentThread().getName());
    assertThat(report.queuePosition()).isEmpty();
    assertThat(report.made()).isBeforeOrEqualTo(report.call().since());
    desk.take().answer(1);
    assertThat(result(call)).isEqualTo(4);
    assertThat(guest.dump().calls()).isEmpty();
  }

  @Test
  void compiledAndInterpretedFramesAreTogetherInOrder() {
    AsyncInstance guest = layers(call -> call.i32(0) == 0 ? 0 : desk.call(call)).build();
    for (int i = 0; i < 300; i++) {
      assertThat(result(guest.function("beside").future(Integer.class, 0))).isEqualTo(1);
    }
    CompletableFuture<Integer> call = guest.function("outer").future(Integer.class, 5);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    assertThat(guests(only(guest.dump()))).containsExactly("inner", "middle", "outer");
    desk.take().answer(1);
    result(call);
  }

  @Test
  void framesOfHostFunctionsAreShownAndThoseOfTheBridgeAreNot() {
    AsyncInstance guest = layers(this::throughTheHost).build();
    CompletableFuture<Integer> call = guest.function("outer").future(Integer.class, 1);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    CallReport report = only(guest.dump());
    assertThat(report.stack())
        .extracting(StackTraceElement::getMethodName)
        .containsExactly(
            "throughTheHost",
            "inner",
            "below",
            "beside",
            "throughTheHost",
            "inner",
            "middle",
            "outer");
    desk.take().answer(1);
    result(call);
  }

  private Object throughTheHost(AsyncHostCall call) {
    if (call.i32(0) == 0) {
      return call.await(desk.ask());
    }
    return call.instance().function("beside").callInt(0);
  }

  @Test
  void queuedCallsShowTheirPlaces() {
    AsyncInstance guest = layers(desk).build();
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(guest.function("outer").future(Integer.class, i));
    }
    awaitCalls(guest, CallState.SUSPENDED, 1);
    List<CallReport> reports = guest.dump().calls();
    assertThat(reports)
        .extracting(report -> report.queuePosition().orElse(0))
        .containsExactly(0, 1, 2);
    assertThat(reports.getLast().stack()).isEmpty();
    for (CompletableFuture<Integer> call : calls) {
      desk.take().answer(1);
      result(call);
    }
  }

  @Test
  void aCallThatComputesIsRunning() throws Exception {
    AsyncInstance guest = layers(desk).execution(Execution.COMPILED).build();
    CompletableFuture<Void> call = guest.function("spin").future(Void.class);
    awaitCalls(guest, CallState.RUNNING, 1);
    Desk.await(
        () -> guests(only(guest.dump())).equals(List.of("spin")),
        () -> "the function that computes in " + guest.dump());
    assertThat(only(guest.dump()).call().state()).isEqualTo(CallState.RUNNING);
    call.cancel(true);
    guest.close();
    guest.closed().get();
  }

  @Test
  void theSubscriberMaySayWhoCalls() {
    AsyncInstance guest = layers(desk).build();
    CompletableFuture<Integer> call =
        guest
            .function("outer")
            .mono(Integer.class, 5)
            .contextWrite(Context.of(CallReport.CALLER, "GET /total"))
            .toFuture();
    awaitCalls(guest, CallState.SUSPENDED, 1);
    assertThat(only(guest.dump()).caller()).isEqualTo("GET /total");
    desk.take().answer(1);
    result(call);
  }

  @Test
  void theTextReadsLikeAThreadDump() {
    AsyncInstance guest = layers(desk).build();
    CompletableFuture<Integer> first = guest.function("outer").future(Integer.class, 5);
    CompletableFuture<Integer> second = guest.function("beside").future(Integer.class, 5);
    awaitCalls(guest, CallState.SUSPENDED, 1);
    String text = guest.dump().toString();
    String thread = Pattern.quote(Thread.currentThread().getName());
    assertThat(text)
        .matches(
            "(?s)Calls in flight at \\S+: 2\n\n"
                + "call \\d+ of \"outer\" in instance of module layers\n"
                + "  SUSPENDED in env.get for \\d+\\.\\d{3} s; made by "
                + thread
                + " \\d+\\.\\d{3} s ago\n"
                + "\tat wasm/layers/layers\\.inner\\(0x\\w+\\)\n"
                + "\tat wasm/layers/layers\\.middle\\(0x\\w+\\)\n"
                + "\tat wasm/layers/layers\\.outer\\(0x\\w+\\)\n\n"
                + "call \\d+ of \"beside\" in instance of module layers\n"
                + "  QUEUED for \\d+\\.\\d{3} s, number 1 in the queue; made by "
                + thread
                + " \\d+\\.\\d{3} s ago\n");
    desk.take().answer(1);
    result(first);
    desk.take().answer(1);
    result(second);
  }

  @Test
  void aPoolShowsTheCallsOfItsInstancesAndWhoWaitsForOne() {
    InstancePool pool = InstancePool.builder(layers(desk)).size(2).build();
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(pool.function("outer").future(Integer.class, i));
    }
    Desk.await(
        () ->
            pool.dump().calls().stream().filter(report -> !report.guestFrames().isEmpty()).count()
                == 2,
        () -> "two calls in " + pool.dump());
    assertThat(pool.dump().waitingForInstance()).isEqualTo(1);
    assertThat(pool.dump().toString()).contains("Callers that wait for an instance: 1\n");
    for (int i = 0; i < 3; i++) {
      desk.take().answer(i);
    }
    calls.forEach(Desk::result);
    pool.close();
  }

  @Test
  void allInTheJvmAreThere() {
    AsyncInstance one = layers(desk).build();
    AsyncInstance other = layers(desk).build();
    CompletableFuture<Integer> first = one.function("outer").future(Integer.class, 1);
    CompletableFuture<Integer> second = other.function("beside").future(Integer.class, 2);
    awaitCalls(one, CallState.SUSPENDED, 1);
    awaitCalls(other, CallState.SUSPENDED, 1);
    assertThat(CallDump.ofAll().calls())
        .extracting(report -> report.call().id())
        .contains(only(one.dump()).call().id(), only(other.dump()).call().id());
    desk.take().answer(1);
    desk.take().answer(1);
    result(first);
    result(second);
  }

  @ParameterizedTest
  @EnumSource(Concurrency.class)
  void dumpsTakenWhileCallsComeAndGoShowNoFramesOfOthers(Concurrency policy) {
    AsyncInstance guest =
        layers(call -> Mono.fromCallable(() -> call.i32(0)).subscribeOn(Schedulers.parallel()))
            .policy(policy)
            .build();
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> callers = new ArrayList<>();
    for (String export : List.of("outer", "beside")) {
      callers.add(
          Thread.ofVirtual()
              .start(() -> {
                while (!over.get()) {
                  result(guest.function(export).future(Integer.class, 1));
                }
              }));
    }
    int suspended = 0;
    long end = System.nanoTime() + 30_000_000_000L;
    while (suspended < 200 && System.nanoTime() < end) {
      for (CallReport report : guest.dump().calls()) {
        if (report.call().state() == CallState.SUSPENDED && !report.guestFrames().isEmpty()) {
          suspended++;
          assertThat(guests(report))
              .isEqualTo(
                  report.call().function().equals("outer")
                      ? List.of("inner", "middle", "outer")
                      : List.of("inner", "below", "beside"));
        }
      }
    }
    over.set(true);
    callers.forEach(caller -> {
      try {
        caller.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    assertThat(suspended).isGreaterThanOrEqualTo(200);
  }
}
