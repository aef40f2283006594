package dev.heddle.wasm.execute;

import static dev.heddle.wasm.lower.ControlRegisterOpcode.*;

import dev.heddle.wasm.runtime.RuntimeInstance;
import org.jspecify.annotations.Nullable;

/** Tail calls. Source: core specification, section 4.6.10 (control instructions). */
final class ControlFlow {

  private ControlFlow() {}

  /** Executes the instruction at {@code pc}. */
  static void execute(
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation) {
    switch (code[pc]) {
      case TAIL_CALL -> {
        activation.tailCall(instance.function(code[pc + 1]));
        moveArguments(code, r, fp, pc + 2, references);
      }
      case TAIL_CALL_INDIRECT -> {
        activation.tailCall(
            Calls.lookUp(instance, code[pc + 1], code[pc + 2], r[fp + code[pc + 3]]));
        moveArguments(code, r, fp, pc + 4, references);
      }
      default -> throw new IllegalStateException("unknown opcode " + code[pc]);
    }
  }

  /** Moves arguments to the start of the frame; {@code at} is where the operands say which. */
  private static void moveArguments(
      int[] code, long[] r, int fp, int at, @Nullable Object[] references) {
    System.arraycopy(r, fp + code[at], r, fp, code[at + 1]);
    System.arraycopy(references, code[at + 2], references, 0, code[at + 3]);
  }
}
