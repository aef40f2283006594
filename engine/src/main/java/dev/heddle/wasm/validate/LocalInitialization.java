package dev.heddle.wasm.validate;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which local variables without a default value have been set at this point of a function. What is
 * set in a block counts until its end. Not thread-safe. Source: core specification, section 3.1.1
 * (contexts) and appendix A.3 (validation algorithm).
 */
final class LocalInitialization {

  private final BitSet set = new BitSet();
  private int[] order = new int[16];
  private int count;

  /** Begins a function, with nothing set. */
  void begin() {
    resetTo(0);
  }

  boolean isSet(int local) {
    return set.get(local);
  }

  void set(int local) {
    if (set.get(local)) {
      return;
    }
    set.set(local);
    if (count == order.length) {
      order = Arrays.copyOf(order, count * 2);
    }
    order[count++] = local;
  }

  /** How many locals have been set. */
  int count() {
    return count;
  }

  /** Forgets those that were set when {@code newCount} already were. */
  void resetTo(int newCount) {
    while (count > newCount) {
      set.clear(order[--count]);
    }
  }
}
