package dev.heddle.wasm.execute;

import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.CodeExecutor;
import dev.heddle.wasm.runtime.Depth;
import dev.heddle.wasm.runtime.RuntimeInstance;
import org.jspecify.annotations.Nullable;

/** The way into the interpreter: finds a function its frame and runs it there. */
public final class Entry implements CodeExecutor {

  /** The only one. */
  public static final CodeExecutor INTERPRETER = new Entry();

  private Entry() {}

  @Override
  public void enter(
      LoweredFunction function,
      RuntimeInstance instance,
      long[] r,
      int base,
      @Nullable Object[] references,
      int referenceBase,
      Activation activation,
      int depth) {
    if (Depth.isExhausted(depth)) {
      activation.goOn(instance, function.index, r, base, references, referenceBase, depth);
      return;
    }
    if (function.runsInPieces) {
      Trampoline.run(
          function, instance, r, base, references, referenceBase, activation, depth - Depth.DETOUR);
      return;
    }
    if (function.referenceFrameSize == 0) {
      run(function, instance, r, base, Activation.NO_REFERENCES, activation, depth);
      return;
    }
    @Nullable Object[] ownReferences = activation.pushReferences(function.referenceFrameSize);
    try {
      int parameterReferences = function.signature.parameterReferences();
      System.arraycopy(references, referenceBase, ownReferences, 0, parameterReferences);
      run(function, instance, r, base, ownReferences, activation, depth);
      int resultReferences = function.signature.resultReferences();
      System.arraycopy(ownReferences, 0, references, referenceBase, resultReferences);
    } finally {
      activation.popReferences();
    }
  }

  private static void run(
      LoweredFunction function,
      RuntimeInstance instance,
      long[] r,
      int base,
      @Nullable Object[] references,
      Activation activation,
      int depth) {
    if (base + function.frameSize <= r.length) {
      Interpreter.run(function.code, r, base, 0, references, function, instance, activation, depth);
    } else {
      runApart(function, instance, r, base, references, activation, depth);
    }
  }

  /** Runs a function whose frame does not fit behind that of its caller. */
  private static void runApart(
      LoweredFunction function,
      RuntimeInstance instance,
      long[] r,
      int base,
      @Nullable Object[] references,
      Activation activation,
      int depth) {
    long[] chunk = activation.acquire(function.frameSize, r.length);
    try {
      System.arraycopy(r, base, chunk, 0, function.signature.parameterNumbers());
      Interpreter.run(
          function.code, chunk, 0, 0, references, function, instance, activation, depth);
      System.arraycopy(chunk, 0, r, base, function.signature.resultNumbers());
    } finally {
      activation.release(chunk);
    }
  }
}
