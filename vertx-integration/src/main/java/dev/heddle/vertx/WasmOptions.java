package dev.heddle.vertx;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Concurrency;
import dev.heddle.async.Semantics;
import dev.heddle.vertx.json.JsonFields;
import dev.heddle.wasm.Execution;
import dev.heddle.wasm.Limits;
import io.vertx.core.json.JsonObject;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a guest is made with, as far as it can be said in JSON; what is not said is as {@link
 * AsyncInstance.Builder} says. Not thread-safe.
 *
 * <p>As JSON, with times in milliseconds and all members optional:
 *
 * <pre>{@code
 * {
 *   "name": "shop",              // in metrics and traces
 *   "concurrency": "serial",     // or "interleaved"
 *   "semantics": "relaxed",      // or "strict"
 *   "execution": "tiered",       // or "interpreted", "compiled"
 *   "carrier": "jdk",            // or "inline", "inline_if_allowed"
 *   "maxCalls": 1000,            // in flight, for each instance
 *   "maxQueuedCalls": 1000,      // that wait for their turn, for each instance
 *   "deadline": 5000,            // of calls without one of their own
 *   "computeSlice": 10,          // after which a call that computes gives way
 *   "tracing": "propagate",      // or "always", "ignore"
 *   "limits": {"maxMemoryPages": 256, "maxTableElements": 10000, "maxCallDepth": 5000,
 *              "maxObjectBytes": 1000000},
 *   "pool": {"maxSize": 16}      // see WasmPoolOptions; without it there is one instance
 * }
 * }</pre>
 */
public final class WasmOptions {

  private @Nullable String name;
  private @Nullable Concurrency concurrency;
  private @Nullable Semantics semantics;
  private @Nullable Execution execution;
  private @Nullable WasmCarrier carrier;
  private @Nullable Integer maxCalls;
  private @Nullable Integer maxQueuedCalls;
  private @Nullable Duration deadline;
  private @Nullable Duration computeSlice;
  private TracingPolicy tracingPolicy = TracingPolicy.PROPAGATE;
  private @Nullable Long maxMemoryPages;
  private @Nullable Integer maxTableElements;
  private @Nullable Integer maxCallDepth;
  private @Nullable Long maxObjectBytes;
  private @Nullable WasmPoolOptions pool;

  /** The defaults. */
  public WasmOptions() {}

  /** A copy. */
  public WasmOptions(WasmOptions other) {
    name = other.name;
    concurrency = other.concurrency;
    semantics = other.semantics;
    execution = other.execution;
    carrier = other.carrier;
    maxCalls = other.maxCalls;
    maxQueuedCalls = other.maxQueuedCalls;
    deadline = other.deadline;
    computeSlice = other.computeSlice;
    tracingPolicy = other.tracingPolicy;
    maxMemoryPages = other.maxMemoryPages;
    maxTableElements = other.maxTableElements;
    maxCallDepth = other.maxCallDepth;
    maxObjectBytes = other.maxObjectBytes;
    pool = other.pool == null ? null : new WasmPoolOptions(other.pool);
  }

  /**
   * What JSON says.
   *
   * @throws IllegalArgumentException if it says something else; the message says what and where
   */
  public WasmOptions(JsonObject json) {
    new JsonFields("options", json)
        .text("name", this::setName)
        .constant("concurrency", Concurrency.class, this::setConcurrency)
        .constant("semantics", Semantics.class, this::setSemantics)
        .constant("execution", Execution.class, this::setExecution)
        .constant("carrier", WasmCarrier.class, this::setCarrier)
        .integer("maxCalls", 1, this::setMaxCalls)
        .integer("maxQueuedCalls", 0, this::setMaxQueuedCalls)
        .millis("deadline", this::setDeadline)
        .millis("computeSlice", this::setComputeSlice)
        .constant("tracing", TracingPolicy.class, this::setTracingPolicy)
        .fields(
            "limits",
            limits ->
                limits
                    .longInteger("maxMemoryPages", 0, this::setMaxMemoryPages)
                    .integer("maxTableElements", 0, this::setMaxTableElements)
                    .integer("maxCallDepth", 1, this::setMaxCallDepth)
                    .longInteger("maxObjectBytes", 0, this::setMaxObjectBytes)
                    .end())
        .fields("pool", inner -> setPool(new WasmPoolOptions(inner)))
        .end();
  }

  /** The same as JSON. */
  public JsonObject toJson() {
    JsonObject limits = new JsonObject();
    put(limits, "maxMemoryPages", maxMemoryPages);
    put(limits, "maxTableElements", maxTableElements);
    put(limits, "maxCallDepth", maxCallDepth);
    put(limits, "maxObjectBytes", maxObjectBytes);
    JsonObject json = new JsonObject();
    put(json, "name", name);
    put(json, "concurrency", concurrency);
    put(json, "semantics", semantics);
    put(json, "execution", execution);
    put(json, "carrier", carrier);
    put(json, "maxCalls", maxCalls);
    put(json, "maxQueuedCalls", maxQueuedCalls);
    put(json, "deadline", deadline);
    put(json, "computeSlice", computeSlice);
    put(json, "tracing", tracingPolicy);
    put(json, "limits", limits.isEmpty() ? null : limits);
    put(json, "pool", pool == null ? null : pool.toJson());
    return json;
  }

  private static void put(JsonObject json, String name, @Nullable Object value) {
    switch (value) {
      case null -> {}
      case Duration time -> json.put(name, time.toMillis());
      case Enum<?> constant -> json.put(name, JsonFields.nameOf(constant));
      default -> json.put(name, value);
    }
  }

  /**
   * Has a builder make instances so; what is not said here stays as it is there.
   *
   * @throws UnsupportedOperationException if the JVM does not allow the carrier
   */
  public AsyncInstance.Builder applyTo(AsyncInstance.Builder instance) {
    if (concurrency != null) {
      instance.policy(concurrency);
    }
    if (semantics != null) {
      instance.semantics(semantics);
    }
    if (execution != null) {
      instance.execution(execution);
    }
    if (carrier != null) {
      instance.carrier(carrier.toCarrier());
    }
    if (maxCalls != null) {
      instance.maxCalls(maxCalls);
    }
    if (maxQueuedCalls != null) {
      instance.maxQueuedCalls(maxQueuedCalls);
    }
    if (deadline != null) {
      instance.defaultDeadline(deadline);
    }
    if (computeSlice != null) {
      instance.computeSlice(computeSlice);
    }
    return limits() == null ? instance : instance.limits(limits());
  }

  private @Nullable Limits limits() {
    if (maxMemoryPages == null
        && maxTableElements == null
        && maxCallDepth == null
        && maxObjectBytes == null) {
      return null;
    }
    Limits.Builder limits = Limits.builder();
    if (maxMemoryPages != null) {
      limits.maxMemoryPages(maxMemoryPages);
    }
    if (maxTableElements != null) {
      limits.maxTableElements(maxTableElements);
    }
    if (maxCallDepth != null) {
      limits.maxCallDepth(maxCallDepth);
    }
    if (maxObjectBytes != null) {
      limits.maxObjectBytes(maxObjectBytes);
    }
    return limits.build();
  }

  /** The name in metrics and traces, if it is not that of the module. */
  public @Nullable String getName() {
    return name;
  }

  /** Sets the name in metrics and traces; null for that of the module. */
  public WasmOptions setName(@Nullable String guest) {
    name = guest;
    return this;
  }

  public @Nullable Concurrency getConcurrency() {
    return concurrency;
  }

  /** Sets whether other calls run while one waits. */
  public WasmOptions setConcurrency(@Nullable Concurrency policy) {
    concurrency = policy;
    return this;
  }

  public @Nullable Semantics getSemantics() {
    return semantics;
  }

  /** Sets when calls and imports may suspend, and do. */
  public WasmOptions setSemantics(@Nullable Semantics rules) {
    semantics = rules;
    return this;
  }

  public @Nullable Execution getExecution() {
    return execution;
  }

  /** Sets how the guest's functions are executed. */
  public WasmOptions setExecution(@Nullable Execution how) {
    execution = how;
    return this;
  }

  public @Nullable WasmCarrier getCarrier() {
    return carrier;
  }

  /** Sets which threads carry calls. */
  public WasmOptions setCarrier(@Nullable WasmCarrier threads) {
    carrier = threads;
    return this;
  }

  public @Nullable Integer getMaxCalls() {
    return maxCalls;
  }

  /** Sets how many calls of an instance may be in flight. */
  public WasmOptions setMaxCalls(@Nullable Integer calls) {
    maxCalls = calls;
    return this;
  }

  public @Nullable Integer getMaxQueuedCalls() {
    return maxQueuedCalls;
  }

  /** Sets how many calls of an instance may wait to start. */
  public WasmOptions setMaxQueuedCalls(@Nullable Integer calls) {
    maxQueuedCalls = calls;
    return this;
  }

  public @Nullable Duration getDeadline() {
    return deadline;
  }

  /** Sets the deadline of calls without one of their own. */
  public WasmOptions setDeadline(@Nullable Duration time) {
    deadline = time;
    return this;
  }

  public @Nullable Duration getComputeSlice() {
    return computeSlice;
  }

  /** Sets for how long a call may compute before it gives way. */
  public WasmOptions setComputeSlice(@Nullable Duration time) {
    computeSlice = time;
    return this;
  }

  public TracingPolicy getTracingPolicy() {
    return tracingPolicy;
  }

  /** Sets when calls have spans. */
  public WasmOptions setTracingPolicy(TracingPolicy policy) {
    tracingPolicy = policy;
    return this;
  }

  public @Nullable Long getMaxMemoryPages() {
    return maxMemoryPages;
  }

  /** Sets how large the memories of an instance may become together, in pages of 64 KiB. */
  public WasmOptions setMaxMemoryPages(@Nullable Long pages) {
    maxMemoryPages = pages;
    return this;
  }

  public @Nullable Integer getMaxTableElements() {
    return maxTableElements;
  }

  /** Sets how large the tables of an instance may become together. */
  public WasmOptions setMaxTableElements(@Nullable Integer elements) {
    maxTableElements = elements;
    return this;
  }

  public @Nullable Integer getMaxCallDepth() {
    return maxCallDepth;
  }

  /** Sets how many guest functions may be active in a call. */
  public WasmOptions setMaxCallDepth(@Nullable Integer functions) {
    maxCallDepth = functions;
    return this;
  }

  public @Nullable Long getMaxObjectBytes() {
    return maxObjectBytes;
  }

  /** Sets how much an instance may have in garbage-collected objects, in bytes. */
  public WasmOptions setMaxObjectBytes(@Nullable Long bytes) {
    maxObjectBytes = bytes;
    return this;
  }

  /** What the pool is made with, if there is to be one. */
  public @Nullable WasmPoolOptions getPool() {
    return pool;
  }

  /** Has a pool made instead of an instance; null for an instance. */
  public WasmOptions setPool(@Nullable WasmPoolOptions options) {
    pool = options;
    return this;
  }
}
