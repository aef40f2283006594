package dev.heddle.wasm;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.name;
import static dev.heddle.wasm.decode.ModuleBytes.repeat;
import static dev.heddle.wasm.decode.ModuleBytes.u32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

  @Test
  void aStartFunctionThatNeverEndsIsStoppedByItsSwitch() throws Exception {
    WasmModule endless =
        WasmModule.load(
            module()
                .section(1, NO_TYPES)
                .section(3, 1, 0)
                .section(8, 0)
                .code(new int[] {0, 0x03, 0x40, 0x0c, 0, END, END})
                .toBytes());
    CallControl control = new CallControl();
    CallInterruptedException late = new CallInterruptedException("late");
    Thread.ofVirtual().start(() -> control.interrupt(late));

    assertThatExceptionOfType(CallInterruptedException.class)
        .isThrownBy(() -> control.run(() -> Instance.builder(endless).build()))
        .isSameAs(late);
  }
}
