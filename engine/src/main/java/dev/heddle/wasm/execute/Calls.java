package dev.heddle.wasm.execute;

import dev.heddle.wasm.instruction.IndirectCalls;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.Depth;
import dev.heddle.wasm.runtime.RuntimeInstance;
import org.jspecify.annotations.Nullable;

/** The ways into functions that the interpreter's loop does not go itself. */
final class Calls {

  private Calls() {}

  /** Executes a call of a function that is named by its index. */
  static void direct(
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation,
      int depth) {
    instance
        .function(code[pc + 1])
        .enter(
            r,
            fp + code[pc + 2],
            references,
            code[pc + 3],
            instance,
            activation,
            depth - Depth.INTERPRETED - Depth.DETOUR);
  }

  /** Executes a call of a function that is found in a table. */
  static void indirect(
      int[] code,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      RuntimeInstance instance,
      Activation activation,
      int depth) {
    IndirectCalls.lookUp(instance, code[pc + 1], code[pc + 2], r[fp + code[pc + 3]])
        .enter(
            r,
            fp + code[pc + 4],
            references,
            code[pc + 5],
            instance,
            activation,
            depth - Depth.INTERPRETED - Depth.DETOUR);
  }
}
