package dev.heddle.wasm.lower;

import java.util.Arrays;

/** A place in register code that branches lead to, known or still to come. Not thread-safe. */
final class Label {

  private int position = -1;
  private int[] references = new int[2];
  private int count;
  private boolean handler;

  /** Whether a branch that was written before the label was bound leads here, or a handler does. */
  boolean isReferenced() {
    return count > 0 || handler;
  }

  /** States that a handler of exceptions leads here; it asks for the position in the end. */
  void referToFromHandler() {
    handler = true;
  }

  /** The position, which must have been settled. */
  int position() {
    return position;
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

  /** Settles the position: that of the next instruction. */
  void bind(CodeBuffer code) {
    position = code.size();
    for (int i = 0; i < count; i++) {
      code.set(references[i], position);
    }
  }
}
