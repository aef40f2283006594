package dev.heddle.bind.layout;

import java.nio.ByteBuffer;

/** A {@code byte[]}, or what remains of a {@code ByteBuffer}, whose position does not move. */
final class Bytes extends Pointed {

  private final boolean buffer;

  Bytes(boolean buffer, boolean wide) {
    super(1, 1, wide);
    this.buffer = buffer;
  }

  @Override
  Object prepare(Object value) {
    if (!buffer) {
      return value;
    }
    ByteBuffer bytes = ((ByteBuffer) value).duplicate();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }

  @Override
  int count(Object prepared) {
    return ((byte[]) prepared).length;
  }

  @Override
  void write(Object prepared, long address, Lowering to) {
    byte[] bytes = (byte[]) prepared;
    if (bytes.length > 0) {
      to.memory().write(address, bytes);
    }
  }

  @Override
  int weight() {
    return 1;
  }

  @Override
  Object read(long address, int count, Lifting from) {
    byte[] bytes = count == 0 ? new byte[0] : from.memory().read(address, count);
    return buffer ? ByteBuffer.wrap(bytes) : bytes;
  }
}
