package dev.heddle.async.jspi;

import static dev.heddle.async.jspi.Guest.call;
import static dev.heddle.async.jspi.Guest.global;
import static dev.heddle.async.jspi.Guest.imports;
import static dev.heddle.async.jspi.Promises.reason;
import static dev.heddle.async.jspi.Promises.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallCancelledException;
import dev.heddle.async.Concurrency;
import dev.heddle.async.Promising;
import dev.heddle.async.SelfDeadlockException;
import dev.heddle.async.Semantics;
import dev.heddle.async.SuspendException;
import dev.heddle.async.jspi.Promises.Promise;
import dev.heddle.wasm.Table;
import dev.heddle.wasm.TaggedException;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.WasmFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Cases of Emscripten, of the component model's {@code test/async}, and of the stack-switching
 * proposal that ask for something of a bridge.
 */
class ToolchainTest {

  private final Promises promises = new Promises();

  // ---- Emscripten

  @ParameterizedTest
  @EnumSource
  void emscriptenJspiAddFunction(Semantics semantics) {
    // A suspending function is put into a table of the guest, and called from there.
    AsyncInstance guest = Guest.main(semantics, imports(promises));
    Table table = guest.instance().table("table");
    table.set(0, guest.instance().function("once"));

    CompletableFuture<@Nullable Object> called = call(guest, "by_index", 3);
    promises.next().resolve(9);

    assertThat(value(called)).isEqualTo(9);
    WasmFunction added = (WasmFunction) Objects.requireNonNull(table.get(0));
    CompletableFuture<@Nullable Object> direct = Promising.of(guest, added).call(1);
    promises.next().resolve(10);
    assertThat(value(direct)).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource
  void emscriptenReentrantJspi(Semantics semantics) {
    // Calls that end in another order than they began each find their frames as they left them.
    AsyncInstance guest =
        Guest.builder(
                semantics, Guest.SHADOW, AsyncImports.builder().suspending("env", "get", promises))
            .build();
    int[] sizes = {4096, 64, 1024, 256};
    List<CompletableFuture<@Nullable Object>> calls = new ArrayList<>();
    List<Promise> open = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      calls.add(call(guest, "keep", 10 + i, sizes[i]));
      open.add(promises.next());
    }

    for (int i : new int[] {0, 2, 3, 1}) {
      open.get(i).resolve(0);
      assertThat(value(calls.get(i))).isEqualTo(10 + i);
    }
  }

  // ---- the component model

  @Test
  void componentDeadlock() {
    AsyncInstance[] guest = new AsyncInstance[1];
    guest[0] =
        Guest.builder(
                Semantics.STRICT,
                Guest.MAIN,
                imports(call -> call.i32(0) == 1 ? (Object) 1 : call(guest[0], "once", 1)))
            .policy(Concurrency.SERIAL)
            .build();

    assertThat(reason(call(guest[0], "once", 0))).isInstanceOf(SelfDeadlockException.class);
  }

  @Test
  void componentTrapOnReenter() {
    // Entering again is allowed here; a guest that is not made for it is serial, and it queues.
    AsyncInstance guest =
        Guest.builder(Semantics.STRICT, Guest.MAIN, imports(promises))
            .policy(Concurrency.SERIAL)
            .build();

    CompletableFuture<@Nullable Object> first = call(guest, "write_after", 0);
    CompletableFuture<@Nullable Object> second = call(guest, "increment");
    assertThat(second).isNotDone();
    promises.next().resolve(0);

    assertThat(value(first)).isEqualTo(99);
    assertThat(value(second)).isEqualTo(100);
  }

  @ParameterizedTest
  @EnumSource
  void componentSyncBargesIn(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> waiting = call(guest, "before_and_after", 0);
    assertThat(value(call(guest, "increment"))).isEqualTo(2);
    promises.next().resolve(0);

    assertThat(value(waiting)).isEqualTo(3);
  }

  @Test
  void componentDontBlockStart() {
    AsyncInstance.Builder builder =
        Guest.builder(
            Semantics.STRICT,
            Guest.START,
            AsyncImports.builder().suspending("env", "get", promises));

    assertThatThrownBy(builder::build).isInstanceOf(SuspendException.class);
    assertThat(promises.size()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void componentBuiltinTrapPoisonsInstance(Semantics semantics) {
    // It does not here, as in JavaScript: the next call finds the instance usable.
    AsyncInstance guest = Guest.main(semantics, imports());

    assertThat(reason(call(guest, "trap"))).isInstanceOf(TrapException.class);
    assertThat(value(call(guest, "enter"))).isEqualTo(42);
  }

  @ParameterizedTest
  @EnumSource
  void componentCancelSubtask(Semantics semantics) {
    AsyncInstance inner = Guest.main(semantics, imports(promises));
    AsyncInstance outer = Guest.main(semantics, imports(call -> call(inner, "once", 0)));

    CompletableFuture<@Nullable Object> once = call(outer, "catch_all_44", 0);
    Promise promise = promises.next();
    once.cancel(true);

    assertThat(reason(once))
        .isInstanceOf(CancellationException.class)
        .hasCauseInstanceOf(CallCancelledException.class);
    assertThat(promise.future()).isCompletedExceptionally();
    value(inner.future(call -> 0));
    assertThat(inner.calls()).isEmpty();
  }

  @Test
  void componentCancellable() {
    // One that has not started never enters the guest.
    AsyncInstance guest =
        Guest.builder(Semantics.STRICT, Guest.MAIN, imports(promises))
            .policy(Concurrency.SERIAL)
            .build();
    CompletableFuture<@Nullable Object> first = call(guest, "once", 0);
    CompletableFuture<@Nullable Object> queued = call(guest, "increment");

    queued.cancel(true);
    promises.next().resolve(1);

    assertThat(value(first)).isEqualTo(1);
    assertThat(reason(queued)).isInstanceOf(CancellationException.class);
    assertThat(global(guest)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void componentAsyncCallsSync(Semantics semantics) {
    AsyncInstance sync = Guest.main(semantics, imports());
    AsyncInstance guest =
        Guest.main(
            semantics,
            imports(call -> later(call.i32(0)).thenCompose(n -> call(sync, "increment"))));

    assertThat(value(call(guest, "sum", 3))).isEqualTo(6);
  }

  @Test
  void componentTrapIfBlockAndSync() {
    AsyncInstance guest =
        Guest.strict(imports().function("env", "plain", call -> call.await(later(1))));

    assertThat(reason(call(guest, "through_host", 0)))
        .isInstanceOf(SuspendException.class)
        .hasMessageContaining("it is not a suspending import");
  }

  // ---- stack switching

  @Test
  void contUnhandled() {
    AsyncInstance guest = Guest.strict(imports(promises));

    assertThatThrownBy(() -> guest.instance().function("in_place").callInt(0))
        .isInstanceOf(SuspendException.class);
  }

  @ParameterizedTest
  @EnumSource
  void contAlreadyConsumed(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> alive = call(guest, "alive", 1);
    Promise first = promises.next();
    first.resolve(5);
    Promise second = promises.next();
    first.resolve(6);
    first.reject(new IllegalStateException("too late"));
    assertThat(alive).isNotDone();
    second.resolve(0);

    assertThat(value(alive)).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource
  void contResumeThrow(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> caught = call(guest, "catch_tag", 1);
    CompletableFuture<@Nullable Object> notCaught = call(guest, "deep", 5, 1);
    promises.next().reject(TaggedException.of(Guest.TAG, 3));
    promises.next().reject(TaggedException.of(Guest.TAG, 4));

    assertThat(value(caught)).isEqualTo(3);
    assertThat(((TaggedException) reason(notCaught)).payload()).containsExactly(4);
  }

  private static <T> CompletableFuture<T> later(T value) {
    return CompletableFuture.supplyAsync(() -> value);
  }
}
