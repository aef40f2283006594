package dev.heddle.wasm;

import static dev.heddle.wasm.V128.ZERO;
import static dev.heddle.wasm.V128.ofI32x4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ValueType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors where they meet the host, frames and memory. What they compute is for the suites. */
class VectorTest {

  private static final V128 ONE_TO_FOUR = ofI32x4(1, 2, 3, 4);
  private static final V128 A = new V128(0x0123_4567_89ab_cdefL, 0xfedc_ba98_7654_3210L);
  private static final V128 B = new V128(-1, 5);

  private final Instance guest =
      guest(call -> call.returnV128(new V128(call.v128(1).high(), call.i32(0))));

  private static Instance guest(HostFunction vector) {
    return Guests.instance(
        "vectors",
        Imports.builder()
            .function("env", "vector", vector)
            .function(
                "env",
                "vectors",
                call ->
                    call.returnAll(
                        (int) call.i64(1), call.argument(2), call.argument(0), call.v128(2).low()))
            .add("env", "constant", Global.create(new GlobalType(ValueType.V128, false), A))
            .build());
  }

  @Test
  void functionsTakeAndReturnThem() {
    assertThat(guest.function("add").invoke(ONE_TO_FOUR, ONE_TO_FOUR))
        .containsExactly(ofI32x4(2, 4, 6, 8));
    assertThat(guest.function("swap").invoke(A, 7, B)).containsExactly(B, 7, A);
  }

  @Test
  void inRawFormTheyAreTwoNumbersTheLowHalfFirst() {
    assertThat(guest.function("swap").call(A.low(), A.high(), 7, B.low(), B.high()))
        .containsExactly(B.low(), B.high(), 7, A.low(), A.high());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> guest.function("swap").call(1, 2, 3))
        .withMessageContaining("expected 5 arguments, found 3");
  }

  @Test
  void onlyVectorsAreTakenForVectors() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> guest.function("add").invoke(A, 1L))
        .withMessageContaining("argument 1 of ")
        .withMessageContaining("expected v128 (V128), found java.lang.Long 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> guest.function("add").invoke(null, A))
        .withMessageContaining("expected v128 (V128), found null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> guest.function("sum").invoke(A))
        .withMessageContaining("expected i32 (Integer)");
    assertThatIllegalArgumentException().isThrownBy(() -> guest.function("choose").callLong(1));
  }

  @Test
  void hostFunctionsTakeAndReturnThem() {
    assertThat(guest.function("throughHost").invoke(9, A, 0.5))
        .containsExactly(new V128(A.high(), 9));
    assertThat(guest.function("throughHostMany").invoke(A, 3L, B))
        .containsExactly(3, B, A, B.low());
  }

  @Test
  void aHostFunctionIsToldWhatItTookForAVector() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> guest(call -> call.v128(0)).function("throughHost").invoke(1, A, 0.0))
        .withMessage("env.vector: argument 0 is i32, not v128");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> guest(call -> call.i64(1)).function("throughHost").invoke(1, A, 0.0))
        .withMessage("env.vector: argument 1 is v128, not i64");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> guest(call -> call.returnI64(1)).function("throughHost").invoke(1, A, 0.0))
        .withMessageContaining("env.vector")
        .withMessageContaining("i64");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> guest(call -> call.returnAll(1L)).function("throughHost").invoke(1, A, 0.0))
        .withMessageContaining("result 0 of env.vector: expected v128");
  }

  @Test
  void globalsHoldThem() {
    Global variable = guest.global("variable");
    assertThat(guest.global("copy").get()).isEqualTo(A);
    assertThat(variable.get()).isEqualTo(ONE_TO_FOUR);
    assertThat(guest.function("exchange").invoke(B)).containsExactly(ONE_TO_FOUR);
    assertThat(variable.get()).isEqualTo(B);
    variable.set(A);
    assertThat(guest.function("exchange").invoke(B)).containsExactly(A);
    assertThatIllegalArgumentException()
        .isThrownBy(variable::raw)
        .withMessage("global (mut v128) is not a number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> variable.set(1L))
        .withMessageContaining("expected v128 (V128)");
    assertThatIllegalStateException().isThrownBy(() -> guest.global("copy").set(B));
  }

  @Test
  void aGlobalOfAnotherTypeIsNoImport() {
    Imports imports =
        Imports.builder()
            .function("env", "vector", call -> {})
            .function("env", "vectors", call -> {})
            .add("env", "constant", Global.create(new GlobalType(ValueType.V128, true), A))
            .build();
    assertThatExceptionOfType(LinkException.class)
        .isThrownBy(() -> Guests.instance("vectors", imports))
        .withMessageContaining("expected global v128, found global (mut v128)");
  }

  @Test
  void localsBlocksAndBranchesCarryThem() {
    assertThat(guest.function("choose").invoke(1, A, B)).containsExactly(A);
    assertThat(guest.function("choose").invoke(0, A, B)).containsExactly(B);
    assertThat(guest.function("keep").invoke(new V128(10, 20))).containsExactly(new V128(11, 22));
    assertThat(guest.function("spread").invoke(4, new V128(1, 100)))
        .containsExactly(new V128(5, 500));
    assertThat(guest.function("test").invoke(ZERO)).containsExactly(-1);
    assertThat(guest.function("test").invoke(new V128(0, Long.MIN_VALUE))).containsExactly(0x7fff);
  }

  @Test
  void theFramesOfADeepRecursionKeepThem() {
    int depth = 300;
    assertThat(guest.function("spread").invoke(depth, new V128(1, -1)))
        .containsExactly(new V128(depth + 1, -depth - 1));
  }

  @Test
  void memoryHoldsThemInLittleEndianOrder() {
    Memory memory = guest.memory("memory");
    guest.function("store").invoke(1, A);
    assertThat(memory.getLong(17)).isEqualTo(A.low());
    assertThat(memory.getLong(25)).isEqualTo(A.high());
    assertThat(guest.function("load").invoke(1)).containsExactly(A);
    guest.function("storeLane").invoke(40, B);
    assertThat(memory.getLong(44)).isEqualTo(5);
    memory.putInt(96, 0x0102_0304);
    assertThat(guest.function("loadLane").invoke(92, A))
        .containsExactly(new V128(0x0304_4567_89ab_cdefL, A.high()));
    assertThat(guest.function("splat").invoke(96))
        .containsExactly(new V128(0x0102_0304_0102_0304L, 0x0102_0304_0102_0304L));
    for (int i = 0; i < 400; i++) {
      memory.putInt(4L * i, i);
    }
    assertThat(guest.function("sum").callInt(100)).isEqualTo(399 * 200);
  }

  @ParameterizedTest
  @CsvSource({
    "load,  65505, address 65505 + offset 16",
    "load,     -1, address 4294967295 + offset 16",
    "splat, 65533, address 65533 + offset 0"
  })
  void loadsOutOfBoundsTrap(String function, int address, String detail) {
    TrapException trap = trap(() -> guest.function(function).invoke(address));

    assertThat(trap.kind()).isEqualTo(TrapKind.MEMORY_OUT_OF_BOUNDS);
    assertThat(trap)
        .hasMessage("out of bounds memory access: " + detail + ", memory of 65536 bytes");
    assertThat(trap.guestFrames()).extracting(GuestFrame::functionName).containsExactly(function);
  }

  @ParameterizedTest
  @CsvSource({"store, 65505, 16", "storeLane, 65525, 4", "loadLane, 65531, 4"})
  void storesOutOfBoundsTrapAndWriteNothing(String function, int address, int offset) {
    Memory memory = guest.memory("memory");
    memory.fill(65_000, 536, (byte) 0x55);

    TrapException trap = trap(() -> guest.function(function).invoke(address, A));

    assertThat(trap)
        .hasMessage(
            "out of bounds memory access: address "
                + address
                + " + offset "
                + offset
                + ", memory of 65536 bytes");
    assertThat(memory.read(65_000, 536)).containsOnly(0x55);
  }

  @Test
  void theLastBytesOfMemoryAreInBounds() {
    guest.function("store").invoke(65_504, A);
    assertThat(guest.function("load").invoke(65_504)).containsExactly(A);
  }

  @Test
  void anAddressJustBelowTheEndOfAllAddressesDoesNotWrapAround() {
    Instance far = Guests.instance("vectors-far");

    TrapException trap = trap(() -> far.function("store").invoke(-8L, A));

    assertThat(trap)
        .hasMessage(
            "out of bounds memory access: address 18446744073709551608 + offset 0, memory of 65536"
                + " bytes");
    assertThat(far.memory("memory").read(0, 16)).containsOnly(0);
    assertThat(trap(() -> far.function("load").invoke(-1L)))
        .hasMessageContaining("address 18446744073709551615 + offset 4294967296");
    assertThat(trap(() -> far.function("load").invoke(-0x1_0000_0008L)).kind())
        .isEqualTo(TrapKind.MEMORY_OUT_OF_BOUNDS);
  }

  @Test
  void everyMemoryCanBeAccessed() {
    Instance far = Guests.instance("vectors-far");
    far.function("storeLane").invoke(8, ofI32x4(1, 2, 3, 4));
    assertThat(far.function("loadSecond").invoke(16)).containsExactly(ofI32x4(4, 0, 0, 0));
    assertThat(trap(() -> far.function("storeLane").invoke(65_525, A)))
        .hasMessageEndingWith("address 65525 + offset 8, memory 1 of 65536 bytes");
  }

  @Test
  void structuresAndArraysHoldThem() {
    Instance objects = Guests.instance("vector-objects");
    assertThat(objects.function("constants").invoke())
        .containsExactly(new V128(1, 2), 3, new V128(4, 5), new V128(8, 9));
    assertThat(objects.function("structure").invoke(new V128(1, 2), 3, new V128(10, 20)))
        .containsExactly(new V128(11, 22), 3, new V128(10, 20));
    assertThat(objects.function("array").invoke(A, B))
        .containsExactly(A, B, new V128(0x0807_0605_0403_0201L, 0x100f_0e0d_0c0b_0a09L), ZERO);
  }

  @Test
  void tailCallsPassThemOn() {
    assertThat(Guests.instance("vector-objects").function("count").invoke(20_000, ZERO, 0L))
        .containsExactly(ofI32x4(200_010_000, 200_010_000, 200_010_000, 200_010_000), 40_000L);
  }

  @Test
  void lanesOfTwoVectorsAreShuffled() {
    assertThat(guest.function("shuffle").invoke(new V128(0x0706_0504_0302_0100L, 0), B))
        .containsExactly(new V128(0xff03_ff02_ff01_ff00L, 0xff07_ff06_ff05_ff04L));
  }

  private static TrapException trap(ThrowingCallable call) {
    return catchThrowableOfType(TrapException.class, call);
  }
}
