package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Of the results that the specification allows, those of its deterministic profile. */
class RelaxedVectorTest {

  private static final float NAN = Float.NaN;

  private final Instance guest = Guests.instance("relaxed");

  private V128 call(String function, V128... operands) {
    return (V128) guest.function(function).invoke((Object[]) operands).getFirst();
  }

  private static V128 allBytes(int value) {
    byte[] lanes = new byte[16];
    Arrays.fill(lanes, (byte) value);
    return V128.ofI8x16(lanes);
  }

  @Test
  void aMultiplicationIsRoundedBeforeTheAddition() {
    double a = 1 + 0x1p-30;
    double rounded = a * a;
    V128 vector = V128.ofF64x2(a, a);

    assertThat(Math.fma(a, a, -rounded)).isNotZero();
    assertThat(call("madd64", vector, vector, V128.ofF64x2(-rounded, 1)))
        .isEqualTo(V128.ofF64x2(0, rounded + 1));
    assertThat(call("nmadd64", vector, vector, V128.ofF64x2(rounded, 1)))
        .isEqualTo(V128.ofF64x2(0, 1 - rounded));
    float b = 1 + 0x1p-13f;
    V128 floats = V128.ofF32x4(b, b, b, Float.MAX_VALUE);
    assertThat(call("madd32", floats, floats, V128.ofF32x4(-(b * b), 0, 1, -Float.MAX_VALUE)))
        .isEqualTo(V128.ofF32x4(0, b * b, b * b + 1, Float.POSITIVE_INFINITY));
  }

  @Test
  void minimumAndMaximumAreThoseOfOtherVectors() {
    V128 a = V128.ofF32x4(NAN, 1, -0.0f, 0);
    V128 b = V128.ofF32x4(1, NAN, 0, -0.0f);
    V128 least = call("min", a, b);
    assertThat(least.f32(0)).isNaN();
    assertThat(least.f32(1)).isNaN();
    assertThat(least.high()).isEqualTo(V128.ofF32x4(0, 0, -0.0f, -0.0f).high());
    V128 most = call("max", a, b);
    assertThat(most.f32(0)).isNaN();
    assertThat(most.f32(1)).isNaN();
    assertThat(most.high()).isZero();
  }

  @Test
  void dotProductsAreSignedAndSaturate() {
    assertThat(call("dot", allBytes(-128), allBytes(-128)).i16(3)).isEqualTo(Short.MAX_VALUE);
    assertThat(call("dot", allBytes(-128), allBytes(127)).i16(7)).isEqualTo((short) -32_512);
    assertThat(call("dot", allBytes(2), allBytes(-1)).i16(0)).isEqualTo((short) -4);
    assertThat(call("dotAdd", allBytes(-128), allBytes(-128), V128.ofI32x4(1, -1, 0, 2)))
        .isEqualTo(V128.ofI32x4(65_535, 65_533, 65_534, 65_536));
  }

  @Test
  void theOneProductThatDoesNotFitSaturates() {
    short[] least = {Short.MIN_VALUE, 1, 0x4000, Short.MIN_VALUE, 0, 0, 0, 0};
    short[] other = {Short.MIN_VALUE, 1, 0x4000, Short.MAX_VALUE, 0, 0, 0, 0};
    assertThat(call("q15", V128.ofI16x8(least), V128.ofI16x8(other)))
        .isEqualTo(
            V128.ofI16x8(new short[] {Short.MAX_VALUE, 0, 0x2000, -Short.MAX_VALUE, 0, 0, 0, 0}));
  }

  @Test
  void truncationsSaturate() {
    assertThat(call("truncSigned", V128.ofF32x4(NAN, 1e10f, -1e10f, -1.9f)))
        .isEqualTo(V128.ofI32x4(0, Integer.MAX_VALUE, Integer.MIN_VALUE, -1));
    assertThat(call("truncUnsigned", V128.ofF64x2(-1, 1e10))).isEqualTo(V128.ofI32x4(0, -1, 0, 0));
    assertThat(call("truncUnsigned", V128.ofF64x2(Double.NaN, 4e9)))
        .isEqualTo(V128.ofI32x4(0, (int) 4_000_000_000L, 0, 0));
  }

  @Test
  void lanesBeyondTheEndAreZero() {
    byte[] lanes = {15, 16, 127, -128, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 17};
    V128 bytes = V128.ofI64x2(0x0706_0504_0302_0107L, 0x0f0e_0d0c_0b0a_0908L);
    assertThat(call("swizzle", bytes, V128.ofI8x16(lanes)))
        .isEqualTo(V128.ofI64x2(0x0707_0700_0000_000fL, 0x0007_0707_0707_0707L));
  }

  @Test
  void lanesAreSelectedBitByBit() {
    assertThat(
            call(
                "laneselect",
                V128.ofI32x4(-1, -1, -1, -1),
                V128.ZERO,
                V128.ofI32x4(0x8000_0000, 1, 0x0f0f_0f0f, -1)))
        .isEqualTo(V128.ofI32x4(0x8000_0000, 1, 0x0f0f_0f0f, -1));
  }
}
