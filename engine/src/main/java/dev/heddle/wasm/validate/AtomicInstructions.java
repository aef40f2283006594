package dev.heddle.wasm.validate;

import static dev.heddle.wasm.validate.OperandTypes.I32;
import static dev.heddle.wasm.validate.OperandTypes.I64;

import dev.heddle.wasm.module.AtomicOpcode;
import dev.heddle.wasm.module.AtomicOpcode.Operation;

/** The operand and result types of the atomic memory instructions. Source: threads proposal. */
final class AtomicInstructions {

  private AtomicInstructions() {}

  /**
   * Pops the operands of an instruction and pushes its result.
   *
   * @param address the type of the address
   */
  static void apply(int opcode, int address, ValidationStack stack) {
    int value = AtomicOpcode.isI64(opcode) ? I64 : I32;
    if (AtomicOpcode.isAccess(opcode)) {
      Operation operation = AtomicOpcode.operation(opcode);
      for (int i = operation.operands(); i > 0; i--) {
        stack.pop(value);
      }
      stack.pop(address);
      if (operation.hasResult()) {
        stack.push(value);
      }
      return;
    }
    if (opcode != AtomicOpcode.NOTIFY) {
      stack.pop(I64);
    }
    stack.pop(value);
    stack.pop(address);
    stack.push(I32);
  }
}
