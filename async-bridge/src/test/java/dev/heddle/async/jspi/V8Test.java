package dev.heddle.async.jspi;

import static dev.heddle.async.jspi.Guest.TAG;
import static dev.heddle.async.jspi.Guest.call;
import static dev.heddle.async.jspi.Guest.global;
import static dev.heddle.async.jspi.Guest.imports;
import static dev.heddle.async.jspi.Promises.reason;
import static dev.heddle.async.jspi.Promises.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.async.Promising;
import dev.heddle.async.Semantics;
import dev.heddle.async.SuspendException;
import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.GuestFrame;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.Table;
import dev.heddle.wasm.TaggedException;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The cases of V8's {@code test/mjsunit/wasm/stack-switching*.js}. */
class V8Test {

  private static final int ROUNDS = 20;

  private final Promises promises = new Promises();

  // ---- stack-switching.js

  @Test
  void v8TestInvalidWrappers() {
    AsyncInstance guest = Guest.strict(imports());
    Map<String, ExternValue> exports = guest.instance().exports();

    assertThat(exports.values())
        .filteredOn(export -> !(export instanceof WasmFunction))
        .hasSize(2)
        .allSatisfy(export ->
            assertThatThrownBy(() -> Promising.of(guest, export))
                .isInstanceOf(IllegalArgumentException.class));
    AsyncInstance shadow =
        Guest.builder(
                Semantics.STRICT,
                Guest.SHADOW,
                AsyncImports.builder().suspending("env", "get", call -> 0))
            .build();
    Memory memory = shadow.instance().memory(0);
    assertThatThrownBy(() -> Promising.of(shadow, memory))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource
  void v8TestStackSwitchNoSuspend(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports());

    assertThat(value(call(guest, "increment"))).isEqualTo(1);
    assertThat(global(guest)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void v8TestStackSwitchSuspend(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> once = call(guest, "once", 0);
    promises.next().resolve(42);

    assertThat(value(once)).isEqualTo(42);
  }

  @ParameterizedTest
  @EnumSource
  void v8TestStackSwitchSuspendLoop(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> sum = call(guest, "sum", 5);
    for (int i = 1; i <= 5; i++) {
      Promises.Promise promise = promises.next();
      assertThat(global(guest)).isEqualTo(i * (i - 1) / 2);
      promise.resolve(i);
    }

    assertThat(value(sum)).isEqualTo(15);
  }

  @RepeatedTest(ROUNDS)
  void v8TestStackSwitchNoPromise() {
    List<String> order = new ArrayList<>();
    AsyncInstance guest =
        Guest.strict(
            imports(call -> {
              order.add("import");
              return 1;
            }));

    CompletableFuture<Object> maker =
        guest.future(call -> {
          CompletableFuture<@Nullable Object> made = call(guest, "before_and_after", 0);
          order.add("made " + global(guest));
          return Objects.requireNonNull(call.await(made));
        });

    assertThat(value(maker)).isEqualTo(2);
    assertThat(order).containsExactly("import", "made 1");
  }

  @ParameterizedTest
  @EnumSource
  void v8TestStackSwitchSuspendArgs(Semantics semantics) {
    List<@Nullable Object> seen = new ArrayList<>();
    AsyncInstance guest =
        Guest.main(
            semantics,
            imports()
                .suspending(
                    "env",
                    "mix",
                    call -> {
                      float sum = 0;
                      for (int i = 0; i < 13; i++) {
                        seen.add(call.argument(i));
                        sum += i % 2 == 0 ? call.i32(i) : call.f32(i);
                      }
                      float result = sum;
                      return CompletableFuture.supplyAsync(() -> result);
                    }));
    Object[] arguments =
        IntStream.range(0, 13)
            .mapToObj(i -> i % 2 == 0 ? (Object) (1 << i) : (Object) (float) (1 << i))
            .toArray();

    assertThat(value(call(guest, "mix", arguments))).isEqualTo(8191f);
    assertThat(seen).containsExactly(arguments);
  }

  @ParameterizedTest
  @EnumSource
  void v8TestStackSwitchReturnFloat(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports().suspending("env", "single", promises));

    CompletableFuture<@Nullable Object> single = call(guest, "single", 1f);
    promises.next().resolve(0.5f);

    assertThat(value(single)).isEqualTo(0.5f);
  }

  @ParameterizedTest
  @EnumSource
  void v8TestStackSwitchException1(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports());

    assertThat(reason(call(guest, "throw", 1))).isInstanceOf(TaggedException.class);
  }

  @ParameterizedTest
  @EnumSource
  void v8TestStackSwitchException2(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> thrown = call(guest, "throw_after", 1);
    assertThat(thrown).isNotDone();
    promises.next().resolve(2);

    assertThat(reason(thrown)).isInstanceOf(TaggedException.class);
  }

  @ParameterizedTest
  @EnumSource
  void v8TestStackSwitchPromiseReject(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> caught = call(guest, "catch_tag", 1);
    promises.next().reject(TaggedException.of(TAG, 7));

    assertThat(value(caught)).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource
  void v8TestNestedSuspendersSuspend(Semantics semantics) {
    Store store = Store.create();
    AsyncInstance inner =
        Guest.builder(semantics, Guest.MAIN, imports(promises)).store(store).build();
    AsyncInstance outer =
        Guest.builder(semantics, Guest.MAIN, imports(call -> call(inner, "once", 1)))
            .store(store)
            .build();

    CompletableFuture<@Nullable Object> nested = call(outer, "once", 0);
    promises.next().resolve(42);

    assertThat(value(nested)).isEqualTo(42);
  }

  @ParameterizedTest
  @EnumSource
  void v8TestNestedSuspendersNoSuspend(Semantics semantics) {
    Store store = Store.create();
    AsyncInstance inner = Guest.builder(semantics, Guest.MAIN, imports()).store(store).build();
    AsyncInstance outer =
        Guest.builder(semantics, Guest.MAIN, imports(call -> call(inner, "increment")))
            .store(store)
            .build();

    assertThat(value(call(outer, "once", 0))).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void v8Regress13231(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports());
    Promising nothing = Promising.of(guest, "nothing");

    assertThat(nothing.type()).isEqualTo(FunctionType.of(List.of(), List.of()));
    assertThat(Promising.of(guest, "object").type())
        .isEqualTo(FunctionType.of(List.of(ValueType.EXTERNREF), List.of(ValueType.EXTERNREF)));
    assertThat(value(nothing.call())).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void v8TestStackOverflow(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> parked = call(guest, "once", 0);
    assertThat(reason(call(guest, "endless", 0))).isInstanceOf(TrapException.class);
    promises.next().resolve(3);

    assertThat(value(parked)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "by_reference, RELAXED",
    "by_reference, STRICT",
    "in_place, RELAXED",
    "in_place, STRICT",
    "in_place_by_reference, RELAXED",
    "in_place_by_reference, STRICT"
  })
  void v8SuspendCallRef(String export, Semantics semantics) {
    suspendsThrough(export, semantics);
  }

  @ParameterizedTest
  @CsvSource({
    "by_index, RELAXED",
    "by_index, STRICT",
    "in_place_by_index, RELAXED",
    "in_place_by_index, STRICT",
    "guarded, RELAXED",
    "guarded, STRICT"
  })
  void v8SuspendCallIndirect(String export, Semantics semantics) {
    suspendsThrough(export, semantics);
  }

  private void suspendsThrough(String export, Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> called = call(guest, export, 5);
    assertThat(called).isNotDone();
    Promises.Promise promise = promises.next();
    promise.resolve(42);

    assertThat(promise.argument()).isEqualTo(5);
    assertThat(value(called)).isEqualTo(42);
  }

  @ParameterizedTest
  @EnumSource
  void v8TestCentralStackReentrency(Semantics semantics) {
    AsyncInstance guest =
        Guest.main(
            semantics,
            imports(promises)
                .function(
                    "env",
                    "plain",
                    call -> {
                      value(Guest.call(Guest.strict(imports()), "increment"));
                      return call.instance().function("endless").callInt(0);
                    }));

    assertThat(reason(call(guest, "through_host", 0)))
        .isInstanceOfSatisfying(
            TrapException.class,
            trap -> assertThat(trap.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED));
    assertThat(value(call(guest, "increment"))).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void v8TestStackSwitchRegressStackLimit(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));

    CompletableFuture<@Nullable Object> thrown = call(guest, "endless_after", 0);
    promises.next().resolve(0);

    assertThat(reason(thrown))
        .isInstanceOfSatisfying(
            TrapException.class,
            trap -> assertThat(trap.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED));
    CompletableFuture<@Nullable Object> deep = call(guest, "deep", 300, 0);
    promises.next().resolve(1);
    assertThat(value(deep)).isEqualTo(30_001);
  }

  @ParameterizedTest
  @EnumSource
  void v8TestSuspendTwoModules(Semantics semantics) {
    Store store = Store.create();
    AsyncInstance inner =
        Guest.builder(semantics, Guest.MAIN, imports(promises)).store(store).build();
    AsyncInstance outer = link(semantics, store, inner);

    CompletableFuture<@Nullable Object> sum = call(outer, "once_and_one", 0);
    promises.next().resolve(5);

    assertThat(value(sum)).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource
  void v8ReImportedSuspendingImport(Semantics semantics) {
    Store store = Store.create();
    AsyncInstance inner =
        Guest.builder(semantics, Guest.MAIN, imports(promises)).store(store).build();
    AsyncInstance outer = link(semantics, store, inner);

    CompletableFuture<@Nullable Object> sum = call(outer, "get_and_one", 0);
    promises.next().resolve(1);
    assertThat(value(sum)).isEqualTo(2);

    CompletableFuture<@Nullable Object> alone = call(inner, "get", 0);
    promises.next().resolve(4);
    assertThat(value(alone)).isEqualTo(4);
  }

  private static AsyncInstance link(Semantics semantics, Store store, AsyncInstance inner) {
    return Guest.builder(
            semantics, Guest.LINK, AsyncImports.builder().instance("other", inner.instance()))
        .store(store)
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void v8TestTerminationWithFullStackPool(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));
    List<CompletableFuture<@Nullable Object>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      calls.add(call(guest, "once", i));
    }

    guest.close();

    value(guest.closed());
    assertThat(calls)
        .allSatisfy(ended -> assertThat(reason(ended)).isInstanceOf(InstanceClosedException.class));
    assertThat(guest.calls()).isEmpty();
    for (int i = 0; i < 50; i++) {
      assertThat(promises.next().future()).isCompletedExceptionally();
    }
  }

  @ParameterizedTest
  @EnumSource
  void v8TestStackTrace(Semantics semantics) {
    AsyncInstance guest =
        Guest.main(semantics, imports().function("env", "get", call -> call.i32(0)));

    List<GuestFrame> promising = frames(reason(call(guest, "trap_outer", 0)));

    assertThatThrownBy(() -> guest.instance().function("trap_outer").callInt(0))
        .satisfies(trap -> assertThat(frames(trap)).isEqualTo(promising));
    assertThat(promising)
        .extracting(GuestFrame::functionName)
        .containsExactly("trap_inner", "trap_outer");
  }

  private static List<GuestFrame> frames(Throwable trap) {
    return ((TrapException) trap).guestFrames();
  }

  @Test
  void v8TestSuspendJSFramesTraps() {
    AsyncInstance guest =
        Guest.strict(
            imports(promises)
                .function("env", "plain", call -> call.instance().function("once").callInt(1)));

    assertThat(reason(call(guest, "through_host", 0))).isInstanceOf(SuspendException.class);
    assertThat(promises.size()).isZero();
  }

  @Test
  void v8CheckThrowOnBadSuspension() {
    AsyncInstance guest = Guest.strict(imports(promises));

    assertThat(guest.instance().function("catch_host_43").callInt(0)).isEqualTo(43);
    assertThat(guest.instance().function("catch_all_44").callInt(0)).isEqualTo(44);
  }

  @Test
  void v8CheckThrowOnReentrance() {
    AtomicInteger caughtByHost = new AtomicInteger();
    AsyncInstance guest =
        Guest.strict(
            imports(promises)
                .function(
                    "env",
                    "plain",
                    call -> {
                      try {
                        return call.instance().function("once").callInt(1);
                      } catch (SuspendException refused) {
                        caughtByHost.incrementAndGet();
                        throw refused;
                      }
                    }));

    assertThat(value(call(guest, "catch_host_of_plain_43", 0))).isEqualTo(43);
    assertThat(caughtByHost).hasValue(1);
  }

  @Test
  void v8TestUnwrappedExportError() {
    AsyncInstance guest = Guest.strict(imports());

    assertThatThrownBy(() -> guest.instance().function("once").callInt(0))
        .isInstanceOf(SuspendException.class);
    assertThat(guest.instance().function("increment").callInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void v8FunctionsOfATableCanBePromising(Semantics semantics) {
    AsyncInstance guest = Guest.main(semantics, imports(promises));
    Table table = guest.instance().table("table");
    WasmFunction once = (WasmFunction) Objects.requireNonNull(table.get(1));

    CompletableFuture<@Nullable Object> called = Promising.of(guest, once).call(1);
    promises.next().resolve(8);

    assertThat(value(called)).isEqualTo(8);
  }

  // ---- stack-switching-export.js

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 5", "4, 1234", "8, 12345678", "9, 123456789"})
  void v8GenericWrapperParams(int parameters, int expected) {
    AsyncInstance guest = Guest.strict(imports());
    Object[] arguments =
        parameters == 1
            ? new Object[] {5}
            : IntStream.rangeClosed(1, parameters).mapToObj(i -> (Object) i).toArray();

    assertThat(call(guest, "digits" + parameters, arguments)).isCompletedWithValue(expected);
  }

  @Test
  void v8GenericWrapper0ParamTraps() {
    AsyncInstance guest = Guest.strict(imports());

    CompletableFuture<@Nullable Object> trapped = call(guest, "trap");

    assertThat(trapped).isCompletedExceptionally();
    assertThat(reason(trapped)).isInstanceOf(TrapException.class);
  }

  @Test
  void v8GenericWrapperI64Params() {
    AsyncInstance guest = Guest.strict(imports());

    assertThat(value(call(guest, "digits4_wide", 1L << 40, 2L, 3L, 4L)))
        .isEqualTo(1000 * (1L << 40) + 234);
    assertThat(value(call(guest, "digits4_wide", 1, (short) 2, (byte) 3, 4L))).isEqualTo(1234L);
  }

  @Test
  void v8GenericWrapper4ParamWithLessParams() {
    AsyncInstance guest = Guest.strict(imports());

    assertThat(reason(call(guest, "digits4", 1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 4 arguments, found 2");
  }

  @Test
  void v8GenericWrapper4ParamWithMoreParams() {
    AsyncInstance guest = Guest.strict(imports());

    assertThat(reason(call(guest, "digits4", 1, 2, 3, 4, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 4 arguments, found 5");
  }
}
