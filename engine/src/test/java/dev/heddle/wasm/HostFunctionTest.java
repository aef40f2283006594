package dev.heddle.wasm;

import static dev.heddle.wasm.types.ValueType.I32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.types.FunctionType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostFunctionTest {

  /** The guest {@code host-calls} with every import echoing, but for those in {@code others}. */
  private static Instance guest(Imports others) {
    return Guests.instance(
        "host-calls",
        Imports.builder()
            .function("env", "i32", call -> call.returnI32(call.i32(0)))
            .function("env", "i64", call -> call.returnI64(call.i64(0)))
            .function("env", "f32", call -> call.returnF32(call.f32(0)))
            .function("env", "f64", call -> call.returnF64(call.f64(0)))
            .function("env", "extern", call -> call.returnAll(call.reference(0)))
            .function("env", "func", call -> call.returnAll(call.reference(0)))
            .function("env", "nothing", call -> {})
            .function(
                "env",
                "all",
                call ->
                    call.returnAll(
                        call.reference(4), call.f64(3), call.f32(2), call.i64(1), call.i32(0)))
            .addAll(others)
            .build());
  }

  private static Instance guest(String name, HostFunction code) {
    return guest(Imports.builder().function("env", name, code).build());
  }

  private static Instance guest() {
    return guest(Imports.none());
  }

  @Test
  void argumentsAndResultsOfEveryTypeGoThrough() {
    assertThat(guest().function("i32").callInt(-5)).isEqualTo(-5);
    assertThat(guest().function("i64").callLong(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    assertThat(guest().function("f32").callFloat(-0.0f)).isEqualTo(-0.0f);
    assertThat(guest().function("f64").callDouble(1e300)).isEqualTo(1e300);
    guest().function("nothing").callVoid();
    Object object = new Object();
    assertThat(guest().function("extern").invoke(object).getFirst()).isSameAs(object);
    assertThat(guest().function("extern").invoke((Object) null)).containsExactly((Object) null);
    assertThat(guest().function("all").invoke(1, 2L, 3f, 4.0, object))
        .containsExactly(object, 4.0, 3f, 2L, 1);
  }

  @Test
  void floatsKeepTheirBitsOnTheWayThroughTheHost() {
    int signalling = 0x7f80_0001;
    assertThat((int) guest().function("f32").call(signalling)[0]).isEqualTo(signalling);
    long signallingLong = 0xfff0_0000_0000_0001L;
    assertThat(guest().function("f64").call(signallingLong)[0]).isEqualTo(signallingLong);
  }

  @Test
  void argumentsCanBeHadAsObjects() {
    List<@Nullable Object> seen = new ArrayList<>();
    Instance guest =
        guest(
            "all",
            call -> {
              for (int i = 0; i < 5; i++) {
                seen.add(call.argument(i));
              }
              call.returnAll(null, 4.0, 3f, 2L, 1);
            });

    assertThat(guest.function("all").invoke(1, 2L, 3f, 4.0, "five"))
        .containsExactly(null, 4.0, 3f, 2L, 1);
    assertThat(seen).containsExactly(1, 2L, 3f, 4.0, "five");
  }

  @Test
  void aFunctionReferenceComesBackAsAFunctionThatGuestsCanCall() {
    WasmFunction negate =
        WasmFunction.of(
            FunctionType.of(List.of(I32), List.of(I32)), call -> call.returnI32(-call.i32(0)));
    Instance guest = guest();

    assertThat(guest.function("func").invoke(negate)).containsExactly(negate);
    assertThat(guest.function("callReference").invoke(negate, 42)).containsExactly(-42);
    assertThat(guest.function("callReference").invoke(guest.function("i32"), 43))
        .containsExactly(43);
  }

  @Test
  void theTypeAndTheNameOfTheImportAreKnown() {
    AtomicReference<String> name = new AtomicReference<>();
    AtomicReference<FunctionType> type = new AtomicReference<>();
    AtomicReference<Instance> caller = new AtomicReference<>();
    Instance guest =
        guest(
            "i32",
            call -> {
              name.set(call.name());
              type.set(call.type());
              caller.set(call.instance());
              call.returnI32(0);
            });

    guest.function("i32").callInt(1);

    assertThat(name).hasValue("env.i32");
    assertThat(type).hasValue(FunctionType.of(List.of(I32), List.of(I32)));
    assertThat(caller.get()).isSameAs(guest);
  }

  @Test
  void aFunctionWithATypeOfItsOwnIsUsedWithThatType() {
    Instance guest =
        guest(
            Imports.builder()
                .function(
                    "env",
                    "i32",
                    FunctionType.of(List.of(I32), List.of(I32)),
                    call -> call.returnI32(call.i32(0) + 1))
                .build());

    assertThat(guest.function("i32").callInt(41)).isEqualTo(42);
  }

  @Test
  void theMemoryOfTheCallerCanBeReadAndWritten() {
    Instance guest =
        guest(
            "i32",
            call -> {
              call.memory().putInt(call.i32(0), 1234);
              call.returnI32(call.memory().getInt(call.i32(0)));
            });

    assertThat(guest.function("i32").callInt(100)).isEqualTo(1234);
    assertThat(guest.memory("memory").getInt(100)).isEqualTo(1234);
  }

  @Test
  void aMemoryThatIsNotExportedIsStillTheCallers() {
    AtomicReference<String> text = new AtomicReference<>();
    Guests.instance(
            "hidden-memory",
            Imports.builder()
                .function("env", "look", call -> text.set(call.memory().readUtf8(8, 6)))
                .build())
        .function("look")
        .callVoid();

    assertThat(text).hasValue("hidden");
  }

  @Test
  void aCallerWithoutMemorySaysSo() {
    Instance guest =
        Guests.instance(
            "no-memory", Imports.builder().function("env", "look", HostCall::memory).build());

    assertThatIllegalStateException().isThrownBy(() -> guest.function("look").callVoid());
  }

  @Test
  void aHostFunctionCalledByTheHostHasNoCaller() {
    WasmFunction function =
        WasmFunction.of(FunctionType.of(List.of(), List.of()), HostCall::instance);

    assertThatIllegalStateException().isThrownBy(function::callVoid);
  }

  /** A mistake in a host function, and what the message must say of it. */
  private record Mistake(String name, HostFunction code, List<String> said) {

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Mistake> mistakes() {
    List<String> argument = List.of("env.all", "0", "i32");
    return Stream.of(
        new Mistake(
            "reading an i32 as i64", call -> call.i64(0), List.of("env.all", "0", "i32", "i64")),
        new Mistake(
            "reading an i32 as f32", call -> call.f32(0), List.of("env.all", "0", "f32", "i32")),
        new Mistake(
            "reading an i32 as f64", call -> call.f64(0), List.of("env.all", "0", "f64", "i32")),
        new Mistake("reading an i32 as a reference", call -> call.reference(0), argument),
        new Mistake(
            "reading an i64 as i32", call -> call.i32(1), List.of("env.all", "1", "i64", "i32")),
        new Mistake(
            "reading an f32 as f64", call -> call.f64(2), List.of("env.all", "2", "f32", "f64")),
        new Mistake(
            "reading an externref as i32",
            call -> call.i32(4),
            List.of("env.all", "4", "externref")),
        new Mistake("returning one of five results", call -> call.returnI32(1), List.of("env.all")),
        new Mistake(
            "returning too few", call -> call.returnAll(null, 1.0), List.of("env.all", "5", "2")),
        new Mistake(
            "returning the wrong class",
            call -> call.returnAll(null, 4.0, 3f, 2.0, 1),
            List.of("env.all", "3", "i64", "Double")));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeInTypesIsToldWithTheNameOfTheFunction(Mistake mistake) {
    Instance guest = guest("all", mistake.code());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> guest.function("all").invoke(1, 2L, 3f, 4.0, "five"))
        .satisfies(e -> assertThat(e.getMessage()).contains(mistake.said()));
  }

  @TestFactory
  Stream<DynamicTest> aResultOfTheWrongTypeIsRefused() {
    record Case(String name, HostFunction code) {}
    return Stream.of(
            new Case("i32", call -> call.returnI64(1)),
            new Case("i64", call -> call.returnI32(1)),
            new Case("f32", call -> call.returnF64(1)),
            new Case("f64", call -> call.returnF32(1)),
            new Case("i64", call -> call.returnAll(1f)),
            new Case("func", call -> call.returnAll("text")),
            new Case("nothing", call -> call.returnI32(1)))
        .map(wrong ->
            DynamicTest.dynamicTest(
                "for " + wrong.name(),
                () -> {
                  Instance guest = guest(wrong.name(), wrong.code());
                  Object[] arguments =
                      switch (wrong.name()) {
                        case "i32" -> new Object[] {1};
                        case "i64" -> new Object[] {1L};
                        case "f32" -> new Object[] {1f};
                        case "f64" -> new Object[] {1.0};
                        case "func" -> new Object[] {null};
                        default -> new Object[0];
                      };
                  assertThatIllegalArgumentException()
                      .isThrownBy(() -> guest.function(wrong.name()).invoke(arguments))
                      .withMessageContaining("env." + wrong.name());
                }));
  }

  @Test
  void aHostFunctionThatForgetsItsResultIsTold() {
    Instance guest = guest("i32", call -> {});

    assertThatThrownBy(() -> guest.function("i32").callInt(1)).hasMessageContaining("env.i32");
  }

  @Test
  void anArgumentThatIsNotThereIsRefused() {
    Instance guest = guest("i32", call -> call.returnI32(call.i32(1)));

    assertThatThrownBy(() -> guest.function("i32").callInt(1))
        .isInstanceOfAny(IllegalArgumentException.class, IndexOutOfBoundsException.class)
        .hasMessageContaining("env.i32")
        .hasMessageContaining("1");
  }

  @Test
  void whatAHostFunctionThrowsReachesTheCallerAsTheSameObject() {
    for (Throwable thrown :
        List.of(
            new IOException("checked"),
            new IllegalStateException("unchecked"),
            new AssertionError("error"),
            new InterruptedException())) {
      Instance guest = guest("nothing", call -> sneakyThrow(thrown));

      assertThatThrownBy(() -> guest.function("nothing").callVoid()).isSameAs(thrown);
      assertThatThrownBy(() -> guest.function("nothing").invoke()).isSameAs(thrown);
      assertThat(guest.function("i32").callInt(3)).isEqualTo(3);
    }
  }

  @Test
  void aCheckedExceptionNeedsNoWrapping() {
    IOException thrown = new IOException("disk full");
    Instance guest =
        guest(
            "nothing",
            call -> {
              throw thrown;
            });

    assertThatThrownBy(() -> guest.function("nothing").callVoid()).isSameAs(thrown);
  }

  @Test
  void anExceptionUnwindsGuestAndHostFramesInTurn() {
    AtomicReference<Instance> self = new AtomicReference<>();
    IOException thrown = new IOException("at the bottom");
    Instance recursion =
        Guests.instance(
            "recursion",
            Imports.builder()
                .function(
                    "env",
                    "back",
                    call -> {
                      if (call.i32(0) == 20) {
                        throw thrown;
                      }
                      call.returnI32(self.get().function("throughHost").callInt(call.i32(0)));
                    })
                .build());
    self.set(recursion);

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> recursion.function("throughHost").callInt(0)).isSameAs(thrown);
      assertThat(recursion.function("depth").callInt(100)).isEqualTo(100);
    }
  }

  @Test
  void aHostFunctionMayCatchWhatTheGuestItCallsThrows() {
    AtomicReference<Instance> self = new AtomicReference<>();
    Instance guest =
        guest(
            "i32",
            call -> {
              assertThatExceptionOfType(TrapException.class)
                  .isThrownBy(() -> Guests.instance("traps").function("unreachable").callVoid());
              call.returnI32((int) self.get().function("i64").callLong(call.i32(0)));
            });
    self.set(guest);

    assertThat(guest.function("i32").callInt(9)).isEqualTo(9);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void sneakyThrow(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
