package dev.heddle.bind.layout;

/** What is bytes in memory as it is prepared, one unit each. */
abstract sealed class Octets extends Pointed permits Bytes, Text {

  Octets(boolean wide) {
    super(1, 1, wide);
  }

  @Override
  abstract byte[] prepare(Object value);

  @Override
  final int count(Object prepared) {
    return ((byte[]) prepared).length;
  }

  @Override
  final void write(Object prepared, long address, Lowering to) {
    byte[] bytes = (byte[]) prepared;
    if (bytes.length > 0) {
      to.memory().write(address, bytes);
    }
  }

  @Override
  final int weight() {
    return 1;
  }
}
