package dev.heddle.vertx.call;

import dev.heddle.async.CallListener;
import dev.heddle.async.CallSnapshot;
import dev.heddle.async.CallTimes;
import org.jspecify.annotations.Nullable;

/** Makes a span of each time that an import suspends a call that is traced. Stateless. */
final class ImportSpans implements CallListener {

  static final ImportSpans INSTANCE = new ImportSpans();

  private ImportSpans() {}

  @Override
  public void suspended(CallSnapshot call, CallTimes times) {
    CallSpan span = span();
    if (span != null && call.waitsFor().isPresent()) {
      span.suspended(call.function(), call.waitsFor().get());
    }
  }

  @Override
  public void resumed(CallSnapshot call, CallTimes times) {
    CallSpan span = span();
    if (span != null) {
      span.resumed();
    }
  }

  /** That of the current thread, which is the call's own. */
  private static @Nullable CallSpan span() {
    ObservedCall call = CallContext.call();
    return call == null ? null : call.span();
  }
}
