package dev.heddle.wasm.execute;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.code.ObjectRegisterOpcode;
import dev.heddle.wasm.code.RegisterOpcode;
import dev.heddle.wasm.instruction.Catching;
import dev.heddle.wasm.instruction.EffectiveAddress;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.CodePlace;
import dev.heddle.wasm.runtime.MemoryFault;
import dev.heddle.wasm.runtime.ObjectHeap;
import dev.heddle.wasm.runtime.Rethrow;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeTaggedException;
import org.jspecify.annotations.Nullable;

/** What happens to an exception that leaves a guest frame. */
final class Unwinding {

  private Unwinding() {}

  /**
   * Returns if the function caught the exception, and will be gone on with as the activation says.
   * Otherwise throws the exception to go on with: exceptions of the JVM that stand for a trap
   * become one, traps and exceptions of guests learn the frame they leave, everything else is left
   * alone.
   */
  static void leave(
      Throwable thrown,
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      LoweredFunction function,
      RuntimeInstance instance,
      Activation activation) {
    if (activation.comesFromCompiledLoop(thrown)) {
      throw Rethrow.<RuntimeException>unchecked(
          thrown.getClass() == IndexOutOfBoundsException.class && !activation.isForeign(thrown)
              ? MemoryFault.of(thrown)
              : thrown);
    }
    Throwable leaving = thrown;
    if (!activation.isForeign(thrown)) {
      if (thrown instanceof ArithmeticException) {
        leaving = new TrapException(TrapKind.INTEGER_DIVIDE_BY_ZERO);
      } else if (thrown.getClass() == IndexOutOfBoundsException.class) {
        leaving =
            isCall(code[pc])
                ? MemoryFault.of(thrown)
                : new TrapException(
                    TrapKind.MEMORY_OUT_OF_BOUNDS,
                    EffectiveAddress.describeAccess(code, r, fp, pc, instance));
      } else if (thrown instanceof StackOverflowError overflow) {
        leaving =
            activation.hasRoomAfterOverflow(instance.module(), function, pc)
                ? Activation.stackExhausted(overflow, activation)
                : overflow;
      }
    }
    if (Catching.catches(leaving, r, fp, pc, references, function, instance, activation)) {
      return;
    }
    LoadedModule module = instance.module();
    if (leaving instanceof RuntimeTaggedException exception) {
      exception.leave(module, function, pc);
      instance.objects.note(ObjectHeap.FRAME_BYTES);
    } else if (leaving instanceof TrapException trap) {
      trap.leave(new CodePlace(module, function, pc).frame());
    } else if (activation.isForeign(leaving)) {
      activation.leaveInterpreted(module, function, pc);
    }
    throw Rethrow.<RuntimeException>unchecked(leaving);
  }

  /** Whether an instruction does not access memory itself, but what it calls may. */
  private static boolean isCall(int opcode) {
    return opcode == RegisterOpcode.CALL
        || opcode == RegisterOpcode.CALL_EXTERNAL
        || opcode == RegisterOpcode.CALL_INDIRECT
        || opcode == ObjectRegisterOpcode.CALL_REF;
  }
}
