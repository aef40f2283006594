package dev.heddle.wasm;

import static dev.heddle.wasm.types.ValueType.EXTERNREF;
import static dev.heddle.wasm.types.ValueType.FUNCREF;
import static dev.heddle.wasm.types.ValueType.I32;
import static dev.heddle.wasm.types.ValueType.I64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.TagType;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What belongs to a store stays there, whatever way it is handed to another. */
class StoreTest {

  private static final WasmModule PARTS = Guests.module("store-parts");
  private static final WasmModule IMPORTER = Guests.module("store-importer");

  private static Instance parts(Store store) {
    return Instance.builder(PARTS).store(store).build();
  }

  /** An instance of the importer that gets what {@code give} says from its host function. */
  private static Instance importer(Store store, Instance parts, WasmFunction give) {
    Imports imports =
        Imports.builder()
            .instance("parts", parts)
            .function("env", "give", call -> call.returnAll(give))
            .build();
    return Instance.builder(IMPORTER).store(store).imports(imports).build();
  }

  private static WasmFunction hostFunction() {
    return WasmFunction.of(FunctionType.of(List.of(), List.of()), call -> {});
  }

  private static void assertForeign(ThrowingCallable action) {
    assertThatIllegalArgumentException()
        .isThrownBy(action)
        .withMessageContaining("function answer belongs to another store")
        .withMessageContaining("store(...)");
  }

  @Test
  void allThatAnInstanceMakesLinksInItsStore() {
    Store store = Store.create();
    Instance parts = parts(store);
    Instance importer = importer(store, parts, parts.function("answer"));

    assertThat(importer.function("relay").callInt()).isEqualTo(42);
    assertThat(importer.function("ask").invoke()).containsExactly(parts.function("answer"));
  }

  @Test
  void nothingThatAnInstanceMakesLinksIntoAnotherStore() {
    assertThatExceptionOfType(LinkException.class)
        .isThrownBy(() -> importer(Store.create(), parts(Store.create()), hostFunction()))
        .satisfies(e ->
            assertThat(e.getMessage().lines())
                .hasSize(6)
                .allSatisfy(line ->
                    assertThat(line)
                        .startsWith("import of another store: import parts.")
                        .endsWith("needs one store, which both builders take: store(...)"))
                .satisfiesExactly(
                    line -> assertThat(line).contains("parts.answer", "found function answer of"),
                    line -> assertThat(line).contains("parts.memory", "found memory 1 of"),
                    line -> assertThat(line).contains("parts.table", "found table 2 funcref of"),
                    line -> assertThat(line).contains("parts.variable", "found global"),
                    line -> assertThat(line).contains("parts.held", "found global"),
                    line -> assertThat(line).contains("parts.tag", "found tag")));
  }

  @Test
  void aRefusedInstanceBindsNothing() {
    Memory memory = Memory.create(MemoryType.of(1));
    Global counter = Global.create(new GlobalType(I32, true), 0);
    WasmModule module = Guests.module("shared-state");
    Imports wrong =
        Imports.builder().add("owner", "memory", memory).add("owner", "counter", counter).build();
    assertThatExceptionOfType(LinkException.class)
        .isThrownBy(() -> Instance.builder(module).imports(wrong).build())
        .withMessageContaining("owner.counter");

    Imports right =
        Imports.builder()
            .addAll(wrong)
            .add("owner", "counter", Global.create(new GlobalType(I64, true), 0L))
            .build();
    assertThat(Instance.builder(module).imports(right).build().exports()).containsKey("poke");
  }

  @Test
  void whatTheHostMakesBelongsToTheStoreThatItCameToFirst() {
    Imports imports =
        Imports.builder()
            .function("env", "price", call -> call.returnI32(0))
            .add("env", "memory", Memory.create(MemoryType.of(1, 2)))
            .add("env", "table", Table.create(TableType.of(FUNCREF, 2, 4), null))
            .add("env", "constant", Global.create(new GlobalType(I64, false), 5L))
            .add("env", "variable", Global.create(new GlobalType(I64, true), 6L))
            .build();
    WasmModule module = Guests.module("imports");
    Store store = Store.create();
    Instance.builder(module).store(store).imports(imports).build();
    Instance.builder(module).store(store).imports(imports).build();

    assertThatExceptionOfType(LinkException.class)
        .isThrownBy(() -> Instance.builder(module).imports(imports).build())
        .satisfies(e ->
            assertThat(e.getMessage().lines())
                .satisfiesExactly(
                    line -> assertThat(line).contains("env.memory"),
                    line -> assertThat(line).contains("env.table"),
                    line -> assertThat(line).contains("env.variable")));
  }

  @Test
  void tagsAndSharedMemoriesOfTheHostAreForAllStores() {
    Memory memory = Memory.create(MemoryType.of(1, 1).asShared());
    Imports imports = Imports.builder().add("env", "memory", memory).build();
    WasmModule threads = Guests.module("threads");

    assertThat(Instance.builder(threads).imports(imports).build().store())
        .isNotSameAs(Instance.builder(threads).imports(imports).build().store());

    Tag tag = Tag.create(new TagType(List.of()));
    for (int i = 0; i < 2; i++) {
      Store store = Store.create();
      Instance parts = parts(store);
      Imports withTag =
          Imports.builder()
              .instance("parts", parts)
              .add("parts", "tag", tag)
              .function("env", "give", call -> call.returnAll(hostFunction()))
              .build();
      Instance importer = Instance.builder(IMPORTER).store(store).imports(withTag).build();
      assertThat(importer.function("relay").callInt()).isEqualTo(42);
    }
  }

  @Test
  void theHostCannotPutAFunctionIntoATableOrGlobalOfAnotherStore() {
    WasmFunction foreign = parts(Store.create()).function("answer");
    Instance parts = parts(Store.create());

    assertForeign(() -> parts.table("table").set(0, foreign));
    assertForeign(() -> parts.table("table").grow(1, foreign));
    assertForeign(() -> parts.global("held").set(foreign));
    assertThat(parts.table("table").size()).isEqualTo(2);
    assertThat(parts.table("table").get(0)).isNull();
    assertThat(parts.global("held").get()).isNull();

    WasmFunction own = parts.function("answer");
    WasmFunction host = hostFunction();
    parts.table("table").set(0, own);
    parts.table("table").set(1, host);
    parts.global("held").set(own);
    assertThat(parts.table("table").get(0)).isSameAs(own);
    assertThat(parts.table("table").get(1)).isSameAs(host);
    assertThat(parts.global("held").get()).isSameAs(own);
  }

  @Test
  void aTableOrGlobalOfTheHostGoesToTheStoreOfTheFirstFunctionInIt() {
    WasmFunction one = parts(Store.create()).function("answer");
    WasmFunction other = parts(Store.create()).function("answer");

    Table filled = Table.create(TableType.of(FUNCREF, 1), one);
    assertForeign(() -> filled.set(0, other));
    Table empty = Table.create(TableType.of(FUNCREF, 1), null);
    assertThatExceptionOfType(TrapException.class).isThrownBy(() -> empty.set(1, one));
    empty.set(0, other);
    assertForeign(() -> empty.set(0, one));
    Global variable = Global.create(new GlobalType(FUNCREF, true), one);
    assertForeign(() -> variable.set(other));
  }

  @Test
  void argumentsAndResultsOfHostFunctionsStayInTheirStore() {
    WasmFunction foreign = parts(Store.create()).function("answer");
    Store store = Store.create();
    Instance parts = parts(store);

    assertForeign(() -> parts.function("take").invoke(foreign));
    assertForeign(() -> importer(store, parts, foreign).function("ask").invoke());
    assertThat(parts.function("take").invoke(parts.function("answer"))).containsExactly(0);
    assertThat(parts.function("take").invoke(hostFunction())).containsExactly(0);
  }

  @Test
  void aFunctionThatCameUnseenIsNotCalled() {
    WasmFunction foreign = parts(Store.create()).function("answer");
    Instance parts = parts(Store.create());
    DefinedType box =
        PARTS.types().stream().filter(type -> !type.isFunction()).findFirst().orElseThrow();

    for (String call : List.of("callBoxed", "tailCallBoxed")) {
      assertThatExceptionOfType(TrapException.class)
          .isThrownBy(() -> parts.function(call).invoke(WasmStruct.create(box, foreign)))
          .withMessageStartingWith("function of another store: answer was called by an instance of")
          .satisfies(e -> assertThat(e.kind()).isEqualTo(TrapKind.FUNCTION_OF_ANOTHER_STORE));
      assertThat(parts.function(call).invoke(WasmStruct.create(box, parts.function("answer"))))
          .containsExactly(42);
    }
  }

  @Test
  void aFunctionIsLikeAnyObjectToThoseWhoCannotCallIt() {
    WasmFunction foreign = parts(Store.create()).function("answer");
    Table objects = Table.create(TableType.of(EXTERNREF, 1), null);
    objects.set(0, foreign);

    assertThat(Objects.requireNonNull(objects.get(0))).isSameAs(foreign);
  }
}
