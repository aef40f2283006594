package dev.heddle.wasm.compile;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.Label;
import dev.heddle.wasm.types.FunctionType;

/** Writes calls of other functions. */
interface Callees {

  /**
   * Writes what the function begins with: if there is no room for its frame, it is run where there
   * is.
   */
  void checkDepth(CodeWriter out);

  /** What vector instructions need besides. */
  VectorApi.Needs vectorNeeds();

  /** Whether the method of a function of the module is called, not one that looks for it. */
  boolean callsDirectly(int functionIndex);

  /**
   * Calls a function of the module. On the operand stack are its arguments, the instance, the
   * activation and the depth.
   */
  void call(CodeWriter out, int functionIndex);

  /** The same for a function that is known at run time; it is below its arguments. */
  void callFunction(CodeWriter out, FunctionType type);

  /**
   * Counts a round of a loop that would be faster in the other form.
   *
   * @param due where to go once that may pay
   */
  void countRound(CodeWriter out, Label due);

  /** Counts such rounds anew. */
  void restartCount(CodeWriter out);

  /** Takes the results of the function out of its frame, the first as a method returns it. */
  void unpackResults(CodeWriter out, int numbers, int references, int activation);
}
