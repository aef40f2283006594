package dev.heddle.async.host;

import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.SuspendException;
import dev.heddle.async.await.Adapters;
import dev.heddle.async.await.StageWait;
import dev.heddle.async.call.ActiveImport;
import dev.heddle.async.call.Call;
import dev.heddle.wasm.HostCall;
import dev.heddle.wasm.HostFunction;
import dev.heddle.wasm.types.FunctionType;
import org.jspecify.annotations.Nullable;

/**
 * An {@link AsyncHostFunction} as the engine calls it. Immutable; one object may serve many calls.
 *
 * @param code the function
 * @param suspends whether it is a suspending import, which waits for a result that can be waited
 *     for even where the guest asks for a reference, which that result itself might be
 * @param strict whether only suspending imports wait, and always suspend
 * @param adapters what can be waited for where there is no call
 */
public record HostBridge(
    AsyncHostFunction code, boolean suspends, boolean strict, Adapters adapters)
    implements HostFunction {

  @Override
  public void call(HostCall host) throws Exception {
    Call<?> call = Call.onThisThread();
    if (strict && suspends) {
      // Before the function is called, whatever it may return.
      requireSuspendable(host, call);
    }
    BoundHostCall bound = new BoundHostCall(host, call, this);
    if (call == null) {
      serve(host, bound);
      return;
    }
    ActiveImport outer = call.enterImport(bound);
    try {
      if (strict && suspends) {
        serveSuspending(host, bound, call);
      } else {
        serve(host, bound);
      }
    } finally {
      call.enterImport(outer);
    }
  }

  private static void requireSuspendable(HostCall host, @Nullable Call<?> call) {
    if (call == null) {
      throw new SuspendException(
          "import "
              + host.name()
              + " may not suspend: thread \""
              + Thread.currentThread().getName()
              + "\" does not run a call");
    }
    call.requireSuspendable(host.name());
  }

  @SuppressWarnings("UnusedVariable") // the stack is not to keep what may be lost
  private void serve(HostCall host, BoundHostCall bound) throws Exception {
    Object result = code.call(bound);
    if (awaits(host.type(), result)) {
      StageWait<?> pending = bound.losable(result);
      if (pending == null) {
        result = bound.awaitAny(result);
      } else {
        result = null;
        result = bound.awaitStage(pending);
      }
    }
    Results.set(host, result);
  }

  @SuppressWarnings("UnusedVariable") // as above
  private void serveSuspending(HostCall host, BoundHostCall bound, Call<?> call) throws Exception {
    int before = call.suspensions();
    Object result = code.call(bound);
    StageWait<?> pending = call.losable(result);
    if (pending == null) {
      result = call.awaitAny(result);
    } else {
      result = null;
      result = call.awaitStage(pending);
    }
    if (call.suspensions() == before) {
      call.letOthersIn();
    }
    Results.set(host, result);
  }

  private boolean awaits(FunctionType type, @Nullable Object result) {
    return result != null
        && !(result instanceof Number)
        && (suspends || !strict)
        && (suspends || type.results().size() != 1 || !type.results().getFirst().isReference());
  }
}
