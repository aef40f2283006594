package dev.heddle.wasm.compile;

/** Writes the vector instructions of a method, in one of the ways in which the JVM has vectors. */
interface Vectors {

  /** Writes the instruction at {@code pc}. */
  void write(int pc);

  /** Leaves a vector of zeros on the operand stack. */
  void zero();

  /** Begins a block, in which an exception may be caught. */
  void begin(boolean caught);

  /** Sees to it that a register which is about to be read has what is in it, if of a vector. */
  void settle(int slot);

  /** Sees to it that vectors which are alive behind a block are where its successors want them. */
  void settleAll(long[] alive);

  /** A register has got another value, of which nothing is known. */
  void overwritten(int slot);

  /** Leaves half of the vector in a variable on the operand stack. */
  void loadHalf(int variable, byte half);

  /**
   * Takes half of a vector from the operand stack.
   *
   * @param slot the register of that half
   * @param last whether the other one has been there before
   */
  void storeHalf(int slot, byte half, boolean last);
}
