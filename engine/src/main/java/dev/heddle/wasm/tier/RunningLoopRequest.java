package dev.heddle.wasm.tier;

import dev.heddle.wasm.compile.CodeForm;
import dev.heddle.wasm.compile.Compiler;
import dev.heddle.wasm.runtime.CompiledLoop;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has the rest of a function compiled from a loop on that is being interpreted, unless nobody has
 * asked for it lately: the loop is over then.
 */
final class RunningLoopRequest extends LoopRequest {

  /** After so long without being asked for, in ns. A loop that runs asks every millisecond. */
  private static final long OVER = 20_000_000;

  private final Compiler compiler;
  private volatile long lastAsked = System.nanoTime();
  private volatile boolean dropped;

  /** One whose result is put into a map. */
  RunningLoopRequest(
      Compiler compiler,
      int functionIndex,
      int position,
      Long key,
      ConcurrentHashMap<Long, CompiledLoop> loops) {
    super(compiler, functionIndex, position, CodeForm.LEAN, key, loops);
    this.compiler = compiler;
  }

  /** Takes note that the loop still runs; false if the request has been dropped. */
  boolean askAgain() {
    lastAsked = System.nanoTime();
    return !dropped;
  }

  @Override
  void run() {
    if (System.nanoTime() - lastAsked > OVER) {
      dropped = true;
    } else {
      super.run();
      // for want of room it is worth another try
      dropped = compiler.lacksRoom();
    }
  }
}
