package dev.heddle.wasm.validate;

import static dev.heddle.wasm.validate.OperandTypes.I32;
import static dev.heddle.wasm.validate.OperandTypes.V128;

import dev.heddle.wasm.module.VectorInstruction;

/**
 * The operands and results of the vector instructions. Source: core specification, section 3.4.8
 * (vector instructions).
 */
final class VectorInstructions {

  private VectorInstructions() {}

  /**
   * Takes the operands of an instruction from the stack and leaves its result there.
   *
   * @param address the type of addresses of the memory that the instruction accesses, if it does
   */
  static void apply(VectorInstruction instruction, int address, ValidationStack stack) {
    switch (instruction.form()) {
      case LOAD -> {
        stack.pop(address);
        stack.push(V128);
      }
      case STORE, STORE_LANE -> {
        stack.pop(V128);
        stack.pop(address);
      }
      case LOAD_LANE -> {
        stack.pop(V128);
        stack.pop(address);
        stack.push(V128);
      }
      case CONST -> stack.push(V128);
      case UNARY -> {
        stack.pop(V128);
        stack.push(V128);
      }
      case BINARY, SHUFFLE -> {
        stack.pop(V128);
        stack.pop(V128);
        stack.push(V128);
      }
      case TERNARY -> {
        stack.pop(V128);
        stack.pop(V128);
        stack.pop(V128);
        stack.push(V128);
      }
      case SHIFT -> {
        stack.pop(I32);
        stack.pop(V128);
        stack.push(V128);
      }
      case TEST -> {
        stack.pop(V128);
        stack.push(I32);
      }
      case SPLAT -> {
        stack.pop(OperandTypes.of(instruction.scalar()));
        stack.push(V128);
      }
      case EXTRACT -> {
        stack.pop(V128);
        stack.push(OperandTypes.of(instruction.scalar()));
      }
      case REPLACE -> {
        stack.pop(OperandTypes.of(instruction.scalar()));
        stack.pop(V128);
        stack.push(V128);
      }
    }
  }
}
