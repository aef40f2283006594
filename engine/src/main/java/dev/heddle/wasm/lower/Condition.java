package dev.heddle.wasm.lower;

import dev.heddle.wasm.code.RegisterOpcode;

/** What a conditional branch tests, taken off the stack. */
sealed interface Condition {

  /** The condition that holds exactly if this one does not. */
  Condition negated();

  /** Writes the branch that is taken if it holds, but for its target. */
  void emitBranch(FunctionCode to);

  /** A register is zero, or is not. */
  record ZeroTest(int register, boolean zero) implements Condition {
    @Override
    public Condition negated() {
      return new ZeroTest(register, !zero);
    }

    @Override
    public void emitBranch(FunctionCode to) {
      to.emit(zero ? RegisterOpcode.BR_ZERO : RegisterOpcode.BR_NONZERO, register);
    }
  }

  /** Two integers are in a relation; the second is a constant if it is immediate. */
  record Compared(Comparison relation, boolean wide, int left, int right, boolean immediate)
      implements Condition {
    @Override
    public Compared negated() {
      return new Compared(relation.negated(), wide, left, right, immediate);
    }

    @Override
    public void emitBranch(FunctionCode to) {
      if (immediate) {
        to.emit(relation.branchImmediate(), left, right);
      } else if (relation.needsSwap()) {
        to.emit(relation.swapped().branch(wide), right, left);
      } else {
        to.emit(relation.branch(wide), left, right);
      }
    }
  }
}
