package dev.heddle.bind.method;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallOptions;
import dev.heddle.async.GuestCall;
import dev.heddle.bind.layout.Guest;
import dev.heddle.bind.layout.Layout;
import dev.heddle.bind.layout.Scalar;
import dev.heddle.bind.layout.Thrown;
import dev.heddle.wasm.WasmFunction;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A method of a bound object. It is given its arguments as one object, which is a {@code long[]}
 * with their raw form if all of them are primitive, and else an {@code Object[]}. Thread-safe.
 */
final class BoundExport implements Function<Object, @Nullable Object>, ToLongFunction<Object> {

  final Export export;
  final Guest guest;
  final WasmFunction function;
  final @Nullable WasmFunction postReturn;
  private final AsyncInstance instance;

  BoundExport(Export export, AsyncInstance instance, Guest guest) {
    this.export = export;
    this.instance = instance;
    this.guest = guest;
    this.function = instance.instance().function(export.name);
    this.postReturn =
        export.postReturn == null ? null : instance.instance().function(export.postReturn);
  }

  /** Makes a call, and returns its result or what will have it. */
  @Override
  public @Nullable Object apply(Object arguments) {
    CallOptions options = export.options;
    if (arguments instanceof Object[] values) {
      check(values);
      if (export.takesOptions) {
        options = (CallOptions) values[0];
      }
    }
    ExportCall call = new ExportCall(this, arguments);
    if (export.emission != null) {
      return instance.flux(options, Object.class, call);
    }
    return export.later == null
        ? callAndWait(options, call)
        : export.later.start(instance, options, call);
  }

  /** Makes a call and returns its result in raw form. */
  @Override
  public long applyAsLong(Object arguments) {
    if (export.plain && arguments instanceof long[] raw && instance.isRunningHere()) {
      return function.call(raw)[0];
    }
    Layout result = Objects.requireNonNull(export.passing.result());
    return ((Scalar) result).raw(Objects.requireNonNull(apply(arguments)));
  }

  private @Nullable Object callAndWait(CallOptions options, ExportCall call) {
    try {
      return instance.isRunningHere()
          ? call.run(GuestCall.current())
          : instance.<@Nullable Object>call(options, call);
    } catch (InterruptedException e) {
      if (export.interruptible) {
        throw Thrown.again(e);
      }
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("interrupted while waiting for " + export.name);
      cancelled.initCause(e);
      throw cancelled;
    } catch (Exception e) {
      throw Thrown.again(e);
    }
  }

  private void check(Object[] values) {
    List<Layout> parameters = export.passing.parameters();
    int leading = export.takesOptions ? 1 : 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null && (i < leading || !parameters.get(i - leading).takesNull())) {
        throw new NullPointerException(export.places[i] + " is null");
      }
    }
  }
}
