package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.TrapKind;
import java.util.Set;

/** A trap in the reference evaluator. */
final class ReferenceTrap extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** The reasons, any of which may be given. */
  final transient Set<TrapKind> kinds;

  ReferenceTrap(TrapKind kind) {
    this(Set.of(kind));
  }

  ReferenceTrap(Set<TrapKind> kinds) {
    super(kinds.toString(), null, false, false);
    this.kinds = Set.copyOf(kinds);
  }
}
