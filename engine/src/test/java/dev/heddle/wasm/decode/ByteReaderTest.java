package dev.heddle.wasm.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.MalformedModuleException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ByteReaderTest {

  @Test
  void unsignedNumbersMayHaveLeadingZeroesUpToTheirLongestForm() {
    assertThat(reader(0x00).u32()).isZero();
    assertThat(reader(0x7f).u32()).isEqualTo(127);
    assertThat(reader(0x83, 0x00).u32()).isEqualTo(3);
    assertThat(reader(0x83, 0x80, 0x80, 0x80, 0x00).u32()).isEqualTo(3);
    assertThat(reader(0xff, 0xff, 0xff, 0xff, 0x0f).u32()).isEqualTo(-1);
    assertThat(reader(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01).u64())
        .isEqualTo(-1L);
  }

  @Test
  void signedNumbersAreSignExtendedFromEveryLength() {
    assertThat(reader(0x3f).s32()).isEqualTo(63);
    assertThat(reader(0x40).s32()).isEqualTo(-64);
    assertThat(reader(0x7f).s32()).isEqualTo(-1);
    assertThat(reader(0xff, 0x7f).s32()).isEqualTo(-1);
    assertThat(reader(0x80, 0x80, 0x80, 0x80, 0x78).s32()).isEqualTo(Integer.MIN_VALUE);
    assertThat(reader(0xff, 0xff, 0xff, 0xff, 0x07).s32()).isEqualTo(Integer.MAX_VALUE);
    assertThat(reader(0x7f).s64()).isEqualTo(-1);
    assertThat(reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f).s64())
        .isEqualTo(Long.MIN_VALUE);
    assertThat(reader(0x40).s33()).isEqualTo(-64);
    assertThat(reader(0xff, 0xff, 0xff, 0xff, 0x0f).s33()).isEqualTo(0xffff_ffffL);
  }

  @Test
  void aNumberWithTooManyBytesIsTooLong() {
    malformed(
        () -> reader(0x83, 0x80, 0x80, 0x80, 0x80, 0x00).u32(),
        "integer representation too long",
        5);
    malformed(
        () -> reader(0xff, 0xff, 0xff, 0xff, 0xff, 0x7f).s32(),
        "integer representation too long",
        5);
  }

  @Test
  void aNumberWithTooManyBitsIsTooLarge() {
    malformed(() -> reader(0x80, 0x80, 0x80, 0x80, 0x10).u32(), "integer too large", 5);
    malformed(() -> reader(0x80, 0x80, 0x80, 0x80, 0x70).u32(), "integer too large", 5);
    malformed(() -> reader(0x80, 0x80, 0x80, 0x80, 0x08).s32(), "integer too large", 5);
    malformed(() -> reader(0xff, 0xff, 0xff, 0xff, 0x77).s32(), "integer too large", 5);
    malformed(
        () -> reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02).u64(),
        "integer too large",
        10);
    malformed(
        () -> reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01).s64(),
        "integer too large",
        10);
  }

  @Test
  void nothingIsReadBeyondTheRange() {
    byte[] bytes = {1, (byte) 0x80, 2, 3, 4, 5, 6, 7, 8, 9};
    malformed(() -> new ByteReader(bytes, 1, 1, "a section").u8(), "unexpected end", 1);
    malformed(() -> new ByteReader(bytes, 1, 2, "a section").u32(), "unexpected end", 3);
    malformed(() -> new ByteReader(bytes, 1, 4, "a section").fixed32(), "unexpected end", 1);
    malformed(() -> new ByteReader(bytes, 1, 8, "a section").fixed64(), "unexpected end", 5);
    malformed(() -> new ByteReader(bytes, 3, 5, "a section").skip(3), "unexpected end", 3);
    assertThat(new ByteReader(bytes, 1, 1, "a section").peek()).isEqualTo(-1);
  }

  @Test
  void lengthsAndCountsMustFitIntoWhatIsLeft() {
    assertThat(reader(2, 0, 0).length()).isEqualTo(2);
    assertThat(reader(2, 0, 0).count("types")).isEqualTo(2);
    malformed(() -> reader(3, 0, 0).length(), "length out of bounds: 3 with 2 bytes left", 1);
    malformed(
        () -> reader(0xff, 0xff, 0xff, 0xff, 0x0f).length(),
        "length out of bounds: 4294967295 with 0 bytes left",
        5);
    malformed(
        () -> reader(3, 0, 0).count("types"),
        "unexpected end of section or function: 3 types declared with 2 bytes left",
        1);
    malformed(() -> reader(0xff, 0xff, 0xff, 0xff, 0x0f).count("types"), "unexpected end", 5);
  }

  @Test
  void namesAreStrictUtf8() {
    assertThat(reader(0).name()).isEmpty();
    assertThat(reader(2, 'o', 'k').name()).isEqualTo("ok");
    assertThat(reader(4, 0xf0, 0x9f, 0xa7, 0xb5).name()).isEqualTo("\ud83e\uddf5");
    malformed(() -> reader(2, 0xc0, 0x80).name(), "malformed UTF-8 encoding", 1);
    malformed(() -> reader(3, 0xed, 0xa0, 0x80).name(), "malformed UTF-8 encoding", 1);
    malformed(() -> reader(4, 0xf4, 0x90, 0x80, 0x80).name(), "malformed UTF-8 encoding", 1);
    malformed(() -> reader(1, 0x80).name(), "malformed UTF-8 encoding", 1);
  }

  private static ByteReader reader(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return new ByteReader(bytes, 0, bytes.length, "a section");
  }

  private static void malformed(ThrowingCallable read, String message, long offset) {
    assertThatThrownBy(read)
        .isInstanceOfSatisfying(
            MalformedModuleException.class, e -> assertThat(e.offset()).isEqualTo(offset))
        .hasMessageStartingWith(message)
        .hasMessageEndingWith("(a section, offset 0x" + Long.toHexString(offset) + ")");
  }
}
