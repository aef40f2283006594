package dev.heddle.wasm.bytecode;

/** A place in the code of a method, which may be named before it is known. */
public final class Label {

  /** Where it is, or -1 as long as that is not known. */
  int position = -1;

  /** The last of the jumps that wait to know: where {@link CodeWriter} has it; or -1. */
  int jumps = -1;

  /**
   * Where {@link CodeWriter} has what all jumps to it leave in variables and on the stack; or -1.
   */
  int frame = -1;

  /** Whether somebody jumps to it. */
  boolean isTarget;

  /** Whether what is there in variables is said when it is bound. */
  final boolean ofBlock;

  Label(boolean ofBlock) {
    this.ofBlock = ofBlock;
  }
}
