package dev.heddle.wasm.bytecode;

/**
 * The types that the verifier of the JVM tells apart, as numbers. That of an object has the index
 * of its class in the pool of constants.
 */
final class Verification {

  static final int TOP = 0;
  static final int INTEGER = 1;
  static final int FLOAT = 2;
  static final int DOUBLE = 3;
  static final int LONG = 4;
  static final int NULL = 5;
  static final int OBJECT = 7;

  /** That of the second slot of a number with two. */
  static final int SECOND = 0xff;

  /** No type at all. */
  static final int NOTHING = -1;

  private static final int INDEX_SHIFT = 8;

  private Verification() {}

  static int ofClass(int index) {
    return OBJECT | index << INDEX_SHIFT;
  }

  static int classIndex(int type) {
    return type >>> INDEX_SHIFT;
  }

  static int slotSize(int type) {
    return type == LONG || type == DOUBLE ? 2 : 1;
  }

  static void write(Bytes to, int type) {
    to.u1(type);
    if ((type & 0xff) == OBJECT) {
      to.u2(classIndex(type));
    }
  }
}
