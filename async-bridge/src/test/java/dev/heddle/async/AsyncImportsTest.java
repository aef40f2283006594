package dev.heddle.async;

import static dev.heddle.async.Desk.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.HostFunction;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of several imports of one name the last is taken, in whatever way each of them was added. */
class AsyncImportsTest {

  private final Store store = Store.create();

  private interface Way {
    /** Adds an {@code env.get} that returns {@code value}. */
    void add(AsyncImports.Builder imports, int value);
  }

  private final List<Way> ways =
      List.of(
          (imports, value) -> imports.suspending("env", "get", call -> value),
          (imports, value) -> imports.function("env", "get", call -> value),
          (imports, value) -> imports.add("env", "get", typed(value)),
          (imports, value) -> imports.addAll(engine(value)),
          (imports, value) -> imports.addAll(async(value).build()),
          (imports, value) -> imports.addAll(AsyncImports.builder().addAll(engine(value)).build()),
          (imports, value) ->
              imports.addAll(AsyncImports.builder().add("env", "get", typed(value)).build()),
          (imports, value) -> imports.addAll(async(0).add("env", "get", typed(value)).build()),
          (imports, value) ->
              imports.addAll(
                  AsyncImports.builder().addAll(engine(0)).addAll(async(value).build()).build()),
          (imports, value) -> imports.instance("env", exporter(value)));

  private static HostFunction code(int value) {
    return call -> call.returnI32(value);
  }

  private static WasmFunction typed(int value) {
    return WasmFunction.of(
        FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32)), code(value));
  }

  private static Imports engine(int value) {
    return Imports.builder().function("env", "get", code(value)).build();
  }

  private static AsyncImports.Builder async(int value) {
    return AsyncImports.builder().suspending("env", "get", call -> value);
  }

  private Instance exporter(int value) {
    return Instance.builder(Guests.REACTOR)
        .store(store)
        .imports(Imports.builder().function("env", "ask", code(value)).build())
        .build();
  }

  @Test
  void theLaterOfTwoIsTaken() {
    for (int first = 0; first < ways.size(); first++) {
      for (int second = 0; second < ways.size(); second++) {
        AsyncImports.Builder imports = AsyncImports.builder();
        ways.get(first).add(imports, 100);
        ways.get(second).add(imports, 200 + second);
        AsyncInstance guest =
            AsyncInstance.builder(Guests.START).store(store).imports(imports.build()).build();

        assertThat(result(guest.function("answer").future(Integer.class)))
            .as("way %s after way %s", second, first)
            .isEqualTo(200 + second);
      }
    }
  }

  @Test
  void whatHasAnotherNameStays() {
    AsyncImports imports =
        async(5)
            .suspending("env", "ask", call -> 6)
            .addAll(Imports.builder().function("other", "get", code(7)).build())
            .addAll(AsyncImports.builder().function("env", "ask", call -> 8).build())
            .build();

    assertThat(imports.toImports().names().get("env")).containsExactlyInAnyOrder("get", "ask");
    assertThat(
            result(
                AsyncInstance.builder(Guests.START)
                    .imports(imports)
                    .build()
                    .function("answer")
                    .future(Integer.class)))
        .isEqualTo(5);
  }
}
