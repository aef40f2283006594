package dev.heddle.wasm.compile;

import dev.heddle.wasm.types.FunctionType;
import java.lang.classfile.CodeBuilder;

/** Writes calls of other functions. */
interface Callees {

  /** What vector instructions need besides. */
  VectorApi.Needs vectorNeeds();

  /**
   * Calls a function of the module. On the operand stack are its arguments, the instance, the
   * activation and the depth.
   */
  void call(CodeBuilder out, int functionIndex);

  /** The same for a function that is known at run time; it is below its arguments. */
  void callFunction(CodeBuilder out, FunctionType type);
}
