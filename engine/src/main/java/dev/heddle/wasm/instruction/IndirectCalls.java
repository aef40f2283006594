package dev.heddle.wasm.instruction;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.runtime.RuntimeFunction;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeTable;
import dev.heddle.wasm.types.DefinedType;

/**
 * Finds functions in tables. Public for generated classes, too. Source: core specification, section
 * 4.6.10 (call_indirect).
 */
public final class IndirectCalls {

  private IndirectCalls() {}

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
}
