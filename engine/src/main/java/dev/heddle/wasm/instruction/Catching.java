package dev.heddle.wasm.instruction;

import dev.heddle.wasm.CallInterruptedException;
import dev.heddle.wasm.TaggedException;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.code.ExceptionHandler;
import dev.heddle.wasm.code.ExceptionHandler.Clause;
import dev.heddle.wasm.code.HandlerTable;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.ObjectHeap;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.runtime.RuntimeTag;
import dev.heddle.wasm.runtime.RuntimeTaggedException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the handler of an exception. Source: core specification, section 4.6.10 (control
 * instructions).
 */
public final class Catching {

  private Catching() {}

  /**
   * Whether guests may catch it: exceptions with a tag and those that come from the host, but never
   * a trap, an order to stop, or an error of the JVM.
   */
  public static boolean isCatchable(Throwable thrown, Activation activation) {
    return thrown instanceof TaggedException || activation.isForeign(thrown) && isOfHost(thrown);
  }

  /** Whether guests may catch it if it comes from the host, and throw it again. */
  private static boolean isOfHost(Throwable thrown) {
    return !(thrown instanceof TrapException
        || thrown instanceof CallInterruptedException
        || thrown instanceof VirtualMachineError);
  }

  /**
   * What a guest throws when it throws an exception: that itself, or what it carries, if it has the
   * tag of what comes from the host.
   */
  static Throwable thrown(RuntimeTaggedException exception, Activation activation) {
    if (exception.tag() == RuntimeTag.HOST
        && exception.references()[0] instanceof Throwable carried
        && isOfHost(carried)) {
      activation.leaveHost(carried);
      return carried;
    }
    return exception;
  }

  /**
   * Catches what the instruction at {@code pc} threw, if the function has a handler for it: puts
   * what it carries into the frame, and leaves word in the activation where to go on.
   */
  public static boolean catches(
      Throwable thrown,
      long[] r,
      int fp,
      int pc,
      @Nullable Object[] references,
      LoweredFunction function,
      RuntimeInstance instance,
      Activation activation) {
    HandlerTable handlers = function.handlers;
    if (handlers.isEmpty() || !isCatchable(thrown, activation)) {
      return false;
    }
    int outermost = Integer.MAX_VALUE;
    for (int at = handlers.innermost(pc); at != HandlerTable.NONE; at = handlers.outer(at)) {
      ExceptionHandler handler = handlers.get(at);
      if (handler.depth() > outermost) {
        continue;
      }
      for (Clause clause : handler.clauses()) {
        if (matches(clause, thrown, instance)) {
          enter(clause, thrown, r, fp, references, instance);
          activation.resumeAt(clause.target());
          return true;
        }
      }
      outermost = Math.min(outermost, handler.delegate());
    }
    return false;
  }

  private static boolean matches(Clause clause, Throwable thrown, RuntimeInstance instance) {
    return clause.tag() == ExceptionHandler.ALL || instance.tags[clause.tag()].isOf(thrown);
  }

  private static void enter(
      Clause clause,
      Throwable thrown,
      long[] r,
      int fp,
      @Nullable Object[] references,
      RuntimeInstance instance) {
    if (clause.tag() != ExceptionHandler.ALL) {
      if (thrown instanceof RuntimeTaggedException exception) {
        exception.copyTo(r, fp + clause.numberSlot(), references, clause.referenceSlot());
      } else {
        keep(thrown, references, clause.referenceSlot(), instance);
      }
    }
    if (clause.exceptionSlot() != ExceptionHandler.NO_SLOT) {
      keep(thrown, references, clause.exceptionSlot(), instance);
    }
  }

  /** Puts an exception itself into a frame. */
  static void keep(
      Throwable thrown, @Nullable Object[] references, int slot, RuntimeInstance instance) {
    references[slot] = thrown;
    if (!(thrown instanceof RuntimeTaggedException)) {
      instance.objects.note(ObjectHeap.FOREIGN_EXCEPTION_BYTES);
    }
  }
}
