package dev.heddle.bind.layout;

import java.nio.ByteBuffer;

/** A {@code byte[]}, or what remains of a {@code ByteBuffer}, whose position does not move. */
final class Bytes extends Octets {

  private final boolean buffer;

  Bytes(boolean buffer, boolean wide) {
    super(wide);
    this.buffer = buffer;
  }

  @Override
  byte[] prepare(Object value) {
    if (!buffer) {
      return (byte[]) value;
    }
    ByteBuffer bytes = ((ByteBuffer) value).duplicate();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }

  @Override
  Object read(long address, int count, Lifting from) {
    byte[] bytes = count == 0 ? new byte[0] : from.memory().read(address, count);
    return buffer ? ByteBuffer.wrap(bytes) : bytes;
  }
}
