package dev.heddle.wasm.lower;

import dev.heddle.wasm.code.ExceptionHandler;
import java.util.ArrayList;
import java.util.List;

/** A handler of exceptions while its function is being lowered. Not thread-safe. */
final class HandlerDraft {

  /** A clause whose target may still be to come. */
  private record Clause(
      int tag, int numberSlot, int referenceSlot, int exceptionSlot, Label target) {}

  private static final int OPEN = -1;

  private final int from;
  private final int depth;
  private final List<Clause> clauses = new ArrayList<>();
  private int to = OPEN;
  private int delegate = ExceptionHandler.TO_NEXT;

  /**
   * One that begins at a position in the code.
   *
   * @param depth how many blocks enclose it
   */
  HandlerDraft(int from, int depth) {
    this.from = from;
    this.depth = depth;
  }

  void addClause(int tag, int numberSlot, int referenceSlot, int exceptionSlot, Label target) {
    clauses.add(new Clause(tag, numberSlot, referenceSlot, exceptionSlot, target));
  }

  void delegateTo(int newDelegate) {
    delegate = newDelegate;
  }

  boolean isOpen() {
    return to == OPEN;
  }

  /** Settles where it ends: before this position. */
  void close(int position) {
    to = position;
  }

  /** Whether it makes a difference. */
  boolean isUsed() {
    return from < to && (!clauses.isEmpty() || delegate != ExceptionHandler.TO_NEXT);
  }

  /** The finished handler; all labels must have been bound. */
  ExceptionHandler finish() {
    List<ExceptionHandler.Clause> finished = new ArrayList<>();
    for (Clause clause : clauses) {
      finished.add(
          new ExceptionHandler.Clause(
              clause.tag,
              clause.numberSlot,
              clause.referenceSlot,
              clause.exceptionSlot,
              clause.target.position()));
    }
    return new ExceptionHandler(from, to, depth, finished, delegate);
  }
}
