package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.fuzz.Type.Plain;
import java.util.List;

/**
 * A table of functions of a program. Its elements are there at the start, and again as a passive
 * segment.
 *
 * @param wide whether its indices have 64 bits
 * @param elements the index of a function for each element, -1 for null
 */
record TableDefinition(boolean wide, List<Integer> elements) {

  /** How much larger it may become. */
  private static final int GROWTH = 2;

  /** The type of its indices and sizes. */
  Plain address() {
    return wide ? Plain.I64 : Plain.I32;
  }

  /** Appends its type. */
  void writeTo(Code code) {
    code.bytes(0x70, wide ? 5 : 1).unsigned(elements.size()).unsigned(elements.size() + GROWTH);
  }

  /** Appends its two element segments. */
  void writeElements(int index, Code code) {
    code.bytes(6).unsigned(index).constant(address(), 0).bytes(0x0b, 0x70);
    writeExpressions(code);
    code.bytes(5, 0x70);
    writeExpressions(code);
  }

  private void writeExpressions(Code code) {
    code.unsigned(elements.size());
    for (int function : elements) {
      if (function < 0) {
        code.bytes(0xd0, 0x70, 0x0b);
      } else {
        code.bytes(0xd2).unsigned(function).bytes(0x0b);
      }
    }
  }

  /** The index of the passive segment of the table of an index. */
  static int passiveSegment(int table) {
    return 2 * table + 1;
  }
}
