package dev.heddle.async;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times calls in a Micrometer registry. Takes {@code io.micrometer:micrometer-core},
 * which nothing else here needs.
 *
 * <p>The meters, all with the tag {@code guest}:
 *
 * <ul>
 *   <li>{@code heddle.calls}, a timer of whole calls, by {@code function} and {@code outcome}:
 *       {@code result}, or the simple name of the class of the failure;
 *   <li>{@code heddle.calls.queued}, {@code .running} and {@code .suspended}, timers of what their
 *       time went into, by {@code function};
 *   <li>{@code heddle.suspensions}, a counter by {@code function};
 *   <li>{@code heddle.calls.active} and {@code heddle.calls.parked}, gauges of calls that have
 *       started, and of those of them that are suspended.
 * </ul>
 *
 * <p>Thread-safe; one may listen to any number of instances, whose calls are counted together.
 */
public final class MicrometerCallListener implements CallListener {

  private final MeterRegistry registry;
  private final Tags tags;
  private final AtomicInteger active = new AtomicInteger();
  private final AtomicInteger parked = new AtomicInteger();

  /**
   * A listener for guests of one kind.
   *
   * @param guest the value of the tag {@code guest}
   */
  public MicrometerCallListener(MeterRegistry registry, String guest) {
    this.registry = Objects.requireNonNull(registry, "registry");
    this.tags = Tags.of("guest", guest);
    Gauge.builder("heddle.calls.active", active, AtomicInteger::get)
        .description("Calls that have started and not ended")
        .tags(tags)
        .strongReference(true)
        .register(registry);
    Gauge.builder("heddle.calls.parked", parked, AtomicInteger::get)
        .description("Calls that are suspended")
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  @Override
  public void started(CallSnapshot call, CallTimes times) {
    active.incrementAndGet();
  }

  @Override
  public void suspended(CallSnapshot call, CallTimes times) {
    parked.incrementAndGet();
  }

  @Override
  public void resumed(CallSnapshot call, CallTimes times) {
    parked.decrementAndGet();
  }

  @Override
  public void ended(CallSnapshot call, CallTimes times, @Nullable Throwable failure) {
    if (call.state() != CallState.QUEUED) {
      active.decrementAndGet();
    }
    Tags own = tags.and("function", call.function());
    Timer.builder("heddle.calls")
        .description("Calls of guests, from the order to start to their end")
        .tags(own.and("outcome", failure == null ? "result" : failure.getClass().getSimpleName()))
        .register(registry)
        .record(times.total());
    time("heddle.calls.queued", own).record(times.queued());
    time("heddle.calls.running", own).record(times.running());
    time("heddle.calls.suspended", own).record(times.suspended());
    Counter.builder("heddle.suspensions")
        .tags(own)
        .register(registry)
        .increment(times.suspensions());
  }

  private Timer time(String name, Tags own) {
    return Timer.builder(name).tags(own).register(registry);
  }
}
