package dev.heddle.wasm.bytecode;

import java.util.Arrays;

/**
 * What is in the variables of the JVM at a place where nothing is on the operand stack. Not
 * thread-safe.
 */
public final class Frame {

  int[] locals = new int[16];
  int count;

  /** Makes it that of another place. */
  public void copyOf(Frame other) {
    ensure(other.count);
    System.arraycopy(other.locals, 0, locals, 0, other.count);
    count = other.count;
  }

  /** Makes it that of these variables. */
  void copyOf(int[] from, int length) {
    ensure(length);
    System.arraycopy(from, 0, locals, 0, length);
    count = length;
  }

  private void ensure(int length) {
    if (locals.length < length) {
      locals = Arrays.copyOf(locals, Math.max(2 * locals.length, length));
    }
  }

  /** Adds a variable, or forgets it if the type is {@link Verification#TOP}. */
  void put(int place, int type) {
    int end = place + Verification.slotSize(type);
    ensure(end);
    if (end > count) {
      Arrays.fill(locals, count, end, Verification.TOP);
      count = end;
    }
    locals[place] = type;
    if (end > place + 1) {
      locals[place + 1] = Verification.SECOND;
    }
  }
}
