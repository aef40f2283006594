package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class V128Test {

  private static final V128 BYTES =
      V128.ofI8x16(
          (byte) 0, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 6, (byte) 7, (byte) 8,
          (byte) 9, (byte) 10, (byte) 11, (byte) 12, (byte) 13, (byte) 14, (byte) -1);

  @Test
  void laneZeroIsInTheLowestBits() {
    assertThat(BYTES.low()).isEqualTo(0x0706_0504_0302_0100L);
    assertThat(BYTES.high()).isEqualTo(0xff0e_0d0c_0b0a_0908L);
    assertThat(V128.ofI64x2(1, 2)).isEqualTo(new V128(1, 2));
    assertThat(V128.ofI32x4(1, 2, 3, -1)).isEqualTo(new V128(0x2_0000_0001L, -1L << 32 | 3));
    assertThat(
            V128.ofI16x8(
                (short) -1,
                (short) 1,
                (short) 0,
                (short) 0,
                (short) 2,
                (short) 0,
                (short) 0,
                (short) -2))
        .isEqualTo(new V128(0x1_ffffL, 0xfffe_0000_0000_0002L));
    assertThat(V128.ZERO).isEqualTo(V128.ofI64x2(0, 0));
  }

  @Test
  void theSameBitsCanBeSeenAsLanesOfEveryWidth() {
    assertThat(BYTES.i8(0)).isZero();
    assertThat(BYTES.i8(7)).isEqualTo((byte) 7);
    assertThat(BYTES.i8(8)).isEqualTo((byte) 8);
    assertThat(BYTES.i8(15)).isEqualTo((byte) -1);
    assertThat(BYTES.i16(3)).isEqualTo((short) 0x0706);
    assertThat(BYTES.i16(7)).isEqualTo((short) 0xff0e);
    assertThat(BYTES.i32(1)).isEqualTo(0x0706_0504);
    assertThat(BYTES.i32(2)).isEqualTo(0x0b0a_0908);
    assertThat(BYTES.i64(0)).isEqualTo(BYTES.low());
    assertThat(BYTES.i64(1)).isEqualTo(BYTES.high());
  }

  @Test
  void floatingPointLanesKeepTheirBits() {
    V128 floats = V128.ofF32x4(1, -0.0f, Float.intBitsToFloat(0x7fc0_0001), Float.MIN_VALUE);
    assertThat(floats.f32(0)).isEqualTo(1);
    assertThat(floats.i32(1)).isEqualTo(Integer.MIN_VALUE);
    assertThat(floats.i32(2)).isEqualTo(0x7fc0_0001);
    assertThat(floats.f32(3)).isEqualTo(Float.MIN_VALUE);
    V128 doubles = V128.ofF64x2(Math.PI, -0.0);
    assertThat(doubles.f64(0)).isEqualTo(Math.PI);
    assertThat(doubles.i64(1)).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void theNumberOfLanesMustBeRight() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> V128.ofI32x4(1, 2, 3))
        .withMessage("a vector of 32-bit lanes has 4 of them, not 3");
    assertThatIllegalArgumentException().isThrownBy(() -> V128.ofI8x16(new byte[17]));
    assertThatIllegalArgumentException().isThrownBy(() -> V128.ofF64x2());
  }

  @Test
  void thereAreNoOtherLanes() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> BYTES.i8(16));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> BYTES.f32(4));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> BYTES.i64(-1));
  }

  @Test
  void itIsShownAsTheTextFormatHasIt() {
    assertThat(V128.ofI32x4(1, -1, 0, 0x1234))
        .hasToString("i32x4 0x00000001 0xffffffff 0x00000000 0x00001234");
  }
}
