package dev.heddle.wasm.code;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.Guests;
import dev.heddle.wasm.WasmModule;
import org.junit.jupiter.api.Test;

/** The register code of small functions, which shows what lowering makes of stack code. */
class DisassemblerTest {

  private final WasmModule kernels = Guests.module("kernels");
  private final WasmModule vectors = Guests.module("vectors");

  @Test
  void localsAreUsedWhereTheyAreAndConstantsInTheInstruction() {
    assertThat(kernels.disassemble(0))
        .isEqualTo(
            """
            function 0 "increment" (i32) -> (i32), frame 3
                0  i32.add_imm      r1, r0, #1
                4  return_value     r1
            """);
  }

  @Test
  void aLoopHasItsComparisonFusedWithTheBranchAndItsLocalsUpdatedInPlace() {
    assertThat(kernels.disassemble(2))
        .isEqualTo(
            """
            function 2 "sum" (i32) -> (i32), frame 5
                0  br_i32.le_u      r0, r2, @14
                4  i32.add          r1, r1, r2
                8  i32.add_imm      r2, r2, #1
               12  br               @0
               14  return_value     r1
            """);
  }

  @Test
  void aTestForZeroIsFusedWithTheBranchOrTheIfBehindIt() {
    int[] load = {0x20, 0, 0x28, 2, 0};
    byte[] module =
        module()
            .section(1, 1, 0x60, 1, 0x7f, 0)
            .section(3, 1, 0)
            .section(5, 1, 0, 1)
            .code(
                join(
                    new int[] {0, 0x02, 0x40},
                    load,
                    new int[] {0x45, 0x0d, 0, 0x41, 1, 0x10, 0, 0x0b},
                    load,
                    new int[] {0x45, 0x04, 0x40, 0x41, 1, 0x10, 0, 0x0b, 0x0b}))
            .toBytes();

    assertThat(WasmModule.load(module).disassemble(0))
        .isEqualTo(
            """
            function 0 "func[0]" (i32) -> (), frame 2
                0  load32_s         r1, r0, +0
                4  br_zero          r1, @14
                7  const32          r1, #1
               10  call             [0], r1, o0
               14  load32_s         r1, r0, +0
               18  br_nonzero       r1, @28
               21  const32          r1, #1
               24  call             [0], r1, o0
               28  return
            """);
  }

  @Test
  void bothArmsOfAnIfLeaveTheirResultInTheSamePlace() {
    assertThat(kernels.disassemble(1))
        .isEqualTo(
            """
            function 1 "larger" (i32, i32) -> (i32), frame 4
                0  br_i32.le_s      r0, r1, @9
                4  copy             r2, r0
                7  br               @12
                9  copy             r2, r1
               12  return_value     r2
            """);
  }

  @Test
  void argumentsAreMadeWhereTheCalleeWantsThem() {
    assertThat(kernels.disassemble(3))
        .isEqualTo(
            """
            function 3 "fib" (i32) -> (i32), frame 4
                0  br_i32.ge_s_imm  r0, #2, @9
                4  copy             r1, r0
                7  br               @29
                9  i32.add_imm      r1, r0, #-1
               13  call             [3], r1, o0
               17  i32.add_imm      r2, r0, #-2
               21  call             [3], r2, o0
               25  i32.add          r1, r1, r2
               29  return_value     r1
            """);
  }

  @Test
  void theOffsetOfALoadIsInTheInstruction() {
    assertThat(kernels.disassemble(4))
        .isEqualTo(
            """
            function 4 "load" (i32) -> (i32), frame 2
                0  load32_s         r1, r0, +16
                4  return_value     r1
            """);
  }

  @Test
  void aLocalThatIsStillNeededIsSavedBeforeItChanges() {
    assertThat(kernels.disassemble(5))
        .isEqualTo(
            """
            function 5 "swap" (i32, i32) -> (i32), frame 4
                0  copy             r2, r0
                3  copy             r0, r1
                6  copy             r1, r2
                9  i32.sub          r2, r0, r1
               13  return_value     r2
            """);
  }

  @Test
  void referencesHaveRegistersOfTheirOwn() {
    assertThat(Guests.module("interleave").disassemble(3))
        .startsWith(
            """
            function 3 "carry" (externref, externref, i64) -> (externref, i64, externref), frame 2 + 4 references
            """)
        .contains("ref.copy         o0, o2");
  }

  @Test
  void numbersOf128BitsAreTwoRegisters() {
    assertThat(Guests.module("wide-arithmetic").disassemble(0))
        .isEqualTo(
            """
            function 0 "multiplyAdd" (i64, i64, i64) -> (i64, i64), frame 7
                0  i64.mul_wide_u   r3, r4, r0, r1
                5  const32          r6, #0
                8  i64.add128       r3, r4, r3, r4, r2, r6
               15  copy_range       r0, r3, x2
               19  return
            """);
  }

  @Test
  void vectorsTakeTwoRegistersEach() {
    assertThat(vectors.disassemble(2))
        .isEqualTo(
            """
            function 2 "add" (v128, v128) -> (v128), frame 8
                0  i32x4.add        v0, v0, v2
                4  return
            """);
    assertThat(vectors.disassemble(3))
        .isEqualTo(
            """
            function 3 "swap" (v128, i32, v128) -> (v128, i32, v128), frame 10
                0  v128.copy        v5, v3
                3  copy             r7, r2
                6  v128.copy        v8, v0
                9  copy_range       r0, r5, x5
               13  return
            """);
  }

  @Test
  void aVectorThatIsPutIntoALocalIsMadeThere() {
    assertThat(vectors.disassemble(7))
        .contains(
            """
                3  v128.load        v6, r3, [0], +0
                9  i32x4.add        v1, v1, v6
               13  i32.add_imm      r3, r3, #16
            """);
  }

  @Test
  void lanesAndConstantsOfVectorsAreInTheInstruction() {
    assertThat(vectors.disassemble(10))
        .contains("v128.const       v4, #0x00000000000000020000000000000001");
    assertThat(vectors.disassemble(13)).contains("v128.load16_lane v0, r0, [0], +4, v1, #3");
    assertThat(vectors.disassemble(14)).contains("v128.store64_lane v1, r0, [0], +4, #1");
    assertThat(vectors.disassemble(16))
        .contains("i8x16.shuffle    v0, v0, v2, lanes 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23");
  }

  @Test
  void castsBranchWithTheReferenceWhereItIs() {
    WasmModule objects = Guests.module("objects");

    assertThat(objects.disassemble(4)).contains("ref.cast         o0, [1]\n");
    assertThat(objects.disassemble(8)).contains("struct.get128    v0, o0, [5]\n");
    assertThat(objects.disassemble(22))
        .contains(
            """
                0  br_on_null       o0, @16
            """);
  }
}
