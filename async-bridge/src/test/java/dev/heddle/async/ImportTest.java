package dev.heddle.async;

import static dev.heddle.async.Desk.failure;
import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.Desk.Request;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.V128;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Suspending imports: rules R25 to R41. */
class ImportTest {

  @Test
  void theGuestGetsTheValueOfAFutureThatCompletesLater() {
    Desk desk = new Desk();
    CompletableFuture<Integer> twice =
        Guests.calls(desk).build().function("twice").future(Integer.class, 20);
    Request request = desk.take();
    assertThat(request.argument()).isEqualTo(20);
    assertThat(twice).isNotDone();
    request.answer(21);
    assertThat(result(twice)).isEqualTo(42);
  }

  @Test
  void theGuestGetsTheValueOfAFutureThatIsCompleteAlready() {
    AsyncInstance guest =
        Guests.calls(call -> CompletableFuture.completedFuture(call.i32(0) + 1)).build();
    assertThat(result(guest.function("twice").future(Integer.class, 20))).isEqualTo(42);
  }

  @Test
  void vectorsGoThroughAWaitUnchanged() {
    CompletableFuture<V128> answer = new CompletableFuture<>();
    AsyncInstance guest =
        AsyncInstance.builder(Guests.VECTOR)
            .imports(
                AsyncImports.builder()
                    .suspending(
                        "env",
                        "vector",
                        call ->
                            answer.thenApply(more -> {
                              V128 given = call.v128(0);
                              return V128.ofI64x2(
                                  more.low() + given.low(), more.high() + given.high());
                            }))
                    .build())
            .build();

    CompletableFuture<V128> twice =
        guest.function("twice").future(V128.class, V128.ofI32x4(1, 2, 3, 4));
    answer.complete(V128.ofI32x4(10, 20, 30, 40));

    assertThat(result(twice)).isEqualTo(V128.ofI32x4(22, 44, 66, 88));
    assertThatThrownBy(() -> guest.function("twice").future(V128.class, 1L))
        .hasMessageContaining("expected v128 (V128), found java.lang.Long");
  }

  @Test
  void theGuestGetsAPlainValue() {
    AsyncInstance guest = Guests.calls(call -> call.i32(0) + 1).build();
    assertThat(result(guest.function("twice").future(Integer.class, 20))).isEqualTo(42);
  }

  @Test
  void aCompleteFutureDoesNotLetOthersIn() {
    // The second call is queued while the first runs, and would overtake it at a suspension.
    AtomicInteger counts = new AtomicInteger();
    AsyncInstance guest =
        Guests.calls(call -> CompletableFuture.completedFuture(counts.incrementAndGet()))
            .policy(Concurrency.INTERLEAVED)
            .build();
    CompletableFuture<Integer> second =
        guest
            .future(first -> {
              CompletableFuture<Integer> queued =
                  guest.function("counted").future(Integer.class, 0);
              first.instance().function("counted").callInt(0);
              assertThat(queued).isNotDone();
              assertThat(counts).hasValue(1);
              return queued;
            })
            .thenCompose(queued -> queued);
    assertThat(result(second)).isEqualTo(2);
  }

  @Test
  void aHostFunctionMayWaitInTheMiddleAndThenWriteToMemory() {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  int value = call.await(answer);
                  call.memory().putInt(8, value);
                  return 1;
                })
            .build();
    CompletableFuture<Integer> loaded =
        guest.future(call -> {
          call.instance().function("twice").callInt(0);
          return call.instance().function("load").callInt(8);
        });
    Desk.awaitCalls(guest, CallState.SUSPENDED, 1);
    answer.complete(4711);
    assertThat(result(loaded)).isEqualTo(4711);
  }

  @Test
  void theHostFunctionGoesOnOnTheThreadOfItsCall() {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  Thread before = Thread.currentThread();
                  int value = call.await(answer);
                  assertThat(Thread.currentThread()).isSameAs(before);
                  assertThat(before.isVirtual()).isTrue();
                  return value;
                })
            .build();
    CompletableFuture<Integer> twice = guest.function("twice").future(Integer.class, 0);
    Desk.awaitCalls(guest, CallState.SUSPENDED, 1);
    answer.complete(3);
    assertThat(result(twice)).isEqualTo(6);
  }

  @Test
  void memoryThatGrewDuringASuspensionIsSeenAfterIt() {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  int value = call.await(answer);
                  call.memory().putInt(2 * 65536, value);
                  return (int) call.memory().pages();
                })
            .policy(Concurrency.INTERLEAVED)
            .build();
    CompletableFuture<Integer> twice = guest.function("twice").future(Integer.class, 0);
    Desk.awaitCalls(guest, CallState.SUSPENDED, 1);
    assertThat(result(guest.function("grow").future(Integer.class, 2))).isEqualTo(1);
    answer.complete(99);
    assertThat(result(twice)).isEqualTo(6);
    assertThat(result(guest.function("load").future(Integer.class, 2 * 65536))).isEqualTo(99);
  }

  @Test
  void anImportWithoutResultIgnoresTheValueItWaitedFor() {
    AsyncInstance guest =
        AsyncInstance.builder(Guests.CALLS)
            .imports(
                Guests.imports(call -> 0)
                    .suspending("env", "note", call -> Mono.just("ignored"))
                    .build())
            .build();
    assertThat(result(guest.function("tell").future(Void.class, 1))).isNull();
  }

  @Test
  void allTypesOfResultsCanBeWaitedFor() {
    Object object = new Object();
    AsyncInstance guest =
        AsyncInstance.builder(Guests.CALLS)
            .imports(
                Guests.imports(call -> 0)
                    .suspending("env", "wide", call -> Mono.just(call.i64(0) + 1))
                    .suspending("env", "single", call -> Mono.just(call.f32(0) / 2))
                    .suspending("env", "double", call -> Mono.just(call.f64(0) / 2))
                    .suspending("env", "pair", call -> Mono.just(List.of(call.i32(0), 7L)))
                    .suspending("env", "object", call -> Mono.justOrEmpty(call.reference(0)))
                    .build())
            .build();
    assertThat(result(guest.function("wide").future(Long.class, 1L << 40)))
        .isEqualTo((1L << 40) + 1);
    assertThat(result(guest.function("single").future(Float.class, 3f))).isEqualTo(1.5f);
    assertThat(result(guest.function("double").future(Double.class, 5d))).isEqualTo(2.5d);
    List<?> pair = result(guest.function("pair").future(List.class, 6));
    assertThat(pair).isEqualTo(List.of(6, 7L));
    assertThat(result(guest.function("object").future(Object.class, object))).isSameAs(object);
    assertThat(result(guest.function("object").future(Object.class, (Object) null))).isNull();
  }

  @Test
  void aReferenceThatCouldBeWaitedForIsLeftAloneByAPlainFunction() {
    CompletableFuture<String> reference = CompletableFuture.completedFuture("value");
    AsyncInstance plain =
        AsyncInstance.builder(Guests.CALLS)
            .imports(
                Guests.imports(call -> 0)
                    .function("env", "object", call -> call.reference(0))
                    .build())
            .build();
    AsyncInstance suspending =
        AsyncInstance.builder(Guests.CALLS)
            .imports(
                Guests.imports(call -> 0)
                    .suspending("env", "object", call -> call.reference(0))
                    .build())
            .build();
    assertThat(result(plain.function("object").future(Object.class, reference)))
        .isSameAs(reference);
    assertThat(result(suspending.function("object").future(Object.class, reference)))
        .isEqualTo("value");
  }

  @Test
  void aResultIsWidenedWhereNothingIsLost() {
    AsyncInstance guest = Guests.calls(call -> Mono.just((short) 20)).build();
    assertThat(result(guest.function("twice").future(Integer.class, 1)))
        .isEqualTo(
            result(Guests.calls(call -> 20).build().function("twice").future(Integer.class, 1)));
    AsyncInstance tooLong = Guests.calls(call -> Mono.just(20L)).build();
    assertThat(failure(tooLong.function("twice").future(Integer.class, 1)))
        .hasMessage("env.get must return i32 (Integer), but returned java.lang.Long");
  }

  @Test
  void aResultOfTheWrongTypeIsAFailureOfTheHostFunction() {
    AsyncInstance guest = Guests.calls(call -> Mono.just("text")).build();
    assertThat(failure(guest.function("twice").future(Integer.class, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("env.get must return i32 (Integer), but returned java.lang.String");
    AsyncInstance pairs =
        AsyncInstance.builder(Guests.CALLS)
            .imports(
                Guests.imports(call -> 0)
                    .suspending("env", "pair", call -> List.of(1, 2L, 3))
                    .build())
            .build();
    assertThat(failure(pairs.function("pair").future(List.class, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("env.pair must return a List of 2")
        .hasMessageContaining("returned a List of 3");
  }

  @Test
  void anExceptionOfTheHostFunctionReachesTheCallerAsTheSameObject() {
    IOException thrown = new IOException("no disk");
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  throw thrown;
                })
            .build();
    assertThat(failure(guest.function("nested").future(Integer.class, 1))).isSameAs(thrown);
  }

  @Test
  void aFailedFutureReachesTheCallerAsTheSameObject() {
    Desk desk = new Desk();
    CompletableFuture<Integer> twice =
        Guests.calls(desk).build().function("twice").future(Integer.class, 1);
    IOException thrown = new IOException("no disk");
    desk.take().answer().completeExceptionally(thrown);
    assertThat(failure(twice)).isSameAs(thrown);
  }

  @Test
  void wrappersThatFuturesPutAroundAFailureAreTakenOff() {
    IOException thrown = new IOException("no disk");
    CompletionStage<Object> wrapped =
        CompletableFuture.failedFuture(new CompletionException(new ExecutionException(thrown)))
            .thenApply(never -> never);
    AsyncInstance guest = Guests.calls(call -> wrapped).build();
    assertThat(failure(guest.function("twice").future(Integer.class, 1))).isSameAs(thrown);
  }

  @Test
  void aFailureCanBeCaughtInTheHostFunctionWhichMayThenWaitAgain() {
    Desk desk = new Desk();
    IOException thrown = new IOException("no disk");
    AsyncInstance guest =
        Guests.calls(
                call -> {
                  try {
                    call.await((CompletionStage<?>) desk.call(call));
                    return -1;
                  } catch (Exception e) {
                    assertThat(e).isSameAs(thrown);
                    return call.await((CompletionStage<?>) desk.call(call));
                  }
                })
            .build();
    CompletableFuture<Integer> twice = guest.function("twice").future(Integer.class, 1);
    desk.take().answer().completeExceptionally(thrown);
    desk.take().answer(8);
    assertThat(result(twice)).isEqualTo(16);
  }

  @Test
  void codeAfterAFailedImportDoesNotRun() {
    AsyncInstance guest =
        Guests.calls(
                call -> call.i32(0) == 2 ? Mono.error(new IOException()) : Mono.just(call.i32(0)))
            .build();
    AtomicInteger asked = new AtomicInteger();
    AsyncInstance counting =
        Guests.calls(
                call -> {
                  asked.incrementAndGet();
                  return call.i32(0) == 2 ? Mono.error(new IOException()) : Mono.just(0);
                })
            .build();
    assertThat(failure(guest.function("sum").future(Integer.class, 10)))
        .isInstanceOf(IOException.class);
    assertThat(failure(counting.function("sum").future(Integer.class, 10)))
        .isInstanceOf(IOException.class);
    assertThat(asked).hasValue(2);
  }

  @Test
  void valuesOnTheOperandStackSurviveSeveralSuspensions() {
    Desk desk = new Desk();
    CompletableFuture<Integer> sum =
        Guests.calls(desk).build().function("sum_of_three").future(Integer.class, 1);
    for (int i = 1; i <= 3; i++) {
      Request request = desk.take();
      assertThat(request.argument()).isEqualTo(i);
      request.answer(100 * i);
    }
    assertThat(result(sum)).isEqualTo(600);
  }

  @Test
  void theResultOfOneSuspensionIsTheArgumentOfTheNext() {
    Desk desk = new Desk();
    CompletableFuture<Integer> nested =
        Guests.calls(desk).build().function("nested").future(Integer.class, 1);
    for (int i = 0; i < 3; i++) {
      Request request = desk.take();
      request.answer(request.argument() * 10);
    }
    assertThat(result(nested)).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 10, 1000})
  void aLoopMaySuspendInEveryRound(int rounds) {
    AsyncInstance guest = Guests.calls(call -> Mono.fromFuture(() -> later(call.i32(0)))).build();
    assertThat(result(guest.function("sum").future(Integer.class, rounds)))
        .isEqualTo(rounds * (rounds + 1) / 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 300})
  void aSuspensionMayHappenAtAnyDepth(int depth) {
    AsyncInstance guest = Guests.calls(call -> later(5)).build();
    assertThat(result(guest.function("deep").future(Integer.class, depth, 0))).isEqualTo(depth + 5);
  }

  @Test
  void thirteenArgumentsSurviveASuspension() {
    AsyncInstance guest = Guests.calls(call -> later(0)).build();
    Object[] arguments = new Object[13];
    for (int i = 0; i < 13; i++) {
      arguments[i] = i % 2 == 0 ? (Object) (1 << i) : (Object) (float) (1 << i);
    }
    assertThat(result(guest.function("thirteen").future(Float.class, arguments))).isEqualTo(8191f);
  }

  @Test
  void anImportReachedThroughATableSuspends() {
    AsyncInstance guest = Guests.calls(call -> later(call.i32(0) + 1)).build();
    assertThat(result(guest.function("through_table").future(Integer.class, 41))).isEqualTo(42);
  }

  @Test
  void anImportThatIsExportedAgainSuspends() {
    AsyncInstance guest = Guests.calls(call -> later(call.i32(0) + 1)).build();
    assertThat(result(guest.function("get").future(Integer.class, 41))).isEqualTo(42);
  }

  @Test
  void anImportThatIsExportedAgainSuspendsInTheModuleThatImportsIt() {
    Store store = Store.create();
    AsyncInstance inner = Guests.calls(call -> later(call.i32(0) + 1)).store(store).build();
    AsyncInstance outer =
        AsyncInstance.builder(Guests.CALLS)
            .store(store)
            .imports(
                Guests.imports(call -> 0)
                    .add("env", "get", inner.instance().function("get"))
                    .build())
            .build();
    assertThat(result(outer.function("nested").future(Integer.class, 0))).isEqualTo(3);
  }

  @Test
  void aModuleThatIsLinkedDirectlySuspendsWithItsCaller() {
    Store store = Store.create();
    AsyncInstance inner = Guests.calls(call -> later(call.i32(0))).store(store).build();
    AsyncInstance outer =
        AsyncInstance.builder(Guests.RELAY)
            .store(store)
            .imports(AsyncImports.builder().instance("other", inner.instance()).build())
            .build();
    assertThat(result(outer.function("twice_and_one").future(Integer.class, 1))).isEqualTo(3);
  }

  @Test
  void aHostFunctionMayCallAnExportOfTheSameInstanceWhichSuspends() {
    // JavaScript refuses host frames between the export and the import (R22); a thread does not
    // mind.
    AsyncInstance guest =
        Guests.calls(call ->
                call.i32(0) == 0
                    ? later(20)
                    : call.instance().function("twice").callInt(call.i32(0) - 1) + 1)
            .build();
    assertThat(result(guest.function("twice").future(Integer.class, 2))).isEqualTo(166);
  }

  @Test
  void aCallOfAnotherStoreMayBeWaitedFor() {
    AsyncInstance inner = Guests.calls(call -> later(call.i32(0) + 1)).build();
    AsyncInstance outer =
        Guests.calls(call -> inner.function("twice").mono(Integer.class, call.i32(0))).build();
    assertThat(result(outer.function("twice").future(Integer.class, 4))).isEqualTo(20);
  }

  @Test
  void aTrapInAnotherInstanceFailsTheCallThatWaitsForIt() {
    AsyncInstance inner = Guests.calls(call -> 0).build();
    AsyncInstance outer = Guests.calls(call -> inner.function("trap").future(Void.class)).build();
    assertThat(failure(outer.function("twice").future(Integer.class, 4)))
        .isInstanceOf(TrapException.class);
  }

  @Test
  void aPublisherOfManyValuesIsCancelledAfterItsFirst() {
    AtomicInteger cancelled = new AtomicInteger();
    AsyncInstance guest =
        Guests.calls(call ->
                Flux.concat(Flux.just(7, 8), Flux.never()).doOnCancel(cancelled::incrementAndGet))
            .build();
    assertThat(result(guest.function("twice").future(Integer.class, 0))).isEqualTo(14);
    assertThat(cancelled).hasValue(1);
  }

  @Test
  void whatAMonoDoesAfterItsValueIsWaitedFor() {
    IOException thrown = new IOException("commit failed");
    AsyncInstance guest =
        Guests.calls(call ->
                Mono.usingWhen(
                    Mono.just("transaction"),
                    transaction -> Mono.just(1),
                    transaction -> Mono.error(thrown)))
            .build();
    Throwable failure = failure(guest.function("twice").future(Integer.class, 0));
    assertThat(failure.getCause()).isSameAs(thrown);
  }

  @Test
  void anObjectThatAnAdapterKnowsIsWaitedFor() {
    record Promise(CompletableFuture<Integer> future) {}
    AwaitAdapter adapter =
        new AwaitAdapter() {
          @Override
          public boolean accepts(Object awaitable) {
            return awaitable instanceof Promise;
          }

          @Override
          public CompletionStage<?> toStage(Object awaitable) {
            return ((Promise) awaitable).future;
          }
        };
    AsyncInstance guest =
        Guests.calls(call -> new Promise(later(21))).awaitAdapter(adapter).build();
    assertThat(result(guest.function("twice").future(Integer.class, 0))).isEqualTo(42);
  }

  @Test
  void anAdapterThatThrowsIsAFailureOfTheHostFunction() {
    IllegalStateException thrown = new IllegalStateException("broken adapter");
    AwaitAdapter adapter =
        new AwaitAdapter() {
          @Override
          public boolean accepts(Object awaitable) {
            return awaitable instanceof String;
          }

          @Override
          public CompletionStage<?> toStage(Object awaitable) {
            throw thrown;
          }
        };
    AsyncInstance guest = Guests.calls(call -> "text").awaitAdapter(adapter).build();
    assertThat(failure(guest.function("twice").future(Integer.class, 0))).isSameAs(thrown);
  }

  @Test
  void outsideOfACallAnImportMayNotWait() {
    AsyncInstance guest = Guests.calls(call -> new CompletableFuture<>()).build();
    assertThatThrownBy(() -> guest.instance().function("twice").callInt(1))
        .isInstanceOf(SuspendException.class)
        .hasMessageContaining("env.get")
        .hasMessageContaining(Thread.currentThread().getName());
  }

  @Test
  void outsideOfACallAnImportMayAnswerAtOnce() {
    assertThat(
            Guests.calls(call -> CompletableFuture.completedFuture(2))
                .build()
                .instance()
                .function("twice")
                .callInt(1))
        .isEqualTo(4);
    assertThat(Guests.calls(call -> Mono.just(2)).build().instance().function("twice").callInt(1))
        .isEqualTo(4);
    assertThatThrownBy(() ->
            Guests.calls(call -> Mono.error(new IOException("no disk")))
                .build()
                .instance()
                .function("twice")
                .callInt(1))
        .isInstanceOf(IOException.class);
  }

  @Test
  void outsideOfACallThePublisherThatWouldHaveToBeWaitedForIsCancelled() {
    AtomicInteger cancelled = new AtomicInteger();
    AsyncInstance guest =
        Guests.calls(call -> Mono.never().doOnCancel(cancelled::incrementAndGet)).build();
    assertThatThrownBy(() -> guest.instance().function("twice").callInt(1))
        .isInstanceOf(SuspendException.class);
    assertThat(cancelled).hasValue(1);
  }

  /** A value that is there later, from another thread. */
  private static CompletableFuture<Integer> later(int value) {
    return CompletableFuture.supplyAsync(() -> value);
  }
}
