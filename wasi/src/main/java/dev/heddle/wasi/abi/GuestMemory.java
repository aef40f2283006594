package dev.heddle.wasi.abi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasm.Memory;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;

/** The memory of a guest, as its pointers see it: what is outside of it is {@link Errno#FAULT}. */
public final class GuestMemory {

  private final Memory memory;

  /** A view of a memory, which may grow. */
  public GuestMemory(Memory memory) {
    this.memory = memory;
  }

  private long at(int pointer, long length) {
    long address = pointer & 0xffff_ffffL;
    if (length < 0 || address + length > memory.size()) {
      throw new WasiException(
          Errno.FAULT,
          length + " bytes at " + address + " in a memory of " + memory.size() + " bytes");
    }
    return address;
  }

  /** Fails if a range is not in the memory. */
  public void check(int pointer, long length) {
    at(pointer, length);
  }

  /** Reads a byte, unsigned. */
  public int u8(int pointer) {
    return memory.getByte(at(pointer, 1)) & 0xff;
  }

  /** Reads two bytes, unsigned. */
  public int u16(int pointer) {
    return memory.getShort(at(pointer, 2)) & 0xffff;
  }

  /** Reads four bytes. */
  public int i32(int pointer) {
    return memory.getInt(at(pointer, 4));
  }

  /** Reads eight bytes. */
  public long i64(int pointer) {
    return memory.getLong(at(pointer, 8));
  }

  /** Writes a byte. */
  public void putU8(int pointer, int value) {
    memory.putByte(at(pointer, 1), (byte) value);
  }

  /** Writes two bytes. */
  public void putU16(int pointer, int value) {
    memory.putShort(at(pointer, 2), (short) value);
  }

  /** Writes four bytes. */
  public void putI32(int pointer, int value) {
    memory.putInt(at(pointer, 4), value);
  }

  /** Writes eight bytes. */
  public void putI64(int pointer, long value) {
    memory.putLong(at(pointer, 8), value);
  }

  /** Writes bytes. */
  public void put(int pointer, byte[] bytes, int from, int length) {
    memory.write(at(pointer, length), bytes, from, length);
  }

  /** Reads bytes. */
  public void get(int pointer, byte[] bytes, int from, int length) {
    memory.read(at(pointer, length), bytes, from, length);
  }

  /** Fills a range with zeros. */
  public void clear(int pointer, int length) {
    memory.fill(at(pointer, length), length, (byte) 0);
  }

  /**
   * Reads text.
   *
   * @param length in bytes, unsigned
   * @param most how many there may be
   */
  public String text(int pointer, int length, int most) {
    long bytes = length & 0xffff_ffffL;
    at(pointer, bytes);
    if (bytes > most) {
      throw new WasiException(Errno.NAMETOOLONG, bytes + " bytes, more than " + most);
    }
    byte[] text = new byte[(int) bytes];
    get(pointer, text, 0, text.length);
    try {
      return UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(text))
          .toString();
    } catch (CharacterCodingException e) {
      throw new WasiException(Errno.ILSEQ, e);
    }
  }
}
