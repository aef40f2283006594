package dev.heddle.wasm.lower;

import java.util.Arrays;

/** A place in register code that branches lead to, known or still to come. Not thread-safe. */
final class Label {

  private int position = -1;
  private int[] references = new int[2];
  private int count;

  /** Whether a branch that was written before the label was bound leads here. */
  boolean isReferenced() {
    return count > 0;
  }

  /** Appends the position as an operand, now or as soon as it is known. */
  void appendTo(CodeBuffer code) {
    if (position < 0) {
      if (count == references.length) {
        references = Arrays.copyOf(references, count * 2);
      }
      references[count++] = code.size();
    }
    code.append(position);
  }

  /** Takes over the branches that lead to another label, which must not have been bound. */
  void adopt(Label other) {
    references = other.references;
    count = other.count;
  }

  /** Settles the position: that of the next instruction. */
  void bind(CodeBuffer code) {
    position = code.size();
    for (int i = 0; i < count; i++) {
      code.set(references[i], position);
    }
  }
}
