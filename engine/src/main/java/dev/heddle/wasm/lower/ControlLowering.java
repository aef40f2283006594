package dev.heddle.wasm.lower;

import static dev.heddle.wasm.module.ControlOpcode.*;

import dev.heddle.wasm.types.FunctionType;

/** Lowers tail calls for {@link FunctionLowering}. Not thread-safe. */
final class ControlLowering {

  private final FunctionLowering function;
  private boolean hasTailCalls;

  ControlLowering(FunctionLowering function) {
    this.function = function;
  }

  /** Whether the function may end with something left to do for who entered it. */
  boolean runsInPieces() {
    return hasTailCalls;
  }

  /** Lowers the instruction with this opcode, which has been read. */
  void lower(int opcode) {
    switch (opcode) {
      case RETURN_CALL -> {
        int callee = function.in.u32();
        tailCall(function.module.functionType(callee), ControlRegisterOpcode.TAIL_CALL, callee);
      }
      case RETURN_CALL_INDIRECT -> {
        int typeIndex = function.in.u32();
        int table = function.in.u32();
        int element = function.popRegister();
        tailCall(
            function.module.types().get(typeIndex).function(),
            ControlRegisterOpcode.TAIL_CALL_INDIRECT,
            typeIndex,
            table,
            element);
      }
      default -> throw new IllegalArgumentException("not a control opcode: " + opcode);
    }
  }

  private void tailCall(FunctionType type, int opcode, int... callee) {
    OperandStack stack = function.stack;
    int numbersEnd = stack.nextNumberHome();
    int referencesEnd = stack.nextReferenceHome();
    int[] bases = function.popArguments(type);
    int numbers = numbersEnd - bases[0];
    int references = referencesEnd - bases[1];
    stack.reserve(numbers, references);
    function.failing(opcode, callee);
    function.code.append(bases[0]);
    function.code.append(numbers);
    function.code.append(bases[1]);
    function.code.append(references);
    function.emit(RegisterOpcode.RETURN);
    function.becomeUnreachable();
    hasTailCalls = true;
  }
}
