package dev.heddle.benchmarks.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScalarTest {

  @Test
  void numbers_survive_the_journey_as_text_bit_by_bit() {
    List<Scalar> scalars =
        List.of(
            Scalar.i32(-5),
            Scalar.i64(Long.MIN_VALUE),
            Scalar.ofNumber(Scalar.Type.F32, "-0.0"),
            Scalar.ofNumber(Scalar.Type.F64, "1.5"));

    assertThat(Scalar.toText(scalars))
        .isEqualTo("i32:-5,i64:-9223372036854775808,f32:2147483648,f64:4609434218613702656");
    assertThat(Scalar.ofText(Scalar.toText(scalars))).isEqualTo(scalars);
  }

  @Test
  void nothing_is_a_word_too() {
    assertThat(Scalar.toText(List.of())).isEqualTo("-");
    assertThat(Scalar.ofText("-")).isEmpty();
    assertThat(Scalar.typesOfText(Scalar.typesToText(List.of()))).isEmpty();
  }

  @Test
  void an_i32_may_be_written_without_sign_but_not_be_larger() {
    assertThat(Scalar.ofNumber(Scalar.Type.I32, "0xffffffff")).isEqualTo(Scalar.i32(-1));
    assertThatExceptionOfType(NumberFormatException.class)
        .isThrownBy(() -> Scalar.ofNumber(Scalar.Type.I32, "4294967296"));
  }

  @Test
  void people_see_numbers() {
    assertThat(Scalar.ofNumber(Scalar.Type.F64, "2.5")).hasToString("2.5");
  }
}
