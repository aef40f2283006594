package dev.heddle.wasm.instruction;

import static dev.heddle.wasm.code.ControlRegisterOpcode.*;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.Rethrow;
import dev.heddle.wasm.runtime.RuntimeFunction;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeTag;
import dev.heddle.wasm.runtime.RuntimeTaggedException;
import org.jspecify.annotations.Nullable;

/** Tail calls and throwing. Source: core specification, section 4.6.10 (control instructions). */
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
        RuntimeFunction callee = instance.function(code[pc + 1]);
        moveArguments(code, r, fp, pc + 2, references);
        activation.tailCall(callee);
      }
      case TAIL_CALL_INDIRECT -> {
        RuntimeFunction callee =
            IndirectCalls.lookUp(instance, code[pc + 1], code[pc + 2], r[fp + code[pc + 3]]);
        moveArguments(code, r, fp, pc + 4, references);
        activation.tailCall(callee);
      }
      case TAIL_CALL_REF -> {
        RuntimeFunction callee = (RuntimeFunction) references[code[pc + 2]];
        if (callee == null) {
          throw new TrapException(TrapKind.NULL_FUNCTION_REFERENCE);
        }
        moveArguments(code, r, fp, pc + 3, references);
        activation.tailCall(callee);
      }
      case THROW -> {
        RuntimeTag tag = instance.tags[code[pc + 1]];
        instance.allocator.takeRoom(RuntimeTaggedException.bytes(tag), activation);
        throw Rethrow.<RuntimeException>unchecked(
            Catching.thrown(
                RuntimeTaggedException.of(tag, r, fp + code[pc + 2], references, code[pc + 3]),
                activation));
      }
      case THROW_REF -> {
        Throwable thrown = (Throwable) references[code[pc + 1]];
        if (thrown == null) {
          throw new TrapException(TrapKind.NULL_EXCEPTION_REFERENCE);
        }
        // the host's own exceptions must not be taken for those that stand for a trap
        activation.leaveHost(thrown);
        throw Rethrow.<RuntimeException>unchecked(thrown);
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
