package dev.heddle.bind.method;

import dev.heddle.async.GuestCall;
import dev.heddle.async.GuestTask;
import dev.heddle.bind.layout.Layout;
import dev.heddle.bind.layout.Lifting;
import dev.heddle.bind.layout.Lowering;
import dev.heddle.bind.layout.Scalar;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.WasmFunction;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of an export, or one for every subscriber. Used by the thread of its call alone. */
final class ExportCall implements GuestTask<@Nullable Object> {

  /** How long a guest may take to free what was lent to it, if the call has failed. */
  private static final Duration CLEANING = Duration.ofSeconds(1);

  private final Export export;

  /** What it calls, if that is known before it has an instance. */
  private final @Nullable Target known;

  private final Subject subject;
  private final Object arguments;

  /**
   * A call that was not made yet.
   *
   * @param known what it calls; null for whatever instance it gets
   */
  ExportCall(Export export, @Nullable Target known, Subject subject, Object arguments) {
    this.export = export;
    this.known = known;
    this.subject = subject;
    this.arguments = arguments;
  }

  @Override
  public @Nullable Object run(GuestCall call) throws Exception {
    Target target = known == null ? target(call.instance()) : known;
    if (export.plain) {
      long[] results = target.function().call(plainArguments(export));
      return export.plainResult == null ? null : export.plainResult.value(results[0]);
    }
    Lowering lowering = Lowering.lent(target.guest(), export.passing.flatParameters());
    try {
      lower(export, lowering);
      Object result = invoke(target, lowering);
      lowering.free();
      return result;
    } catch (Throwable failure) {
      if (lowering.hasLent()) {
        freeAfter(failure, lowering, call);
      }
      throw failure;
    }
  }

  private Target target(Instance instance) {
    return Target.of(export, instance, GuestsOfStore.guest(subject, instance));
  }

  private static void freeAfter(Throwable failure, Lowering lowering, GuestCall call) {
    try {
      call.uncancellable(
          CLEANING,
          () -> {
            lowering.free();
            return null;
          });
    } catch (Exception second) {
      failure.addSuppressed(second);
    }
  }

  private long[] plainArguments(Export export) {
    if (arguments instanceof long[] raw) {
      return raw;
    }
    List<Layout> parameters = export.passing.parameters();
    long[] raw = new long[parameters.size()];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = ((Scalar) parameters.get(i)).raw(argument(export, i));
    }
    return raw;
  }

  private Object argument(Export export, int index) {
    return ((Object[]) arguments)[export.takesOptions ? index + 1 : index];
  }

  private void lower(Export export, Lowering to) {
    List<Layout> parameters = export.passing.parameters();
    if (arguments instanceof long[] raw) {
      System.arraycopy(raw, 0, to.numbers(), 0, raw.length);
      return;
    }
    boolean pointed = export.passing.pointedParameters();
    long area = pointed ? to.allocateArea(export.size, export.alignment) : 0;
    for (int i = 0; i < parameters.size(); i++) {
      Object argument = argument(export, i);
      try {
        if (pointed) {
          parameters.get(i).store(argument, area + export.offsets[i], to);
        } else {
          parameters.get(i).lower(argument, to);
        }
      } catch (NullPointerException within) {
        throw named(export, i, within);
      }
    }
  }

  private static NullPointerException named(Export export, int index, NullPointerException within) {
    NullPointerException named =
        new NullPointerException(
            export.places[export.takesOptions ? index + 1 : index] + ": " + within.getMessage());
    named.initCause(within);
    return named;
  }

  private @Nullable Object invoke(Target target, Lowering lowered) {
    if (export.passing.hasOnlyNumbers()) {
      long[] results = target.function().call(lowered.numbers());
      Object result = lift(export, new Lifting(target.guest(), results, null));
      WasmFunction post = target.postReturn();
      if (post != null) {
        post.call(results);
      }
      return result;
    }
    List<@Nullable Object> results =
        target.function().invoke(Values.boxed(export.passing.type().parameters(), lowered));
    Object result = lift(export, Values.lifting(target.guest(), results));
    WasmFunction post = target.postReturn();
    if (post != null) {
      post.invoke(results.toArray());
    }
    return result;
  }

  private static @Nullable Object lift(Export export, Lifting from) {
    Layout result = export.passing.result();
    if (result == null || result.takesNull() && from.isNull()) {
      return null;
    }
    Lifting placed = from.at(export.resultPlace);
    return export.passing.pointedResult() ? placed.loadPointed(result) : result.lift(placed);
  }
}
