package dev.heddle.async.jspi;

import static dev.heddle.async.jspi.Guest.TAG;
import static dev.heddle.async.jspi.Guest.call;
import static dev.heddle.async.jspi.Guest.global;
import static dev.heddle.async.jspi.Guest.imports;
import static dev.heddle.async.jspi.Promises.reason;
import static dev.heddle.async.jspi.Promises.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Promising;
import dev.heddle.async.Semantics;
import dev.heddle.async.SuspendException;
import dev.heddle.async.Suspending;
import dev.heddle.wasm.Global;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.TaggedException;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.types.FunctionType;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The cases of web-platform-tests, {@code wasm/jsapi/jspi}, and of the proposal's own file, from
 * which they come.
 */
class WptTest {

  private final Promises promises = new Promises();

  // ---- js-promise-integration.any.js

  @Test
  @SuppressWarnings("NullAway") // that is the point
  void wptValidUseOfApi() {
    AsyncInstance guest = Guest.strict(imports());
    Global global = guest.instance().global("g");
    WasmFunction host = WasmFunction.of(FunctionType.of(List.of(), List.of()), call -> {});
    AsyncInstance other = Guest.strict(imports());

    assertThatThrownBy(() -> Promising.of(guest, "none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none");
    assertThatThrownBy(() -> Promising.of(guest, "g")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Promising.of(guest, global))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a function of a guest, found ");
    assertThatThrownBy(() -> Promising.of(guest, host))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a host function");
    assertThatThrownBy(() -> Promising.of(guest, other.instance().function("enter")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of another store");
    assertThatThrownBy(() -> Suspending.of(null)).isInstanceOf(NullPointerException.class);
  }

  @ParameterizedTest
  @EnumSource
  void wptPromisingFunctionAlwaysEntered(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports());

    CompletableFuture<@Nullable Object> entered = call(guest, "enter");

    assertThat(global(guest)).isEqualTo(42);
    assertThat(value(entered)).isEqualTo(42);
  }

  @ParameterizedTest
  @EnumSource
  void wptAlwaysGetAPromise(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports());

    CompletableFuture<@Nullable Object> promise = call(guest, "increment");

    assertThat(promise).isCompletedWithValue(1);
  }

  @ParameterizedTest
  @EnumSource
  void wptSuspendOnce(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> once = call(guest, "once", 1);

    assertThat(promises.size()).isEqualTo(1);
    assertThat(once).isNotDone();
    promises.next().resolve(42);
    assertThat(value(once)).isEqualTo(42);
  }

  @ParameterizedTest
  @EnumSource
  void wptSuspendResumeInALoop(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> sum = call(guest, "sum", 5);

    assertThat(global(guest)).isZero();
    for (int i = 1; i <= 5; i++) {
      promises.next().resolve(i);
    }
    assertThat(value(sum)).isEqualTo(15);
    assertThat(global(guest)).isEqualTo(15);
  }

  @ParameterizedTest
  @EnumSource
  void wptSuspendingWithMismatchedArguments(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports());

    assertThat(reason(call(guest, "once"))).isInstanceOf(IllegalArgumentException.class);
    assertThat(reason(call(guest, "once", 42, 43))).isInstanceOf(IllegalArgumentException.class);
    assertThat(value(call(guest, "once", 42))).isEqualTo(42);
  }

  @RepeatedTest(200)
  void wptMakeSureWeActuallySuspend() {
    continuesAfterItsMaker(call -> CompletableFuture.supplyAsync(() -> 1));
  }

  @RepeatedTest(200)
  void wptDoSuspendEvenIfTheReturnValueIsNotAPromise() {
    continuesAfterItsMaker(call -> 1);
    continuesAfterItsMaker(call -> CompletableFuture.completedFuture(1));
  }

  private static void continuesAfterItsMaker(AsyncHostFunction get) {
    AsyncInstance guest = Guest.strict(imports(get));
    CompletableFuture<Integer> maker =
        guest.future(call -> {
          CompletableFuture<@Nullable Object> made = call(guest, "before_and_after", 0);
          assertThat(global(guest)).isEqualTo(1);
          call.instance().function("write").callVoid(10);
          return (Integer) call.await(made);
        });
    assertThat(value(maker)).isEqualTo(11);
  }

  @Test
  void whatIsThereAlreadySuspendsNobodyWhereTheSemanticsAreRelaxed() {
    AsyncInstance guest = Guest.main(Semantics.RELAXED, imports(call -> 1));

    CompletableFuture<@Nullable Object> made = call(guest, "before_and_after", 0);

    assertThat(made).isCompletedWithValue(2);
  }

  @ParameterizedTest
  @EnumSource
  void wptCatchRejectedPromise(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> caught = call(guest, "catch_tag", 0);
    promises.next().reject(TaggedException.of(TAG, 42));

    assertThat(value(caught)).isEqualTo(42);
  }

  @ParameterizedTest
  @EnumSource
  void wptSandwichWithSuspension(Semantics semantics) {
    AsyncInstance inner = Guest.main(semantics, imports(promises));
    AsyncInstance outer = Guest.main(semantics, imports(call -> call(inner, "once", 0)));

    CompletableFuture<@Nullable Object> sandwich = call(outer, "once", 0);

    assertThat(sandwich).isNotDone();
    promises.next().resolve(42);
    assertThat(value(sandwich)).isEqualTo(42);
  }

  @ParameterizedTest
  @EnumSource
  void wptSandwichWithNoSuspension(Semantics semantics) {
    AsyncInstance inner = Guest.main(semantics, imports());
    AsyncInstance outer =
        Guest.main(semantics, imports(call -> call(inner, "digits4", 0, 0, 4, 3)));

    assertThat(value(call(outer, "once", 0))).isEqualTo(43);
  }

  @ParameterizedTest
  @EnumSource
  void wptPromisingWithNoReturn(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports());

    assertThat(value(call(guest, "nothing"))).isNull();
    assertThat(value(call(guest, "tell", 1))).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void wptSuspendTwoModules(Semantics semantics) {
    Store store = Store.create();
    AsyncInstance inner =
        Guest.builder(semantics, Guest.MAIN, imports(promises)).store(store).build();
    AsyncInstance outer =
        Guest.builder(
                semantics, Guest.LINK, AsyncImports.builder().instance("other", inner.instance()))
            .store(store)
            .build();

    CompletableFuture<@Nullable Object> sum = call(outer, "once_and_one", 0);
    promises.next().resolve(2);

    assertThat(value(sum)).isEqualTo(3);
  }

  // ---- notraps.any.js

  @Test
  void wptCatchSuspendError() {
    AtomicInteger called = new AtomicInteger();
    AsyncInstance guest = Guest.strict(imports(call -> called.incrementAndGet()));

    assertThat(guest.instance().function("catch_host_43").callInt(0)).isEqualTo(43);
    assertThat(guest.instance().function("catch_host").invoke(0))
        .singleElement()
        .isInstanceOf(SuspendException.class);
    assertThat(called).hasValue(0);
  }

  @Test
  void wptThrowOnReentrance() {
    AtomicInteger called = new AtomicInteger();
    AsyncInstance guest =
        Guest.strict(
            imports(call -> called.incrementAndGet())
                .function("env", "plain", call -> call.instance().function("once").callInt(1)));

    assertThat(value(call(guest, "catch_host_of_plain_43", 0))).isEqualTo(43);
    assertThat(called).hasValue(0);
  }

  @Test
  void wptUnwrappedExport() {
    AtomicInteger called = new AtomicInteger();
    AsyncInstance guest = Guest.strict(imports(call -> called.incrementAndGet()));

    assertThatThrownBy(() -> guest.instance().function("once").callInt(0))
        .isInstanceOf(SuspendException.class)
        .hasMessageContaining("env.get")
        .hasMessageContaining(Thread.currentThread().getName());
    assertThat(called).hasValue(0);
  }

  // ---- rejects.any.js

  @ParameterizedTest
  @EnumSource
  void wptThrowAfterTheFirstSuspension(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> thrown = call(guest, "throw_after", 0);
    promises.next().resolve(42);

    assertThat(reason(thrown))
        .isInstanceOfSatisfying(
            TaggedException.class,
            exception -> {
              assertThat(exception.tag()).isSameAs(TAG);
              assertThat(exception.payload()).containsExactly(42);
            });
  }

  @ParameterizedTest
  @EnumSource
  void wptThrowBeforeSuspending(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports());

    CompletableFuture<@Nullable Object> thrown = call(guest, "throw", 7);

    assertThat(thrown).isCompletedExceptionally();
    assertThat(reason(thrown))
        .isInstanceOfSatisfying(
            TaggedException.class, exception -> assertThat(exception.payload()).containsExactly(7));
  }

  @ParameterizedTest
  @EnumSource
  void wptThrowAndPropagateViaPromise(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));
    IOException rejected = new IOException("rejected");

    CompletableFuture<@Nullable Object> once = call(guest, "once", 0);
    promises.next().reject(rejected);

    assertThat(reason(once)).isSameAs(rejected);
  }

  @ParameterizedTest
  @EnumSource
  void wptStackOverflow(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports());

    assertThat(reason(call(guest, "endless", 0)))
        .isInstanceOfSatisfying(
            TrapException.class,
            trap -> assertThat(trap.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED));
    assertThat(value(call(guest, "enter"))).isEqualTo(42);
  }

  @Test
  void wptTryToSuspendJs() {
    AtomicInteger called = new AtomicInteger();
    AsyncInstance guest =
        Guest.strict(
            imports(call -> called.incrementAndGet())
                .function("env", "plain", call -> call.instance().function("once").callInt(1)));

    assertThat(reason(call(guest, "through_host", 0)))
        .isInstanceOf(SuspendException.class)
        .hasMessageContaining("host functions that have called the guest cannot be suspended");
    assertThat(called).hasValue(0);
  }

  @Test
  void javaInBetweenIsSuspendedWhereTheSemanticsAreRelaxed() {
    AsyncInstance guest =
        Guest.main(
            Semantics.RELAXED,
            imports(promises)
                .function("env", "plain", call -> call.instance().function("once").callInt(1)));

    CompletableFuture<@Nullable Object> through = call(guest, "through_host", 0);
    promises.next().resolve(42);

    assertThat(value(through)).isEqualTo(42);
  }
}
