package dev.heddle.wasm.fuzz;

/**
 * The instructions whose results depend on their operands alone. A test may replace a family of
 * them by a wrong one.
 *
 * @param numerics the numeric instructions
 * @param casts what references are of what type
 */
record Semantics(ReferenceNumerics numerics, ReferenceCasts casts) {

  /** The right ones. */
  Semantics() {
    this(new ReferenceNumerics(), new ReferenceCasts());
  }

  /** Executes an instruction, if it is one of these. */
  boolean execute(int opcode, CodeReader code, Operands stack) {
    int operands = ReferenceNumerics.operands(opcode);
    if (operands > 0) {
      stack.push(numerics.apply(opcode, stack.pop(operands).toArray()));
      return true;
    }
    return false;
  }
}
