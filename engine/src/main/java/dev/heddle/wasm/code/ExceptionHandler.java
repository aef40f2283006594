package dev.heddle.wasm.code;

import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of exceptions that are thrown in a part of a function. A function's handlers are in
 * the order in which they are asked: what is inside comes first.
 *
 * @param from the first position in the code that it is for
 * @param to just after the last position that it is for
 * @param depth how many blocks of the function enclose it
 * @param clauses what it catches, in the order in which they are asked
 * @param delegate the depth of the block from which on handlers are asked if no clause matches, or
 *     {@link #TO_NEXT}; those in between are passed over
 */
public record ExceptionHandler(int from, int to, int depth, List<Clause> clauses, int delegate) {

  /** For {@link #delegate}: the next handler outside is asked. */
  public static final int TO_NEXT = Integer.MAX_VALUE;

  /** For {@link Clause#tag}: exceptions of every kind are caught. */
  public static final int ALL = -1;

  /** For {@link Clause#exceptionSlot}: nobody wants the exception itself. */
  public static final int NO_SLOT = -1;

  public ExceptionHandler {
    clauses = List.copyOf(clauses);
  }

  /**
   * What it catches, and how it goes on.
   *
   * @param tag the index of the tag, or {@link #ALL}
   * @param numberSlot where in the frame the numbers go that the exception carries
   * @param referenceSlot where in the frame the references go that the exception carries
   * @param exceptionSlot where among the references the exception itself goes, or {@link #NO_SLOT}
   * @param target the position in the code at which to go on
   */
  public record Clause(int tag, int numberSlot, int referenceSlot, int exceptionSlot, int target) {

    @Override
    public String toString() {
      String what =
          tag == ALL ? "catch_all" : "catch [" + tag + "], r" + numberSlot + ", o" + referenceSlot;
      String exception = exceptionSlot == NO_SLOT ? "" : ", exception o" + exceptionSlot;
      return what + exception + ", @" + target;
    }
  }

  /** As the disassembler prints it. */
  @Override
  public String toString() {
    List<String> actions = new ArrayList<>();
    for (Clause clause : clauses) {
      actions.add(clause.toString());
    }
    if (delegate != TO_NEXT) {
      actions.add("delegate to depth " + delegate);
    }
    return "@" + from + " to @" + to + ", depth " + depth + ": " + String.join("; ", actions);
  }
}
