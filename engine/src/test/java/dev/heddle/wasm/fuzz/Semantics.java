package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.V128;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.module.WideOpcode;
import java.util.ArrayList;
import java.util.List;

/**
 * The instructions whose results depend on their operands alone. A test may replace a family of
 * them by a wrong one.
 *
 * @param numerics the numeric instructions
 * @param vectors the vector instructions
 * @param casts what references are of what type
 */
record Semantics(ReferenceNumerics numerics, ReferenceVectors vectors, ReferenceCasts casts) {

  /** The right ones. */
  Semantics() {
    this(new ReferenceNumerics(), new ReferenceVectors(), new ReferenceCasts());
  }

  /** Executes an instruction, if it is one of these. */
  boolean execute(int opcode, CodeReader code, Operands stack) {
    int operands = ReferenceNumerics.operands(opcode);
    VectorInstruction vector = VectorInstruction.of(opcode);
    if (operands > 0) {
      stack.push(numerics.apply(opcode, stack.pop(operands).toArray()));
    } else if (WideOpcode.isWide(opcode)) {
      stack.push(ReferenceWideArithmetic.apply(opcode, stack.pop(WideOpcode.operands(opcode))));
    } else if (vector != null) {
      return execute(vector, code, stack);
    } else {
      return false;
    }
    return true;
  }

  private boolean execute(VectorInstruction instruction, CodeReader code, Operands stack) {
    int operands =
        switch (instruction.form()) {
          case LOAD, STORE, LOAD_LANE, STORE_LANE -> -1;
          case CONST -> 0;
          case UNARY, TEST, SPLAT, EXTRACT -> 1;
          case BINARY, SHIFT, REPLACE, SHUFFLE -> 2;
          case TERNARY -> 3;
        };
    if (operands < 0) {
      return false;
    }
    if (operands == 0) {
      stack.push(new V128(code.fixed(8), code.fixed(8)));
      return true;
    }
    int indices =
        switch (instruction.form()) {
          case EXTRACT, REPLACE -> 1;
          case SHUFFLE -> 16;
          default -> 0;
        };
    List<Integer> lanes = new ArrayList<>();
    for (int i = 0; i < indices; i++) {
      lanes.add(code.u8());
    }
    stack.push(vectors.apply(instruction, lanes, stack.pop(operands).toArray()));
    return true;
  }
}
