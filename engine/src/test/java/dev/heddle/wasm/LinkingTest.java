package dev.heddle.wasm;

import static dev.heddle.wasm.types.ValueType.EXTERNREF;
import static dev.heddle.wasm.types.ValueType.FUNCREF;
import static dev.heddle.wasm.types.ValueType.I32;
import static dev.heddle.wasm.types.ValueType.I64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heddle.wasm.decode.ModuleBytes;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinkingTest {

  private static final WasmModule MODULE = Guests.module("imports");

  /** Everything the module asks for, as it asks for it. */
  private static Imports.Builder right() {
    return Imports.builder()
        .function(
            "env",
            "price",
            FunctionType.of(List.of(I32), List.of(I32)),
            call -> call.returnI32(call.i32(0)))
        .add("env", "memory", Memory.create(MemoryType.of(1, 2)))
        .add("env", "table", Table.create(TableType.of(FUNCREF, 2, 4), null))
        .add("env", "constant", Global.create(new GlobalType(I64, false), 5L))
        .add("env", "variable", Global.create(new GlobalType(I64, true), 6L));
  }

  private static void assertRefused(Imports.Builder imports, String beginning, String... parts) {
    assertThatExceptionOfType(LinkException.class)
        .isThrownBy(() -> Instance.builder(MODULE).imports(imports.build()).build())
        .satisfies(e -> assertThat(e.getMessage()).startsWith(beginning).contains(parts));
  }

  @Test
  void matchingImportsLink() {
    Instance instance = Instance.builder(MODULE).imports(right().build()).build();

    assertThat(instance.exports()).isEmpty();
    assertThat(instance.module()).isSameAs(MODULE);
  }

  @Test
  void aMissingImportIsNamedWithItsType() {
    assertRefused(Imports.builder(), "unknown import", "env.price", "(i32) -> (i32)");
    assertThatExceptionOfType(LinkException.class)
        .isThrownBy(() -> Instance.builder(MODULE).build())
        .withMessageStartingWith("unknown import")
        .withMessageContaining("env.price");
  }

  private static List<String> refusal(Imports imports) {
    try {
      Instance.builder(Guests.module("many-imports")).imports(imports).build();
    } catch (LinkException e) {
      return e.getMessage().lines().toList();
    }
    throw new AssertionError("it links");
  }

  @Test
  void allThatIsMissingAndAllThatDoesNotFitIsListedInOrder() {
    assertThatExceptionOfType(LinkException.class)
        .isThrownBy(() ->
            Instance.builder(MODULE)
                .imports(
                    Imports.builder()
                        .function("env", "price", call -> call.returnI32(0))
                        .add("env", "memory", Memory.create(MemoryType.of(1)))
                        .add("env", "variable", Global.create(new GlobalType(I64, true), 6L))
                        .build())
                .build())
        .withMessage(
            """
            incompatible import type: import env.memory: expected memory 1 2, found memory 1
            unknown import env.table: expected table 2 4 funcref, found nothing
            unknown import env.constant: expected global i64, found nothing\
            """);
  }

  @Test
  void aMissingImportIsAnsweredWithSimilarNames() {
    HostFunction code = call -> call.returnI32(0);
    List<String> lines =
        refusal(
            Imports.builder()
                .function("env", "get_price", code)
                .function("env", "pirce", code)
                .function("env", "x", code)
                .function("maths", "sum", code)
                .build());

    assertThat(lines)
        .contains(
            "unknown import env.getPrice: expected (i32) -> (i32), found nothing; similar:"
                + " env.get_price",
            "unknown import env.price: expected (i32) -> (i32), found nothing; similar: env.pirce",
            "unknown import env.sum: expected (i32) -> (i32), found nothing; similar: maths.sum",
            "unknown import a.b: expected () -> (), found nothing");
  }

  @Test
  void wellKnownEnvironmentsAreExplainedOnceEach() {
    List<String> lines = refusal(Imports.none());

    assertThat(lines.subList(0, 15))
        .allSatisfy(line -> assertThat(line).startsWith("unknown import "));
    assertThat(lines.subList(15, lines.size()))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("wasi_snapshot_preview1 is WASI preview 1"),
            line -> assertThat(line).startsWith("wasi_unstable is WASI as it was before"),
            line -> assertThat(line).contains("Emscripten's JavaScript", "-sSTANDALONE_WASM"),
            line -> assertThat(line).contains("exceptions", "-fwasm-exceptions"),
            line -> assertThat(line).contains("system calls"),
            line -> assertThat(line).contains("AssemblyScript"),
            line -> assertThat(line).contains("object file", "wasm-ld"),
            line -> assertThat(line).contains("wasm-bindgen to replace"),
            line -> assertThat(line).contains("wasm-bindgen has made"),
            line -> assertThat(line).contains("GOOS=wasip1"),
            line -> assertThat(line).contains("shared library"),
            line -> assertThat(line).contains("short names that Emscripten gives"));
  }

  @Test
  void anErrorIsBoundedHoweverMuchIsMissing() {
    int[] longName = ModuleBytes.name("x".repeat(10_000));
    int[][] imports = new int[1_001][];
    imports[0] = ModuleBytes.u32(1_000);
    for (int i = 1; i < imports.length; i++) {
      imports[i] = ModuleBytes.join(ModuleBytes.name("m" + i), longName, new int[] {0, 0});
    }
    byte[] bytes =
        ModuleBytes.module()
            .section(1, 1, 0x60, 0, 0)
            .section(2, ModuleBytes.join(imports))
            .toBytes();

    assertThatExceptionOfType(LinkException.class)
        .isThrownBy(() -> Instance.builder(WasmModule.load(bytes)).build())
        .satisfies(
            e -> assertThat(e.getMessage().lines()).hasSize(21).last().isEqualTo("and 980 more"))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(5_000));
  }

  @Test
  void importsTellTheirNames() {
    Imports imports = right().function("maths", "sum", call -> {}).build();

    assertThat(imports.names().keySet()).containsExactlyInAnyOrder("env", "maths");
    assertThat(imports.names().get("maths")).containsExactly("sum");
    assertThat(imports.names().get("env")).hasSize(5).contains("price", "memory");
  }

  @Test
  void aFunctionOfAnotherTypeIsRefusedWithBothTypes() {
    assertRefused(
        right().function("env", "price", FunctionType.of(List.of(I64), List.of()), call -> {}),
        "incompatible import type",
        "env.price",
        "(i32) -> (i32)",
        "(i64) -> ()");
  }

  @Test
  void anImportOfAnotherKindIsRefusedWithBothKinds() {
    assertRefused(
        right().add("env", "price", Memory.create(MemoryType.of(1))),
        "incompatible import type",
        "env.price",
        "(i32) -> (i32)",
        "memory");
    assertRefused(
        right().function("env", "memory", call -> {}),
        "incompatible import type",
        "env.memory",
        "memory 1 2");
  }

  @Test
  void aMemoryMustBeLargeEnoughAndBoundedEnough() {
    assertRefused(
        right().add("env", "memory", Memory.create(MemoryType.of(0, 2))),
        "incompatible import type",
        "env.memory",
        "memory 1 2",
        "memory 0 2");
    assertRefused(
        right().add("env", "memory", Memory.create(MemoryType.of(1, 3))),
        "incompatible import type",
        "env.memory");
    assertRefused(
        right().add("env", "memory", Memory.create(MemoryType.of(1))),
        "incompatible import type",
        "env.memory");
  }

  @Test
  void aMemoryMayBeLargerAndMoreBoundedThanAskedFor() {
    Imports imports = right().add("env", "memory", Memory.create(MemoryType.of(2, 2))).build();

    assertThat(Instance.builder(MODULE).imports(imports).build().module()).isSameAs(MODULE);
  }

  @Test
  void theSizeAMemoryHasGrownToCounts() {
    Memory memory = Memory.create(MemoryType.of(0, 2));
    assertThat(memory.grow(1)).isZero();

    Imports imports = right().add("env", "memory", memory).build();
    assertThat(Instance.builder(MODULE).imports(imports).build().module()).isSameAs(MODULE);
  }

  @Test
  void aTableMustHaveTheElementTypeAndTheSize() {
    assertRefused(
        right().add("env", "table", Table.create(TableType.of(EXTERNREF, 2, 4), null)),
        "incompatible import type",
        "env.table",
        "funcref",
        "externref");
    assertRefused(
        right().add("env", "table", Table.create(TableType.of(FUNCREF, 1, 4), null)),
        "incompatible import type",
        "env.table");
    assertRefused(
        right().add("env", "table", Table.create(TableType.of(FUNCREF, 2, 5), null)),
        "incompatible import type",
        "env.table");
  }

  @Test
  void aGlobalMustHaveTheTypeAndTheMutability() {
    assertRefused(
        right().add("env", "constant", Global.create(new GlobalType(I32, false), 5)),
        "incompatible import type",
        "env.constant",
        "i64",
        "i32");
    assertRefused(
        right().add("env", "constant", Global.create(new GlobalType(I64, true), 5L)),
        "incompatible import type",
        "env.constant",
        "mut");
    assertRefused(
        right().add("env", "variable", Global.create(new GlobalType(I64, false), 5L)),
        "incompatible import type",
        "env.variable",
        "mut");
  }

  @Test
  void instancesShareWhatTheyImportFromEachOther() {
    Memory memory = Memory.create(MemoryType.of(1));
    Global counter = Global.create(new GlobalType(I64, true), 10L);
    Imports imports =
        Imports.builder().add("owner", "memory", memory).add("owner", "counter", counter).build();
    WasmModule module = Guests.module("shared-state");
    Store store = Store.create();
    Instance one = Instance.builder(module).imports(imports).store(store).build();
    Instance other = Instance.builder(module).imports(imports).store(store).build();

    one.function("poke").callVoid(3, 1);
    other.function("poke").callVoid(4, 2);

    assertThat(counter.get()).isEqualTo(12L);
    assertThat(memory.read(3, 2)).containsExactly(1, 2);
  }

  @Test
  void theExportsOfAnInstanceCanBeImported() {
    Instance calls = Guests.instance("calls");
    Instance guest =
        Guests.instance(
            "importer-of-lane",
            Imports.builder().add("switching", "lane", intFunction(calls)).build());

    assertThat(guest.function("relay").callInt(5)).isEqualTo(5);
    assertThat(
            Imports.builder()
                .instance("calls", calls)
                .build()
                .resolve("calls", "nine", calls.function("nine").type()))
        .contains(calls.function("nine"));
  }

  private static WasmFunction intFunction(Instance calls) {
    return WasmFunction.of(
        FunctionType.of(List.of(I32), List.of(I32)),
        call -> call.returnI32(calls.function("addInts").callInt(call.i32(0), 0)));
  }

  @Test
  void aLaterImportReplacesAnEarlierOne() {
    AtomicInteger started = new AtomicInteger();
    Guests.instance(
        "start",
        Imports.builder()
            .function("env", "started", call -> started.set(-1))
            .function("env", "started", call -> started.set(call.i32(0)))
            .build());

    assertThat(started).hasValue(7);
  }

  @Test
  void aTrapInTheStartFunctionOrInASegmentIsThrownByBuild() {
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> Guests.instance("start-trap"))
        .withMessageStartingWith("unreachable")
        .satisfies(e -> assertThat(e.guestFrames()).hasSize(1));
    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> Guests.instance("segment-too-far"))
        .withMessageStartingWith("out of bounds memory access");
  }

  @Test
  void anExportThatIsNotThereIsAnsweredWithThoseThatAre() {
    Instance sections =
        Guests.instance("sections", Imports.builder().function("env", "log", call -> {}).build());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> sections.function("frist"))
        .withMessageContaining("frist")
        .withMessageContaining("first")
        .withMessageContaining("second");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sections.function("memory"))
        .withMessageContaining("memory");
    assertThatIllegalArgumentException().isThrownBy(() -> sections.memory("first"));
    assertThatIllegalArgumentException().isThrownBy(() -> sections.table("first"));
    assertThatIllegalArgumentException().isThrownBy(() -> sections.global("first"));
  }

  @Test
  void whoAsksForAnExportThatIsNotThereIsToldWhatIs() {
    Instance few = Guests.instance("memory");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> few.function("nothing"))
        .withMessage(
            "export nothing: expected a function, found nothing; exports are "
                + few.exports().keySet());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> few.table("memory"))
        .withMessage("export memory: expected a table, found memory 1 3");

    int[] entries =
        IntStream.range(0, 1_000)
            .mapToObj(i -> ModuleBytes.join(ModuleBytes.name("e" + i), new int[] {2, 0}))
            .flatMapToInt(Arrays::stream)
            .toArray();
    byte[] bytes =
        ModuleBytes.module()
            .section(5, 1, 0, 0)
            .section(7, ModuleBytes.join(ModuleBytes.u32(1_000), entries))
            .toBytes();
    Instance many = Instance.builder(WasmModule.load(bytes)).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> many.memory("nothing"))
        .withMessageEndingWith("e48, e49] and 950 more");
  }

  @Test
  void exportsComeInTheOrderOfTheirDeclaration() {
    Instance sections =
        Guests.instance("sections", Imports.builder().function("env", "log", call -> {}).build());

    assertThat(sections.exports().keySet())
        .containsExactly("memory", "table", "version", "first", "second");
    assertThat(sections.exports().get("memory")).isSameAs(sections.memory("memory"));
  }

  @Test
  void instancesLiveInTheStoreTheyAreGiven() {
    Store store = Store.create();
    WasmModule module = Guests.module("calls");

    assertThat(Instance.builder(module).store(store).build().store()).isSameAs(store);
    assertThat(Instance.builder(module).build().store())
        .isNotSameAs(Instance.builder(module).build().store());
    assertThat(store.attachment(StringBuilder.class, StringBuilder::new))
        .isSameAs(store.attachment(StringBuilder.class, StringBuilder::new));
  }
}
