package dev.heddle.vertx.observe;

import dev.heddle.vertx.VertxWasm;
import dev.heddle.vertx.WasmUse;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Meters of what a guest does, for Micrometer; what its calls spend their time with is told by
 * {@link dev.heddle.async.MicrometerCallListener}, whose tag {@code guest} is the same. Takes
 * {@code io.micrometer:micrometer-core}. Immutable and thread-safe.
 *
 * <ul>
 *   <li>{@code heddle.guest.queued} and {@code heddle.guest.running}, gauges of calls that wait for
 *       their turn to start, and of those that have started;
 *   <li>{@code heddle.guest.calls}, a counter of calls that have ended, by {@code outcome}: {@code
 *       result} or {@code failure};
 *   <li>{@code heddle.guest.instances} and {@code heddle.guest.memory}, gauges of its instances,
 *       and of the bytes of their memories.
 * </ul>
 */
public final class WasmMeters implements MeterBinder {

  private final VertxWasm guest;

  /** The meters of a guest, which they keep alive. */
  public WasmMeters(VertxWasm guest) {
    this.guest = Objects.requireNonNull(guest, "guest");
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "heddle.guest.queued", WasmUse::queued);
    gauge(registry, "heddle.guest.running", WasmUse::running);
    gauge(registry, "heddle.guest.instances", WasmUse::instances);
    Gauge.builder("heddle.guest.memory", guest, each -> each.use().memoryBytes())
        .tag("guest", guest.name())
        .baseUnit("bytes")
        .strongReference(true)
        .register(registry);
    counter(registry, "result", WasmUse::succeeded);
    counter(registry, "failure", WasmUse::failed);
  }

  private void gauge(MeterRegistry registry, String name, ToDoubleFunction<WasmUse> value) {
    Gauge.builder(name, guest, each -> value.applyAsDouble(each.use()))
        .tag("guest", guest.name())
        .strongReference(true)
        .register(registry);
  }

  private void counter(MeterRegistry registry, String outcome, ToDoubleFunction<WasmUse> value) {
    FunctionCounter.builder("heddle.guest.calls", guest, each -> value.applyAsDouble(each.use()))
        .tag("guest", guest.name())
        .tag("outcome", outcome)
        .register(registry);
  }
}
