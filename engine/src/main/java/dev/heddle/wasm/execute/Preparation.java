package dev.heddle.wasm.execute;

import dev.heddle.wasm.GuestFrame;
import dev.heddle.wasm.I31;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.lower.CastTarget;
import dev.heddle.wasm.lower.ElementKind;
import dev.heddle.wasm.lower.ExceptionHandler;
import dev.heddle.wasm.lower.RegisterInstruction;
import dev.heddle.wasm.lower.RegisterOpcode;
import dev.heddle.wasm.lower.StructLayout;
import dev.heddle.wasm.runtime.ObjectHeap;
import dev.heddle.wasm.runtime.References;
import dev.heddle.wasm.runtime.RuntimeArray;
import dev.heddle.wasm.runtime.RuntimeStruct;
import dev.heddle.wasm.runtime.RuntimeTaggedException;
import java.util.List;

/**
 * Loads and initialises classes before guests run.
 *
 * <p>A guest may use the Java stack up to its end. A class whose initialiser runs out of stack is
 * unusable from then on, so that none that is needed there may be initialised there.
 */
public final class Preparation {

  /** What is needed when the stack is full: what runs guests, and what reports that it is. */
  private static final List<Class<?>> CLASSES =
      List.of(
          Interpreter.class,
          Calls.class,
          Activation.class,
          Rare.class,
          MemoryHandles.class,
          MemoryAccess.class,
          EffectiveAddress.class,
          ControlFlow.class,
          Trampoline.class,
          Atomics.class,
          Catching.class,
          ExceptionHandler.class,
          RuntimeTaggedException.class,
          Arithmetic.class,
          Conversions.class,
          FloatingPoint.class,
          Truncation.class,
          WideArithmetic.class,
          Vectors.class,
          VectorIntegers.class,
          VectorComparisons.class,
          VectorFloats.class,
          VectorConversions.class,
          VectorLanes.class,
          VectorMemory.class,
          Swar.class,
          V128.class,
          ObjectInstructions.class,
          Allocation.class,
          ArrayRanges.class,
          References.class,
          ObjectHeap.class,
          RuntimeStruct.class,
          RuntimeArray.class,
          I31.class,
          CastTarget.class,
          StructLayout.class,
          ElementKind.class,
          Unwinding.class,
          Metering.class,
          GuestFrame.class,
          TrapKind.class);

  private Preparation() {}

  /** Does it; once is enough. */
  public static void loadClasses() {
    for (Class<?> type : CLASSES) {
      try {
        Class.forName(type.getName(), true, type.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new LinkageError(type + " cannot be initialised", e);
      }
    }
    RegisterInstruction.of(RegisterOpcode.UNREACHABLE);
    TrapException trap = new TrapException(TrapKind.CALL_STACK_EXHAUSTED, "rehearsal");
    trap.leave(new GuestFrame("wasm", 0, "func[0]", 0));
    trap.leaveGuest();
  }
}
