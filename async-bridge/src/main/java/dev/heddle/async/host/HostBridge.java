package dev.heddle.async.host;

import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.await.Adapters;
import dev.heddle.async.call.Call;
import dev.heddle.wasm.HostCall;
import dev.heddle.wasm.HostFunction;
import dev.heddle.wasm.types.FunctionType;
import org.jspecify.annotations.Nullable;

/**
 * An {@link AsyncHostFunction} as the engine calls it. Immutable; one object may serve many calls.
 *
 * @param code the function
 * @param awaitsReferences whether a result that can be waited for is waited for even where the
 *     guest asks for a reference, which that result itself might be
 * @param adapters what can be waited for where there is no call
 */
public record HostBridge(AsyncHostFunction code, boolean awaitsReferences, Adapters adapters)
    implements HostFunction {

  @Override
  public void call(HostCall host) throws Exception {
    Call<?> call = Call.onThisThread();
    BoundHostCall bound = new BoundHostCall(host, call, adapters);
    if (call == null) {
      serve(host, bound);
      return;
    }
    String outer = call.enterImport(host.name());
    try {
      serve(host, bound);
    } finally {
      call.enterImport(outer);
    }
  }

  private void serve(HostCall host, BoundHostCall bound) throws Exception {
    Object result = code.call(bound);
    Results.set(host, awaits(host.type(), result) ? bound.awaitAny(result) : result);
  }

  private boolean awaits(FunctionType type, @Nullable Object result) {
    return result != null
        && !(result instanceof Number)
        && (awaitsReferences
            || type.results().size() != 1
            || !type.results().getFirst().isReference());
  }
}
