package dev.heddle.bind.method;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallOptions;
import dev.heddle.async.Callee;
import dev.heddle.async.GuestCall;
import dev.heddle.bind.layout.Layout;
import dev.heddle.bind.layout.Scalar;
import dev.heddle.bind.layout.Thrown;
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

  private final Export export;
  private final Subject subject;
  private final Callee callee;

  /** What it calls, if it is always the same. */
  private final @Nullable Target target;

  /** The instance of that, of which a call may run on the thread already. */
  private final @Nullable AsyncInstance instance;

  /**
   * A method that has not been called.
   *
   * @param target what it calls, if it is always the same
   */
  BoundExport(Export export, Subject subject, Callee callee, @Nullable Target target) {
    this.export = export;
    this.subject = subject;
    this.callee = callee;
    this.target = target;
    this.instance = target != null && callee instanceof AsyncInstance one ? one : null;
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
    ExportCall call = new ExportCall(export, target, subject, arguments);
    if (export.emission != null) {
      return callee.flux(options, Object.class, call);
    }
    return export.later == null
        ? callAndWait(options, call)
        : export.later.start(callee, options, call);
  }

  /** Makes a call and returns its result in raw form. */
  @Override
  public long applyAsLong(Object arguments) {
    if (target != null
        && export.plain
        && arguments instanceof long[] raw
        && instance != null
        && instance.isRunningHere()) {
      return target.function().call(raw)[0];
    }
    Layout result = Objects.requireNonNull(export.passing.result());
    return ((Scalar) result).raw(Objects.requireNonNull(apply(arguments)));
  }

  private @Nullable Object callAndWait(CallOptions options, ExportCall call) {
    try {
      return instance != null && instance.isRunningHere()
          ? call.run(GuestCall.current())
          : callee.<@Nullable Object>call(options, call);
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
