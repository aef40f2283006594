package dev.heddle.wasm;

import static dev.heddle.wasm.decode.ModuleBytes.functionOf;
import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.name;
import static dev.heddle.wasm.decode.ModuleBytes.repeat;
import static dev.heddle.wasm.decode.ModuleBytes.u32;
import static dev.heddle.wasm.types.ValueType.EXTERNREF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {

  private static Instance guest(String name, Limits limits) {
    return Instance.builder(Guests.module(name)).limits(limits).build();
  }

  @Test
  void aMemoryDoesNotGrowBeyondTheLimit() {
    Instance guest = guest("unbounded-memory", Limits.builder().maxMemoryPages(4).build());

    assertThat(guest.function("grow").callInt(2)).isEqualTo(2);
    assertThat(guest.function("grow").callInt(1)).isEqualTo(-1);
    assertThat(guest.memory("memory").grow(1)).isEqualTo(-1);
    assertThat(guest.memory("memory").pages()).isEqualTo(4);
  }

  @Test
  void theLowerOfLimitAndMaximumHolds() {
    Instance guest = guest("memory", Limits.builder().maxMemoryPages(100).build());

    assertThat(guest.function("grow").callInt(3)).isEqualTo(-1);
    assertThat(guest.function("grow").callInt(2)).isEqualTo(1);
  }

  @Test
  void aModuleThatDeclaresMoreMemoryIsNotInstantiated() {
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> guest("unbounded-memory", Limits.builder().maxMemoryPages(1).build()))
        .withMessageContaining("2")
        .withMessageContaining("1");
  }

  @Test
  void theMemoriesOfAStoreAreLimitedTogether() {
    Limits limits = Limits.builder().maxStoreMemoryPages(5).build();
    WasmModule module = Guests.module("unbounded-memory");
    Store store = Store.create();
    Instance one = Instance.builder(module).limits(limits).store(store).build();
    Instance other = Instance.builder(module).limits(limits).store(store).build();

    assertThat(one.function("grow").callInt(2)).isEqualTo(-1);
    assertThat(other.memory("memory").grow(1)).isEqualTo(2);
    assertThat(one.function("grow").callInt(1)).isEqualTo(-1);
    assertThat(one.function("grow").callInt(0)).isEqualTo(2);
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> Instance.builder(module).limits(limits).store(store).build())
        .withMessage(
            "memory 2: starts with 2 pages of 65536 bytes, but the memories of its store have 5"
                + " pages of 65536, and Limits.maxStoreMemoryPages is 5");
    assertThat(Instance.builder(module).limits(limits).build().memory("memory").grow(3))
        .as("of another store")
        .isEqualTo(2);
    assertThat(other.memory("memory").pages()).isEqualTo(3);
  }

  @Test
  void memoriesThatNobodyRefersToDoNotCount() {
    Limits limits = Limits.builder().maxStoreMemoryPages(5).build();
    WasmModule module = Guests.module("unbounded-memory");
    Store store = Store.create();
    for (int i = 0; i < 10; i++) {
      Instance guest = Instance.builder(module).limits(limits).store(store).build();
      assertThat(guest.memory("memory").pages()).isEqualTo(2);
    }
  }

  /** What the JVM with a limit for all of its memories does. */
  static final class OneLimitForAll {

    private OneLimitForAll() {}

    /** Makes guests of several stores until there is no room. */
    public static void main(String[] arguments) {
      Limits limits = Limits.builder().maxJvmMemoryPages(10).build();
      Memory ofHost = Memory.create(MemoryType.of(3, 8));
      Instance one = guest("unbounded-memory", limits);
      Instance other = guest("unbounded-memory", limits);
      System.out.println("grow by 4: " + one.memory("memory").grow(4));
      System.out.println("grow by 2: " + one.memory("memory").grow(2));
      try {
        System.out.println(guest("unbounded-memory", limits));
      } catch (LimitExceededException e) {
        System.out.println(e.getMessage());
      }
      System.out.println("others have their own: " + ofHost.grow(5));
      System.out.println("grow by 1: " + other.function("grow").callInt(1));
      System.out.println("grow by 0: " + other.function("grow").callInt(0));
    }
  }

  @Test
  void theMemoriesOfTheJvmAreLimitedTogether() throws Exception {
    assertThat(OtherJvm.run(OneLimitForAll.class))
        .contains("grow by 4: -1")
        .contains("grow by 2: 2")
        .contains(
            "memory 2: starts with 2 pages of 65536 bytes, but the memories of the JVM have 9"
                + " pages of 65536, and Limits.maxJvmMemoryPages is 10")
        .contains("others have their own: 3")
        .contains("grow by 1: -1")
        .contains("grow by 0: 2");
  }

  @Test
  void theLimitsOfAllMemoriesFollowThatOfOne() {
    Limits limits = Limits.builder().maxMemoryPages(1 << 30).build();

    assertThat(limits.maxStoreMemoryPages()).isEqualTo(1 << 30);
    assertThat(limits.maxJvmMemoryPages()).isEqualTo(1L << 32);
    assertThat(Limits.builder().maxMemoryPages(1).build().maxStoreMemoryPages()).isEqualTo(65_536);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.builder().maxStoreMemoryPages(-1).build())
        .withMessage("maxStoreMemoryPages must be 0 to 140737488355327, not -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.builder().maxJvmMemoryPages(1L << 47).build())
        .withMessageContaining("maxJvmMemoryPages");
  }

  @Test
  void tablesAreLimitedToo() {
    // 3 functions and 2 others to begin with
    Limits limits = Limits.builder().maxTableElements(6).build();
    Instance guest = guest("tables", limits);

    assertThat(guest.function("growFunctions").callInt(2)).isEqualTo(-1);
    assertThat(guest.function("growFunctions").callInt(1)).isEqualTo(3);
    assertThat(guest.table("functions").grow(1, null)).isEqualTo(-1);
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> guest("tables", Limits.builder().maxTableElements(2).build()))
        .withMessageContaining("3")
        .withMessageContaining("2");
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> Table.create(TableType.of(EXTERNREF, 20_000_000), null));
  }

  @Test
  void callsAreAsDeepAsTheLimitAndNoDeeper() {
    Instance guest =
        Instance.builder(Guests.module("recursion"))
            .imports(Imports.builder().function("env", "back", call -> {}).build())
            .limits(Limits.builder().maxCallDepth(100).build())
            .build();

    assertThat(guest.function("depth").callInt(99)).isEqualTo(99);
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(TrapException.class)
          .isThrownBy(() -> guest.function("depth").callInt(100))
          .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED));
      assertThat(guest.function("depth").callInt(99)).isEqualTo(99);
    }
  }

  @Test
  void limitsOutOfTheirRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.builder().maxMemoryPages(1L << 47).build())
        .withMessageContaining("140737488355328");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.builder().maxMemoryPages(-1).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.builder().maxTableElements(-1).build());
    assertThatIllegalArgumentException().isThrownBy(() -> Limits.builder().maxCallDepth(0).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.builder().maxInstances(-1).build())
        .withMessage("maxInstances must be at least 0, not -1");
    assertThat(Limits.defaults())
        .isEqualTo(
            new Limits(
                65_536,
                65_536,
                Math.max(4 * 65_536, Runtime.getRuntime().maxMemory() / 65_536 * 4),
                10_000_000,
                5_000,
                4_194_304,
                1_000_000,
                1 << 30,
                1_000_000,
                50_000,
                1_048_576,
                100_000_000,
                Runtime.getRuntime().maxMemory() / 4));
  }

  private static void assertNotLoaded(byte[] module, Limits limits, String message) {
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> WasmModule.load(module, limits))
        .withMessageContaining(message);
    assertThat(WasmModule.load(module)).isNotNull();
  }

  @Test
  void aModuleThatDeclaresMoreIsNotLoaded() throws IOException {
    byte[] calls = Guests.bytes("calls");
    Limits tight = Limits.builder().maxModuleBytes(calls.length - 1).build();
    assertNotLoaded(
        calls,
        tight,
        "too many bytes: "
            + calls.length
            + " in the module, but Limits.maxModuleBytes is "
            + (calls.length - 1));
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> WasmModule.load(new ByteArrayInputStream(calls), tight));
    Limits exact = Limits.builder().maxModuleBytes(calls.length).build();
    assertThat(WasmModule.load(new ByteArrayInputStream(calls), exact).exports()).isNotEmpty();

    assertNotLoaded(
        Guests.bytes("many-functions"),
        Limits.builder().maxFunctions(299).build(),
        "but Limits.maxFunctions is 299");
    byte[] locals =
        module()
            .section(1, 1, 0x60, 0, 0)
            .section(3, 1, 0)
            .code(new int[] {1, 11, 0x7f, 0x0b})
            .toBytes();
    assertNotLoaded(
        locals,
        Limits.builder().maxLocals(10).build(),
        "too many locals of a function: 11 in the code section, but Limits.maxLocals is 10");
    byte[] operands = functionOf(join(repeat(100, 0x41, 0), repeat(100, 0x1a)));
    assertNotLoaded(
        operands,
        Limits.builder().maxOperands(99).build(),
        "too many operands: 100 on the stack of function 0 \"func[0]\" at offset 0xdf, but"
            + " Limits.maxOperands is 99");
    assertThat(WasmModule.load(operands, Limits.builder().maxOperands(100).build())).isNotNull();
  }

  @Test
  void importedFunctionsCountToo() {
    byte[] imports =
        module()
            .section(1, 1, 0x60, 0, 0)
            .section(
                2,
                join(
                    new int[] {2},
                    name("a"),
                    name("b"),
                    new int[] {0, 0},
                    name("a"),
                    name("c"),
                    new int[] {0, 0}))
            .toBytes();

    assertNotLoaded(
        imports,
        Limits.builder().maxFunctions(1).build(),
        "too many functions: 2 in the module, but Limits.maxFunctions is 1");
  }

  @Test
  void aStoreTakesOnlySoManyInstances() {
    WasmModule module = Guests.module("calls");
    Limits limits = Limits.builder().maxInstances(2).build();
    Store store = Store.create();
    for (int i = 0; i < 2; i++) {
      assertThat(Instance.builder(module).limits(limits).store(store).build()).isNotNull();
    }

    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> Instance.builder(module).limits(limits).store(store).build())
        .withMessage("too many instances: 2 were made in the store, and Limits.maxInstances is 2");
    assertThat(Instance.builder(module).limits(limits).build()).isNotNull();
    assertThat(Instance.builder(module).store(store).build()).isNotNull();
  }

  /** A function that calls itself, with so many local variables of a type. */
  private static Instance recursion(int valueType, int locals, Limits limits) {
    byte[] module =
        module()
            .section(1, 1, 0x60, 0, 0)
            .section(3, 1, 0)
            .section(7, join(new int[] {1}, name("f"), new int[] {0, 0}))
            .code(join(new int[] {1}, u32(locals), new int[] {valueType, 0x10, 0, 0x0b}))
            .toBytes();
    return Instance.builder(WasmModule.load(module)).limits(limits).build();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x7e, 0x6f})
  void theFramesOfACallHoldOnlySoManyValues(int valueType) {
    Instance guest = recursion(valueType, 1_000, Limits.builder().maxStackValues(20_500).build());

    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(TrapException.class)
          .isThrownBy(() -> guest.function("f").callVoid())
          .withMessage(
              "call stack exhausted: frames would hold more than 20500 values, see"
                  + " Limits.maxStackValues")
          .satisfies(trap -> assertThat(trap.guestFrames()).hasSizeBetween(19, 22));
    }
  }

  @Test
  void framesOfFiftyThousandReferencesDoNotFillTheHeap() {
    Instance guest = recursion(0x6f, 50_000, Limits.defaults());

    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> guest.function("f").callVoid())
        .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.CALL_STACK_EXHAUSTED))
        .satisfies(trap -> assertThat(trap.guestFrames()).hasSizeLessThan(90));
  }

  @Test
  void aMemoryOfTheHostHasItsTypesMaximum() {
    Memory memory = Memory.create(MemoryType.of(1, 2));

    assertThat(memory.grow(2)).isEqualTo(-1);
    assertThat(memory.grow(1)).isEqualTo(1);
  }
}
