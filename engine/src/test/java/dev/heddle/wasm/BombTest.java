package dev.heddle.wasm;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.name;
import static dev.heddle.wasm.decode.ModuleBytes.repeat;
import static dev.heddle.wasm.decode.ModuleBytes.u32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heddle.wasm.decode.ModuleBytes;
import dev.heddle.wasm.types.DefinedType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small modules that ask for much: each is refused, or done in time and memory that is in
 * proportion to its bytes. Each of them once took minutes or the whole heap, or is known to do so
 * in other engines.
 */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BombTest {

  private static final int[] NO_TYPES = {1, 0x60, 0, 0};
  private static final int[] THOUSAND = join(u32(1_000), repeat(1_000, 0x7f));
  private static final int I32_CONST = 0x41;
  private static final int UNREACHABLE = 0x00;
  private static final int DROP = 0x1a;
  private static final int END = 0x0b;
  private static final int[] END_OF_IT = {END};
  private static final int[] FOUR_BILLION = {0xff, 0xff, 0xff, 0xff, 0x0f};

  /** A module that exports its first function, of type 0, as {@code f}. */
  private static byte[] withFunction(int[] types, int[] body) {
    return module()
        .section(1, types)
        .section(3, 1, 0)
        .section(7, join(new int[] {1}, name("f"), new int[] {0, 0}))
        .code(body)
        .toBytes();
  }

  private static WasmFunction load(byte[] module) {
    return Instance.builder(WasmModule.load(module)).build().function("f");
  }

  @Test
  void aMillionBlocksInsideEachOther() {
    int depth = 1_000_000;
    int[] body =
        join(new int[] {0}, repeat(depth, 0x02, 0x40), repeat(depth, END), new int[] {END});

    load(withFunction(NO_TYPES, body)).callVoid();
  }

  @Test
  void aHugeBranchTableWhoseTargetsTakeAThousandValuesEach() {
    int targets = 300_000;
    int[] types = join(new int[] {2, 0x60, 0, 0, 0x60, 0}, THOUSAND);
    int[] body =
        join(
            new int[] {0, 0x02, 1, 0x02, 1},
            repeat(1_000, I32_CONST, 0),
            new int[] {I32_CONST, 0, 0x0e},
            u32(targets),
            repeat(targets / 2, 0, 1),
            new int[] {0, END, END},
            repeat(1_000, DROP),
            new int[] {END});

    load(withFunction(types, body)).callVoid();
  }

  @Test
  void aBranchOfThreeBytesThatMovesAThousandValuesIsNotMultiplied() {
    int[] types = join(new int[] {2, 0x60, 0, 0, 0x60, 0}, THOUSAND);
    int[] body =
        join(
            new int[] {0, 0x02, 1, I32_CONST, 0},
            repeat(1_000, I32_CONST, 0),
            repeat(20_000, I32_CONST, 0, 0x0d, 0),
            new int[] {UNREACHABLE, END},
            repeat(1_000, DROP),
            new int[] {END});
    WasmFunction function = load(withFunction(types, body));

    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(function::callVoid)
        .withMessage("function 0 is too large: more than 16777216 words of register code");
  }

  @Test
  void localVariablesThatAreStillOnADeepStackAreNotSearchedForAgainAndAgain() {
    int locals = 50_000;
    int[] gets =
        IntStream.range(0, locals)
            .mapToObj(i -> join(new int[] {0x20}, u32(i)))
            .flatMapToInt(Arrays::stream)
            .toArray();
    int[] sets =
        IntStream.range(0, locals)
            .mapToObj(i -> join(new int[] {I32_CONST, 0, 0x21}, u32(locals - 1 - i)))
            .flatMapToInt(Arrays::stream)
            .toArray();
    int[] body =
        join(
            new int[] {1},
            u32(locals),
            new int[] {0x7f},
            gets,
            repeat(900_000, I32_CONST, 0),
            sets,
            new int[] {UNREACHABLE, END});
    WasmFunction function = load(withFunction(NO_TYPES, body));

    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(function::callVoid)
        .withMessage("unreachable");
  }

  @Test
  void aHundredThousandFunctionsOfFiftyThousandLocalsEach() {
    int functions = 100_000;
    int[] body = join(new int[] {1}, u32(50_000), new int[] {0x7f, END});
    byte[] bytes =
        module()
            .section(1, NO_TYPES)
            .section(3, join(u32(functions), repeat(functions, 0)))
            .section(10, join(u32(functions), repeat(functions, join(u32(body.length), body))))
            .toBytes();

    assertThat(WasmModule.load(bytes).definedFunctions()).isEqualTo(functions);
  }

  @Test
  void aTrapOfADeepStackInAModuleOfManyExports() {
    int exports = 200_000;
    int[] entries =
        IntStream.range(0, exports)
            .mapToObj(i -> join(name(Integer.toString(i)), new int[] {0, 1}))
            .flatMapToInt(Arrays::stream)
            .toArray();
    byte[] bytes =
        module()
            .section(1, NO_TYPES)
            .section(3, 2, 0, 0)
            .section(7, join(u32(exports + 1), entries, name("f"), new int[] {0, 0}))
            .code(new int[] {0, 0x10, 0, END}, new int[] {0, END})
            .toBytes();

    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> load(bytes).callVoid())
        .satisfies(trap -> assertThat(trap.guestFrames().getLast().functionName()).isEqualTo("f"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13})
  void aSectionThatIsDeclaredToHaveFourBillionEntries(int section) {
    byte[] bytes = module().section(section, FOUR_BILLION).toBytes();

    assertThatExceptionOfType(MalformedModuleException.class)
        .isThrownBy(() -> WasmModule.load(bytes))
        .withMessageContaining("4294967295");
  }

  static Stream<Arguments> hugeLists() {
    return Stream.of(
        Arguments.of("parameters", module().section(1, join(new int[] {1, 0x60}, FOUR_BILLION))),
        Arguments.of("fields", module().section(1, join(new int[] {1, 0x5f}, FOUR_BILLION))),
        Arguments.of(
            "types of a group", module().section(1, join(new int[] {1, 0x4e}, FOUR_BILLION))),
        Arguments.of("elements", module().section(9, join(new int[] {1, 1, 0}, FOUR_BILLION))),
        Arguments.of("groups of locals", body(FOUR_BILLION)),
        Arguments.of("labels", body(0, I32_CONST, 0, 0x0e)),
        Arguments.of("catch clauses", body(0, 0x1f, 0x40)),
        Arguments.of("types of a select", body(0, 0x1c)));
  }

  /** A module whose only function ends with a list of four billion entries. */
  private static ModuleBytes body(int... start) {
    return module()
        .section(1, NO_TYPES)
        .section(3, 1, 0)
        .code(join(start, FOUR_BILLION, new int[] {END}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hugeLists")
  void aListThatIsDeclaredToHaveFourBillionEntries(String what, ModuleBytes module) {
    assertThatExceptionOfType(MalformedModuleException.class)
        .as(what)
        .isThrownBy(() -> WasmModule.load(module.toBytes()))
        .withMessageContaining("4294967295");
  }

  @Test
  void aMemoryThatIsDeclaredLargerThanAddressesReach() {
    byte[] bytes =
        module().section(5, join(new int[] {1, 4}, repeat(6, 0xff), new int[] {0x7f})).toBytes();

    assertThatExceptionOfType(InvalidModuleException.class)
        .isThrownBy(() -> WasmModule.load(bytes))
        .withMessageStartingWith("memory size");
  }

  @Test
  void aHundredMemoriesOfFourGibibytesAreTooMuchTogether() {
    byte[] bytes =
        module().section(5, join(new int[] {100}, repeat(100, 0, 0x80, 0x80, 4))).toBytes();
    WasmModule module = WasmModule.load(bytes);

    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> Instance.builder(module).build())
        .withMessage(
            "memory 65536: starts with 65536 pages of 65536 bytes, but the memories of its store"
                + " have 65536 pages of 65536, and Limits.maxStoreMemoryPages is 65536");
    Limits generous = Limits.builder().maxStoreMemoryPages(100 << 16).build();
    assertThat(Instance.builder(module).limits(generous).build().exports())
        .as("they take nothing until they are used")
        .isEmpty();
  }

  @Test
  void aHundredThousandSegmentsAtAnOffsetThatIsTooFar() {
    int[] segment = {0, I32_CONST, 0xff, 0xff, 0x03, END, 2, 1, 1};
    byte[] bytes =
        module()
            .section(5, 1, 0, 1)
            .section(11, join(u32(100_000), repeat(100_000, segment)))
            .toBytes();

    assertThatExceptionOfType(TrapException.class)
        .isThrownBy(() -> Instance.builder(WasmModule.load(bytes)).build())
        .withMessageStartingWith("out of bounds memory access");
  }

  @Test
  void typesWhoseExpansionDoublesFromEachToTheNext() {
    int count = 20_000;
    int[] types =
        IntStream.range(0, count)
            .mapToObj(i ->
                i == 0
                    ? new int[] {0x5f, 0}
                    : join(
                        new int[] {0x5f, 2, 0x63},
                        s33(i - 1),
                        new int[] {0, 0x63},
                        s33(i - 1),
                        new int[] {0}))
            .flatMapToInt(Arrays::stream)
            .toArray();
    byte[] bytes = module().section(1, join(u32(count), types)).toBytes();

    List<DefinedType> once = WasmModule.load(bytes).types();
    assertThat(WasmModule.load(bytes).types().getLast()).isSameAs(once.getLast());
    assertThat(once.getLast().toString()).hasSizeLessThan(200);
  }

  @Test
  void aThousandEqualGroupsOfAThousandTypes() {
    int[] group = join(new int[] {0x4e}, u32(1_000), repeat(1_000, 0x60, 0, 0));
    byte[] bytes = module().section(1, join(u32(1_000), repeat(1_000, group))).toBytes();

    List<DefinedType> types = WasmModule.load(bytes).types();
    assertThat(types).hasSize(1_000_000);
    assertThat(types.getLast()).isSameAs(types.get(999));
  }

  @Test
  void aChainOfSupertypesThatIsTooLong() {
    int[] types =
        IntStream.range(0, 65)
            .mapToObj(i ->
                i == 0
                    ? new int[] {0x50, 0, 0x5f, 0}
                    : join(new int[] {0x50, 1}, u32(i - 1), new int[] {0x5f, 0}))
            .flatMapToInt(Arrays::stream)
            .toArray();

    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> WasmModule.load(module().section(1, join(u32(65), types)).toBytes()));
  }

  @Test
  void blocksOfThreeBytesThatTakeAndGiveAThousandValues() {
    int[] types = join(new int[] {2, 0x60, 0, 0, 0x60}, THOUSAND, THOUSAND);
    int[] body =
        join(
            new int[] {0},
            repeat(1_000, I32_CONST, 0),
            repeat(1_000_000, 0x03, 1, END),
            repeat(1_000, DROP),
            new int[] {END});
    WasmFunction function = load(withFunction(types, body));

    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(function::callVoid)
        .withMessage(
            "function 0 is too large: its blocks, branches and calls move more than 33554432 values");
  }

  @Test
  void branchesThatMoveNothingButLookAtAThousandValues() {
    int[] types = join(new int[] {2, 0x60, 0, 0, 0x60, 0}, THOUSAND);
    int[] body =
        join(
            new int[] {0, 0x02, 1, 0x02, 1},
            repeat(1_000, I32_CONST, 0),
            new int[] {END},
            repeat(1_000_000, I32_CONST, 0, 0x0d, 0),
            new int[] {END},
            repeat(1_000, DROP),
            new int[] {END});
    WasmFunction function = load(withFunction(types, body));

    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(function::callVoid)
        .withMessageStartingWith("function 0 is too large");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void callsThatTakeAThousandValuesOfOtherTypesThanTheirOwn(boolean reachable) {
    int i31ref = 0x6c;
    int anyref = 0x6e;
    int[] types =
        join(
            new int[] {2, 0x60, 0, 0, 0x60},
            u32(1_000),
            repeat(1_000, anyref),
            u32(1_000),
            repeat(1_000, i31ref));
    int[] start = reachable ? repeat(1_000, 0xd0, i31ref) : new int[] {UNREACHABLE};
    byte[] bytes =
        module()
            .section(1, types)
            .section(3, 2, 0, 1)
            .code(
                join(
                    new int[] {0}, start, repeat(1_000_000, 0x10, 1), new int[] {UNREACHABLE, END}),
                new int[] {0, UNREACHABLE, END})
            .toBytes();

    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> WasmModule.load(bytes))
        .withMessageStartingWith("too many operands of other types than expected: more than")
        .withMessageContaining("on the stack of function 0 \"func[0]\" at offset 0x");
  }

  @Test
  void catchClausesThatHandOnAThousandValuesOfOtherTypesThanTheLabels() {
    int[] types =
        join(
            new int[] {3, 0x60, 0, 0, 0x60},
            u32(1_000),
            repeat(1_000, 0x6c),
            new int[] {0, 0x60, 0},
            u32(1_000),
            repeat(1_000, 0x6e));
    byte[] bytes =
        module()
            .section(1, types)
            .section(3, 1, 0)
            .section(13, 1, 0, 1)
            .code(
                join(
                    new int[] {0, 0x02, 2, 0x1f, 0x40},
                    u32(1_000_000),
                    repeat(1_000_000, 0, 0, 0),
                    new int[] {END, UNREACHABLE, END, UNREACHABLE, END}))
            .toBytes();

    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> WasmModule.load(bytes))
        .withMessageStartingWith("too many operands of other types than expected: more than");
  }

  /** Throws inside of many tries, in older instructions unless said otherwise. */
  static Stream<Arguments> throwing() {
    int tries = 100_000;
    int[] throwing = {0x08, 0};
    return Stream.of(
        Arguments.of(
            "each catches and rethrows",
            join(repeat(tries, 0x06, 0x40), throwing, repeat(tries, 0x19, 0x09, 0, END))),
        Arguments.of(
            "each delegates to the next",
            join(repeat(tries, 0x06, 0x40), throwing, repeat(tries, 0x18, 0))),
        Arguments.of(
            "none catches anything",
            join(repeat(tries, 0x1f, 0x40, 0), throwing, repeat(tries, END))),
        Arguments.of(
            "one after the other", join(repeat(tries, 0x06, 0x40, 0x08, 0, 0x19, END), throwing)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("throwing")
  void anExceptionThrownInAFunctionOfAHundredThousandTries(String how, int[] instructions) {
    byte[] bytes =
        module()
            .section(1, NO_TYPES)
            .section(3, 1, 0)
            .section(13, 1, 0, 0)
            .section(7, join(new int[] {1}, name("f"), new int[] {0, 0}))
            .code(join(new int[] {0}, instructions, new int[] {END}))
            .toBytes();

    assertThatExceptionOfType(TaggedException.class)
        .as(how)
        .isThrownBy(() -> load(bytes).callVoid());
  }

  @Test
  void handlersWithoutEndThatLeadToTheEndOfATryWithCatchesWithoutEnd() {
    int[] tryOne = {0x1f, 0x40, 1, 2, 0, 0x10, 1, END};
    int[] body =
        join(
            new int[] {0, 0x06, 0x40},
            repeat(300_000, tryOne),
            repeat(300_000, 0x07, 0),
            new int[] {END, END});
    byte[] module =
        module()
            .section(1, NO_TYPES)
            .section(3, 2, 0, 0)
            .section(13, 1, 0, 0)
            .section(7, join(new int[] {1}, name("f"), new int[] {0, 0}))
            .code(body, new int[] {0, END})
            .toBytes();

    load(module).callVoid();
  }

  @Test
  void aLongConstantExpressionAndOneThatIsTooDeep() {
    int[] constant = {I32_CONST, 1};
    int terms = 500_000;
    int add = 0x6a;
    byte[] flat =
        module()
            .section(
                6,
                join(new int[] {1, 0x7f, 0}, constant, repeat(terms, I32_CONST, 1, add), END_OF_IT))
            .section(7, join(new int[] {1}, name("g"), new int[] {3, 0}))
            .toBytes();
    int depth = 1_100_000;
    byte[] deep =
        module()
            .section(
                6,
                join(
                    new int[] {1, 0x7f, 0},
                    repeat(depth, constant),
                    repeat(depth - 1, add),
                    END_OF_IT))
            .toBytes();

    assertThat(Instance.builder(WasmModule.load(flat)).build().global("g").get())
        .isEqualTo(terms + 1);
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> WasmModule.load(deep))
        .withMessageContaining("Limits.maxOperands is 1048576");
  }

  @Test
  void exportsWhoseNamesAllHaveTheSameHash() {
    int bits = 15;
    int[] exports =
        IntStream.range(0, 1 << bits)
            .mapToObj(i -> {
              StringBuilder name = new StringBuilder();
              for (int bit = 0; bit < bits; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
              }
              return join(name(name.toString()), new int[] {2, 0});
            })
            .flatMapToInt(Arrays::stream)
            .toArray();
    byte[] bytes = module().section(5, 1, 0, 0).section(7, join(u32(1 << bits), exports)).toBytes();

    assertThat(Instance.builder(WasmModule.load(bytes)).build().exports()).hasSize(1 << bits);
  }

  @Test
  void aMillionImportsOfTheSameName() {
    int count = 1_000_000;
    byte[] bytes =
        module().section(2, join(u32(count), repeat(count, 1, 'a', 1, 'b', 2, 0, 0))).toBytes();

    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> WasmModule.load(bytes))
        .withMessageContaining("too many memories");
  }

  @Test
  void namesAreWhateverTheyAre() {
    int[] huge = join(new int[] {1}, u32(5), FOUR_BILLION);
    int[] wrongSize = join(new int[] {1}, FOUR_BILLION, new int[] {1, 0, 1, 'x'});
    int[] notUtf8 = {0, 3, 2, 0xff, 0xfe};
    int[] farAway = join(new int[] {1}, u32(8), new int[] {1}, FOUR_BILLION, new int[] {1, 'x'});
    for (int[] names :
        List.of(huge, wrongSize, notUtf8, farAway, new int[] {0x7f}, new int[] {1})) {
      byte[] bytes =
          module()
              .section(1, NO_TYPES)
              .section(3, 1, 0)
              .section(7, join(new int[] {1}, name("f"), new int[] {0, 0}))
              .code(new int[] {0, UNREACHABLE, END})
              .custom("name", names)
              .toBytes();

      assertThatExceptionOfType(TrapException.class)
          .isThrownBy(() -> load(bytes).callVoid())
          .satisfies(
              trap -> assertThat(trap.guestFrames().getFirst().functionName()).isEqualTo("f"));
    }
  }

  @Test
  void aHugeBranchTableThatIsPaidForStaysSmall() {
    int targets = 500_000;
    int[] body =
        join(
            new int[] {0},
            repeat(1_000, 0x02, 0x40),
            new int[] {I32_CONST, 7, 0x0e},
            u32(targets),
            repeat(targets / 2, 0x80 | 100, 6, 3),
            new int[] {0},
            repeat(1_000, END),
            new int[] {END});
    Fuel fuel = Fuel.of(100);

    Instance.builder(WasmModule.load(withFunction(NO_TYPES, body)))
        .fuel(fuel)
        .build()
        .function("f")
        .callVoid();
    assertThat(fuel.used()).isEqualTo(2);
  }

  @Test
  void tablesAreLimitedTogether() {
    int[] almostAll = join(new int[] {0x70, 0}, u32(9_999_999));
    byte[] bytes = module().section(4, join(u32(50_000), repeat(50_000, almostAll))).toBytes();
    WasmModule many = WasmModule.load(bytes);

    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> Instance.builder(many).build())
        .withMessageContaining("Limits.maxTableElements is 10000000, of which 1 are left");
  }

  @Test
  void aTableThatIsDeclaredWithFourBillionElements() {
    byte[] bytes = module().section(4, 1, 0x70, 0, 0xff, 0xff, 0xff, 0xff, 0x0f).toBytes();

    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> Instance.builder(WasmModule.load(bytes)).build())
        .withMessageContaining("4294967295")
        .withMessageContaining("10000000");
  }

  /** Loops for ever, with a function that does nothing else and with one that throws. */
  static Stream<Arguments> endless() {
    return Stream.of(
        Arguments.of("a loop", new int[] {0x03, 0x40, 0x0c, 0, END}),
        Arguments.of(
            "exceptions",
            new int[] {
              0x03, 0x40, 0x02, 0x40, 0x1f, 0x40, 1, 2, 0, 0x08, 0, END, END, 0x0c, 0, END
            }),
        Arguments.of(
            "older exceptions",
            new int[] {0x03, 0x40, 0x06, 0x40, 0x08, 0, 0x19, END, 0x0c, 0, END}));
  }

  private static WasmModule endlessStart(int[] instructions) {
    return WasmModule.load(
        module()
            .section(1, NO_TYPES)
            .section(3, 1, 0)
            .section(13, 1, 0, 0)
            .section(8, 0)
            .code(join(new int[] {0}, instructions, new int[] {END}))
            .toBytes());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endless")
  void aStartFunctionThatNeverEndsRunsOutOfFuel(String what, int[] instructions) {
    WasmModule module = endlessStart(instructions);

    assertThatExceptionOfType(TrapException.class)
        .as(what)
        .isThrownBy(() -> Instance.builder(module).fuel(Fuel.of(10_000)).build())
        .satisfies(trap -> assertThat(trap.kind()).isEqualTo(TrapKind.FUEL_EXHAUSTED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endless")
  void aStartFunctionThatNeverEndsIsStoppedByItsSwitch(String what, int[] instructions) {
    WasmModule module = endlessStart(instructions);
    CallControl control = new CallControl();
    CallInterruptedException late = new CallInterruptedException("late");
    Thread.ofVirtual().start(() -> control.interrupt(late));

    assertThatExceptionOfType(CallInterruptedException.class)
        .as(what)
        .isThrownBy(() -> control.run(() -> Instance.builder(module).build()))
        .isSameAs(late);
  }

  /** An index of a type, below 2^20, in three bytes of signed LEB128. */
  private static int[] s33(int value) {
    return new int[] {value & 0x7f | 0x80, value >>> 7 & 0x7f | 0x80, value >>> 14};
  }
}
