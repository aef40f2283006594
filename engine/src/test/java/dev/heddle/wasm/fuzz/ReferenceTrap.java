package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.TrapKind;

/** A trap in the reference evaluator. */
final class ReferenceTrap extends RuntimeException {

  private static final long serialVersionUID = 1;

  final TrapKind kind;

  ReferenceTrap(TrapKind kind) {
    super(kind.wording(), null, false, false);
    this.kind = kind;
  }
}
