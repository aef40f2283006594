package dev.heddle.async.jspi;

import static dev.heddle.async.jspi.Guest.call;
import static dev.heddle.async.jspi.Guest.imports;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.GuestCall;
import dev.heddle.async.Semantics;
import dev.heddle.async.SuspendException;
import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.HostFunction;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Host functions of the engine, which do not know of the bridge, under strict semantics. */
class StrictHostFunctionTest {

  private static CompletableFuture<Integer> later() {
    return CompletableFuture.supplyAsync(() -> 41);
  }

  private static @Nullable Object end(CompletableFuture<@Nullable Object> call) {
    return call.orTimeout(30, TimeUnit.SECONDS)
        .handle((value, failure) -> failure == null ? value : failure)
        .join();
  }

  /** Waits as if it were a suspending import. */
  private static HostFunction waiting(AtomicInteger entered, List<Boolean> said) {
    return host -> {
      entered.incrementAndGet();
      said.add(GuestCall.current().maySuspend());
      host.returnI32(GuestCall.current().await(later()) + host.i32(0));
    };
  }

  @ParameterizedTest
  @EnumSource
  void aFunctionOfTheEngineWaitsOnlyWhereSemanticsAreRelaxed(Semantics semantics) {
    AtomicInteger entered = new AtomicInteger();
    List<Boolean> said = new CopyOnWriteArrayList<>();
    FunctionType type = FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32));
    HostFunction code = waiting(entered, said);
    AsyncInstance untyped =
        Guest.main(
            semantics, imports().addAll(Imports.builder().function("env", "get", code).build()));
    AsyncInstance typed =
        Guest.main(semantics, imports().add("env", "get", WasmFunction.of(type, code)));
    for (AsyncInstance guest : List.of(untyped, typed)) {
      Object ended = end(call(guest, "once", 1));
      if (semantics == Semantics.RELAXED) {
        assertThat(ended).isEqualTo(42);
      } else {
        assertThat(ended)
            .isInstanceOfSatisfying(
                SuspendException.class,
                refusal ->
                    assertThat(refusal)
                        .hasMessageContaining("a host function of the engine may not suspend")
                        .hasMessageContaining("it is not a suspending import"));
      }
    }
    assertThat(entered).hasValue(2);
    assertThat(said).containsOnly(semantics == Semantics.RELAXED);
  }

  @Test
  void norDoesItWaitAfterASuspendingImport() {
    List<Boolean> said = new CopyOnWriteArrayList<>();
    HostFunction wide =
        host -> {
          said.add(GuestCall.current().maySuspend());
          host.returnI64(GuestCall.current().await(later()));
        };
    AsyncInstance guest =
        Guest.strict(
            imports(host -> later())
                .addAll(Imports.builder().function("env", "wide", wide).build()));
    assertThat(end(call(guest, "once", 1))).isEqualTo(41);
    assertThat(end(call(guest, "both", 1))).isInstanceOf(SuspendException.class);
    assertThat(said).containsExactly(false);
  }

  @Test
  void aRefillOfFuelWaits() {
    AtomicInteger asked = new AtomicInteger();
    Fuel fuel =
        Fuel.of(
            0,
            (tank, missing) -> {
              asked.incrementAndGet();
              assertThat(Fuel.isBeingRefilled()).isTrue();
              tank.add(missing + GuestCall.current().await(later()));
            });
    AsyncInstance guest = Guest.builder(Semantics.STRICT, Guest.MAIN, imports()).fuel(fuel).build();
    assertThat(end(call(guest, "once", 5))).isEqualTo(5);
    assertThat(asked).hasPositiveValue();
    assertThat(Fuel.isBeingRefilled()).isFalse();
  }
}
