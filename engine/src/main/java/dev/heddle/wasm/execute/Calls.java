package dev.heddle.wasm.execute;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.RuntimeFunction;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeTable;
import dev.heddle.wasm.types.DefinedType;
import org.jspecify.annotations.Nullable;

/** The ways into functions that the interpreter's loop does not go itself. */
public final class Calls {

  private Calls() {}

  /** Executes a call of a function that is named by its index. */
  static void direct(
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation,
      int depth) {
    instance
        .function(code[pc + 1])
        .enter(r, fp + code[pc + 2], references, code[pc + 3], instance, activation, depth - 1);
  }

  /** Executes a call of a function that is found in a table. */
  static void indirect(
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation,
      int depth) {
    lookUp(instance, code[pc + 1], code[pc + 2], r[fp + code[pc + 3]])
        .enter(r, fp + code[pc + 4], references, code[pc + 5], instance, activation, depth - 1);
  }

  /** The function of the expected type at an index of a table. */
  public static RuntimeFunction lookUp(
      RuntimeInstance instance, int typeIndex, int tableIndex, long wanted) {
    RuntimeTable table = instance.tables[tableIndex];
    int index = (int) wanted;
    if (Integer.compareUnsigned(index, table.size()) >= 0
        || table.hasWideIndices && index != wanted) {
      throw new TrapException(
          TrapKind.UNDEFINED_ELEMENT,
          "index "
              + Long.toUnsignedString(table.hasWideIndices ? wanted : wanted & 0xffff_ffffL)
              + " in a table of "
              + table.size());
    }
    RuntimeFunction callee = (RuntimeFunction) table.elements[index];
    if (callee == null) {
      throw TrapException.uninitializedElement(index);
    }
    DefinedType expected = instance.types[typeIndex];
    DefinedType found = callee.definedType();
    if (found != expected && !found.isSubtypeOf(expected)) {
      throw new TrapException(
          TrapKind.INDIRECT_CALL_TYPE_MISMATCH,
          "expected " + expected + ", found " + found + " at index " + index);
    }
    return callee;
  }

  /**
   * Runs a guest function whose arguments are in another function's frame or in the host's hands,
   * and leaves the results there.
   *
   * @param r the numbers; arguments from {@code base} on
   * @param references the references; arguments from {@code referenceBase} on
   * @param depth how many guest frames may still be made
   */
  public static void enter(
      LoweredFunction function,
      RuntimeInstance instance,
      long[] r,
      int base,
      @Nullable Object[] references,
      int referenceBase,
      Activation activation,
      int depth) {
    if (depth <= 0) {
      throw activation.tooDeep();
    }
    if (function.runsInPieces) {
      Trampoline.run(function, instance, r, base, references, referenceBase, activation, depth);
      return;
    }
    if (function.referenceFrameSize == 0) {
      run(function, instance, r, base, Activation.NO_REFERENCES, activation, depth);
      return;
    }
    @Nullable Object[] ownReferences = activation.pushReferences(function.referenceFrameSize);
    try {
      int parameterReferences = function.signature.parameterReferences();
      System.arraycopy(references, referenceBase, ownReferences, 0, parameterReferences);
      run(function, instance, r, base, ownReferences, activation, depth);
      int resultReferences = function.signature.resultReferences();
      System.arraycopy(ownReferences, 0, references, referenceBase, resultReferences);
    } finally {
      activation.popReferences();
    }
  }

  private static void run(
      LoweredFunction function,
      RuntimeInstance instance,
      long[] r,
      int base,
      @Nullable Object[] references,
      Activation activation,
      int depth) {
    if (base + function.frameSize <= r.length) {
      Interpreter.run(function.code, r, base, 0, references, function, instance, activation, depth);
    } else {
      runApart(function, instance, r, base, references, activation, depth);
    }
  }

  /** Runs a function whose frame does not fit behind that of its caller. */
  private static void runApart(
      LoweredFunction function,
      RuntimeInstance instance,
      long[] r,
      int base,
      @Nullable Object[] references,
      Activation activation,
      int depth) {
    long[] chunk = activation.acquire(function.frameSize, r.length);
    try {
      System.arraycopy(r, base, chunk, 0, function.signature.parameterNumbers());
      Interpreter.run(
          function.code, chunk, 0, 0, references, function, instance, activation, depth);
      System.arraycopy(chunk, 0, r, base, function.signature.resultNumbers());
    } finally {
      activation.release(chunk);
    }
  }
}
