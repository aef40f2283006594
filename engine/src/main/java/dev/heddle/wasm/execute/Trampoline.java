package dev.heddle.wasm.execute;

import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.code.Signature;
import dev.heddle.wasm.instruction.Support;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.CompiledCode;
import dev.heddle.wasm.runtime.Depth;
import dev.heddle.wasm.runtime.RuntimeFunction;
import dev.heddle.wasm.runtime.RuntimeGuestFunction;
import dev.heddle.wasm.runtime.RuntimeInstance;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Runs functions that make tail calls or catch exceptions.
 *
 * <p>A tail call moves its arguments to the start of the frame, leaves word of the callee in the
 * {@link Activation} and returns to here, where the callee takes over the frame. So a chain of tail
 * calls takes one Java frame, one guest frame and one level of depth, however long it is and
 * however many instances are in it.
 *
 * <p>A function that catches an exception returns to here, too, and is gone on with where the
 * handler says: the interpreter's loop has one way in and no exception handler inside. Functions
 * that do neither pay nothing.
 */
final class Trampoline {

  private Trampoline() {}

  /** Does what {@link Entry#enter} does for other functions. */
  static void run(
      LoweredFunction first,
      RuntimeInstance firstInstance,
      long[] r,
      int base,
      @Nullable Object[] references,
      int referenceBase,
      Activation activation,
      int depth) {
    LoweredFunction function = first;
    RuntimeInstance instance = firstInstance;
    Signature signature = first.signature;
    @Nullable Object[] own = activation.pushReferences(first.referenceFrameSize);
    long[] frame = r;
    int fp = base;
    try {
      System.arraycopy(references, referenceBase, own, 0, signature.parameterReferences());
      for (; ; ) {
        if (fp + function.frameSize > frame.length) {
          long[] larger = activation.acquire(function.frameSize, frame.length);
          System.arraycopy(frame, fp, larger, 0, function.signature.parameterNumbers());
          if (frame != r) {
            activation.release(frame);
          }
          frame = larger;
          fp = 0;
        }
        Interpreter.run(function.code, frame, fp, 0, own, function, instance, activation, depth);
        resume(function, frame, fp, own, instance, activation, depth);
        RuntimeFunction callee = activation.takeTailCallee();
        while (callee != null) {
          int numbers = Math.max(activation.tailNumbersInArray(), signature.resultNumbers());
          if (fp + numbers > frame.length) {
            long[] larger = activation.acquire(numbers, frame.length);
            if (frame != r) {
              activation.release(frame);
            }
            frame = larger;
            fp = 0;
          }
          int objects = Math.max(activation.tailReferencesInArray(), signature.resultReferences());
          if (objects > own.length) {
            own = activation.replaceReferences(objects);
          }
          activation.moveTailArguments(frame, fp, own);
          CompiledCode compiled = Support.compiled(callee);
          if (compiled == null) {
            break;
          }
          instance = Support.instanceOf(callee, instance);
          compiled.begin(frame, fp, own, 0, instance, activation, depth - Depth.DETOUR);
          callee = activation.takeTailCallee();
        }
        if (callee == null) {
          break;
        }
        if (!(callee instanceof RuntimeGuestFunction guest)) {
          // the frame has room for its arguments and results: lowering saw to that; and it counts
          // as one, or a host function that calls back could do so without end
          callee.enter(frame, fp, own, 0, instance, activation, depth - Depth.INTERPRETED);
          break;
        }
        if (guest.instance() != instance) {
          guest.requireStoreOf(instance);
        }
        function = guest.code();
        instance = guest.instance();
        own = referencesFor(function, own, activation);
      }
      // whatever function was the last, its results are those that the first has to give
      if (frame != r) {
        System.arraycopy(frame, fp, r, base, signature.resultNumbers());
      }
      System.arraycopy(own, 0, references, referenceBase, signature.resultReferences());
    } finally {
      activation.popReferences();
      if (frame != r) {
        activation.release(frame);
      }
    }
  }

  /** Goes on with a function for as long as it catches exceptions. */
  private static void resume(
      LoweredFunction function,
      long[] frame,
      int fp,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation,
      int depth) {
    int pc = activation.takeResumption();
    if (pc == Activation.NO_RESUMPTION) {
      return;
    }
    LoweredFunction continuation = function.continuation();
    do {
      Interpreter.run(
          function.code, frame, fp, pc, references, continuation, instance, activation, depth);
      pc = activation.takeResumption();
    } while (pc != Activation.NO_RESUMPTION);
  }

  /** The references of a callee's frame; its arguments are the first of those of its caller. */
  private static @Nullable Object[] referencesFor(
      LoweredFunction callee, @Nullable Object[] previous, Activation activation) {
    int arguments = callee.signature.parameterReferences();
    int size = callee.referenceFrameSize;
    if (size > previous.length) {
      @Nullable Object[] larger = activation.replaceReferences(size);
      System.arraycopy(previous, 0, larger, 0, arguments);
      return larger;
    }
    Arrays.fill(previous, arguments, previous.length, null);
    return previous;
  }
}
