package dev.heddle.wasm.decode;

import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.MalformedModuleException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads the primitive values of the binary format from a range of a module's bytes.
 *
 * <p>Every method throws {@link MalformedModuleException} if the bytes break the grammar or end too
 * early. Not thread-safe. Source: core specification, section 5.2 (values).
 */
public final class ByteReader {

  private final byte[] bytes;
  private final int end;
  private final String section;
  private int position;

  /**
   * A reader of {@code bytes[start...end]}.
   *
   * @param section where this is, for messages, e.g. {@code code section}
   */
  public ByteReader(byte[] bytes, int start, int end, String section) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
    this.section = section;
  }

  /** The offset of the next byte from the start of the module. */
  public int position() {
    return position;
  }

  /** The offset at which the range ends. */
  public int end() {
    return end;
  }

  /** How many bytes are left. */
  public int remaining() {
    return end - position;
  }

  /** Whether nothing is left. */
  public boolean atEnd() {
    return position >= end;
  }

  /** The next byte, not consumed; -1 at the end. */
  public int peek() {
    return position < end ? bytes[position] & 0xff : -1;
  }

  /** The next byte, 0 to 255. */
  public int u8() {
    if (position >= end) {
      throw unexpectedEnd();
    }
    return bytes[position++] & 0xff;
  }

  /** An unsigned 32-bit LEB128 number, as the bits of an {@code int}. */
  public int u32() {
    if (position < end && bytes[position] >= 0) {
      return bytes[position++];
    }
    return (int) leb(32, false);
  }

  /** A signed 32-bit LEB128 number. */
  public int s32() {
    if (position < end && bytes[position] >= 0) {
      return (bytes[position++] << 25) >> 25;
    }
    return (int) leb(32, true);
  }

  /** A signed 33-bit LEB128 number, as block types have them. */
  public long s33() {
    return leb(33, true);
  }

  /** A signed 64-bit LEB128 number. */
  public long s64() {
    return leb(64, true);
  }

  /** An unsigned 64-bit LEB128 number, as the bits of a {@code long}. */
  public long u64() {
    return leb(64, false);
  }

  /** Four bytes, little-endian. */
  public int fixed32() {
    if (remaining() < 4) {
      throw unexpectedEnd();
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value |= (bytes[position++] & 0xff) << (8 * i);
    }
    return value;
  }

  /** Eight bytes, little-endian. */
  public long fixed64() {
    long low = fixed32() & 0xffff_ffffL;
    return low | (long) fixed32() << 32;
  }

  /** A length, followed by that many bytes of well-formed UTF-8. */
  public String name() {
    int length = length();
    if (isAscii(position, length)) {
      String name = new String(bytes, position, length, StandardCharsets.US_ASCII);
      position += length;
      return name;
    }
    try {
      String name =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes, position, length))
              .toString();
      position += length;
      return name;
    } catch (CharacterCodingException e) {
      throw malformed("malformed UTF-8 encoding");
    }
  }

  /** An unsigned number that must not exceed the number of bytes that are left after it. */
  public int length() {
    int length = u32();
    if (length < 0 || length > remaining()) {
      throw malformed(
          "length out of bounds: "
              + Integer.toUnsignedString(length)
              + " with "
              + remaining()
              + " bytes left");
    }
    return length;
  }

  /**
   * The number of entries of a vector. It must not exceed the number of bytes that are left, so
   * that memory may be set aside for the entries.
   *
   * @param entries what they are, for messages, e.g. {@code types}
   */
  public int count(String entries) {
    int count = u32();
    if (count < 0 || count > remaining()) {
      throw malformed(
          "unexpected end of section or function: "
              + Integer.toUnsignedString(count)
              + " "
              + entries
              + " declared with "
              + remaining()
              + " bytes left");
    }
    return count;
  }

  /** Passes over bytes, whose number must have been checked. */
  public void skip(int count) {
    if (count < 0 || count > remaining()) {
      throw unexpectedEnd();
    }
    position += count;
  }

  /** The exception for a problem at the current position. */
  public MalformedModuleException malformed(String problem) {
    return new MalformedModuleException(problem, section, position);
  }

  /** The exception for something at the current position that breaks a validation rule. */
  public InvalidModuleException invalid(String problem) {
    return new InvalidModuleException(problem, section, position);
  }

  private MalformedModuleException unexpectedEnd() {
    return malformed("unexpected end of section or function");
  }

  private boolean isAscii(int start, int length) {
    for (int i = start; i < start + length; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** A number that is flawed in itself is reported as such even if the range ends inside it. */
  private long leb(int bits, boolean signed) {
    long value = 0;
    int shift = 0;
    int maxBytes = (bits + 6) / 7;
    for (int i = 0; i < maxBytes; i++) {
      if (position >= bytes.length) {
        throw unexpectedEnd();
      }
      int next = bytes[position++] & 0xff;
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
      if (i == maxBytes - 1) {
        if ((next & 0x80) != 0) {
          throw malformed("integer representation too long");
        }
        checkUnusedBits(next, bits - 7 * i, signed);
      }
      if ((next & 0x80) == 0) {
        if (position > end) {
          throw unexpectedEnd();
        }
        if (signed && shift < 64 && (next & 0x40) != 0) {
          value |= -1L << shift;
        }
        return value;
      }
    }
    throw malformed("integer representation too long");
  }

  /** In the last possible byte only {@code used} bits count; the rest must extend the number. */
  private void checkUnusedBits(int last, int used, boolean signed) {
    int payload = last & 0x7f;
    int unused = payload >>> (signed ? used - 1 : used);
    int ones = 0x7f >>> (signed ? used - 1 : used);
    if (unused != 0 && !(signed && unused == ones)) {
      throw malformed("integer too large");
    }
  }
}
