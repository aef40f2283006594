package dev.heddle.vertx.observe;

import static dev.heddle.vertx.Futures.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.vertx.VertxAwait;
import dev.heddle.vertx.VertxWasm;
import dev.heddle.wasm.WasmModule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.context.storage.ContextLocal;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.ext.healthchecks.HealthChecks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others see of calls: through Vert.x's metrics and tracing, Micrometer, health checks. */
class ObservingTest {

  /** Where a tracer keeps the span of a context. */
  private static final ContextLocal<Span> SPAN = ContextLocal.registerLocal(Span.class);

  private @Nullable Vertx vertx;

  @AfterEach
  void close() {
    if (vertx != null) {
      await(vertx.close());
    }
  }

  private static AsyncInstance.Builder shop(Future<Integer> price) throws IOException {
    return AsyncInstance.builder(
            WasmModule.load(
                requireNonNull(
                    ObservingTest.class.getResourceAsStream("/dev/heddle/vertx/shop.wasm"))))
        .imports(AsyncImports.builder().suspending("env", "price", call -> price).build());
  }

  // ---- tracing

  private record Span(String name, @Nullable Span parent, SpanKind kind, Map<String, String> tags) {
    String path() {
      return parent == null ? name : parent.path() + " > " + name;
    }
  }

  /** A tracer that keeps what is told to it. */
  private static final class Tracer implements VertxTracer<Span, Span> {

    final List<Span> begun = Collections.synchronizedList(new ArrayList<>());
    final List<String> ended = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Span> sent = Collections.synchronizedMap(new HashMap<>());

    @Override
    public <R> @Nullable Span sendRequest(
        Context context,
        SpanKind kind,
        TracingPolicy policy,
        R request,
        String operation,
        BiConsumer<String, String> headers,
        TagExtractor<R> tags) {
      Span active = context.getLocal(SPAN);
      if (active == null && policy == TracingPolicy.PROPAGATE) {
        return null;
      }
      Span span = new Span("send " + operation, active, kind, tags.extract(request));
      begun.add(span);
      String id = "span-" + begun.size();
      sent.put(id, span);
      headers.accept("trace", id);
      return span;
    }

    @Override
    public <R> @Nullable Span receiveRequest(
        Context context,
        SpanKind kind,
        TracingPolicy policy,
        R request,
        String operation,
        Iterable<Map.Entry<String, String>> headers,
        TagExtractor<R> tags) {
      Span parent = null;
      for (Map.Entry<String, String> header : headers) {
        parent = sent.get(header.getValue());
      }
      if (parent == null && policy == TracingPolicy.PROPAGATE) {
        return null;
      }
      Span span = new Span("receive " + operation, parent, kind, tags.extract(request));
      begun.add(span);
      context.putLocal(SPAN, span);
      return span;
    }

    @Override
    public <R> void sendResponse(
        Context context, R response, Span span, Throwable failure, TagExtractor<R> tags) {
      ended.add(span.path() + (failure == null ? "" : " failed"));
      context.removeLocal(SPAN);
    }

    @Override
    public <R> void receiveResponse(
        Context context, R response, Span span, Throwable failure, TagExtractor<R> tags) {
      ended.add(span.path() + (failure == null ? "" : " failed"));
    }
  }

  private Tracer traced() {
    Tracer tracer = new Tracer();
    vertx =
        Vertx.builder()
            .withTracer(options -> tracer)
            .with(new VertxOptions().setTracingOptions(new io.vertx.core.tracing.TracingOptions()))
            .build();
    return tracer;
  }

  /** Calls from a context that has a span, or none. */
  private Future<Integer> total(VertxWasm shop, @Nullable Span span) {
    Promise<Integer> total = Promise.promise();
    ContextInternal request = ((ContextInternal) vertx.getOrCreateContext()).duplicate();
    request.runOnContext(start -> {
      if (span != null) {
        request.putLocal(SPAN, span);
      }
      shop.call("total", Integer.class, 2)
          .onComplete(result -> {
            assertThat(request.getLocal(SPAN)).isSameAs(span);
            total.handle(
                result.failed() ? result.mapEmpty() : Future.succeededFuture(result.result()));
          });
    });
    return total.future();
  }

  @Test
  void callsAndTheImportsThatSuspendThemHaveSpansWithinThatOfTheCaller() throws Exception {
    Tracer tracer = traced();
    Promise<Integer> price = Promise.promise();
    VertxWasm shop = await(VertxWasm.builder(vertx, shop(price.future())).name("till").build());
    Future<Integer> total = total(shop, new Span("request", null, SpanKind.RPC, Map.of()));
    while (tracer.begun.size() < 3) {
      Thread.onSpinWait();
    }
    price.complete(4);
    assertThat(await(total)).isEqualTo(8);
    assertThat(tracer.ended)
        .containsExactly(
            "request > send total > receive total > send env.price",
            "request > send total > receive total",
            "request > send total");
    assertThat(tracer.begun.get(2).tags())
        .isEqualTo(
            Map.of("wasm.guest", "till", "wasm.function", "total", "wasm.import", "env.price"));
  }

  @ParameterizedTest
  @EnumSource(TracingPolicy.class)
  void whoHasNoSpanHasOneIfThePolicySaysSo(TracingPolicy policy) throws Exception {
    Tracer tracer = traced();
    VertxWasm shop =
        await(VertxWasm.builder(vertx, shop(Future.succeededFuture(4))).tracing(policy).build());
    assertThat(await(total(shop, null))).isEqualTo(8);
    assertThat(tracer.ended)
        .isEqualTo(
            policy == TracingPolicy.ALWAYS
                ? List.of("send total > receive total", "send total")
                : List.of());
  }

  @Test
  void callsThatFailEndTheirSpans() throws Exception {
    Tracer tracer = traced();
    VertxWasm shop =
        await(
            VertxWasm.builder(vertx, shop(Future.failedFuture(new IOException("no price"))))
                .build());
    Future<Integer> total = total(shop, new Span("request", null, SpanKind.RPC, Map.of()));
    total.otherwiseEmpty().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    assertThat(total.cause()).hasMessage("no price");
    assertThat(tracer.ended)
        .containsExactly(
            "request > send total > receive total failed", "request > send total failed");
  }

  // ---- metrics

  private static final class Counts implements PoolMetrics<String, String> {
    final AtomicInteger pending = new AtomicInteger();
    final AtomicInteger inUse = new AtomicInteger();
    final AtomicInteger ended = new AtomicInteger();
    final AtomicInteger toldTooLate = new AtomicInteger();
    volatile boolean closed;

    @Override
    public String enqueue() {
      pending.incrementAndGet();
      return "queued";
    }

    @Override
    public void dequeue(String token) {
      assertThat(token).isEqualTo("queued");
      pending.decrementAndGet();
    }

    @Override
    public String begin() {
      inUse.incrementAndGet();
      return "begun";
    }

    @Override
    public void end(String token) {
      assertThat(token).isEqualTo("begun");
      inUse.decrementAndGet();
      ended.incrementAndGet();
      toldTooLate.addAndGet(closed ? 1 : 0);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void vertxMetricsSeeAPool() throws Exception {
    Map<String, Counts> pools = new HashMap<>();
    vertx =
        Vertx.builder()
            .withMetrics(options ->
                new VertxMetrics() {
                  @Override
                  public PoolMetrics<?, ?> createPoolMetrics(String type, String name, int size) {
                    Counts counts = new Counts();
                    synchronized (pools) {
                      pools.put(type + "/" + name + "/" + size, counts);
                    }
                    return counts;
                  }
                })
            .with(new VertxOptions().setMetricsOptions(new MetricsOptions().setEnabled(true)))
            .build();
    Promise<Integer> price = Promise.promise();
    VertxWasm shop = await(VertxWasm.builder(vertx, shop(price.future())).name("till").build());
    Counts counts = requireNonNull(pools.get("wasm/till/1"));
    Future<Integer> first = shop.call("total", Integer.class, 1);
    Future<Integer> second = shop.call("total", Integer.class, 1);
    while (counts.inUse.get() != 1) {
      Thread.onSpinWait();
    }
    assertThat(counts.pending).hasValue(1);
    price.complete(3);
    assertThat(await(first) + await(second)).isEqualTo(6);
    assertThat(counts.pending).hasValue(0);
    assertThat(counts.inUse).hasValue(0);
    assertThat(counts.ended).hasValue(2);

    Promise<Void> asked = Promise.promise();
    Future<Void> waiting =
        shop.run(call -> {
          asked.complete();
          return VertxAwait.await(Promise.<Void>promise().future());
        });
    await(asked.future());
    await(shop.close());
    assertThat(waiting.failed()).isTrue();
    assertThat(counts.ended).hasValue(3);
    assertThat(counts.closed).isTrue();
    assertThat(counts.toldTooLate).hasValue(0);
  }

  @Test
  void metersShowWhatAGuestDoes() throws Exception {
    vertx = Vertx.vertx();
    Promise<Integer> price = Promise.promise();
    VertxWasm shop = await(VertxWasm.builder(vertx, shop(price.future())).name("till").build());
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new WasmMeters(shop).bindTo(registry);
    Future<Integer> first = shop.call("total", Integer.class, 1);
    Future<Integer> second = shop.call("total", Integer.class, 1);
    while (gauge(registry, "running") != 1) {
      Thread.onSpinWait();
    }
    assertThat(gauge(registry, "queued")).isOne();
    assertThat(gauge(registry, "instances")).isOne();
    assertThat(gauge(registry, "memory")).isEqualTo((double) shop.callee().memoryBytes());
    price.complete(3);
    assertThat(await(first) + await(second)).isEqualTo(6);
    assertThat(
            registry
                .get("heddle.guest.calls")
                .tags("guest", "till", "outcome", "result")
                .functionCounter()
                .count())
        .isEqualTo(2);
    assertThat(gauge(registry, "running")).isZero();
  }

  private static double gauge(SimpleMeterRegistry registry, String name) {
    return registry.get("heddle.guest." + name).tag("guest", "till").gauge().value();
  }

  // ---- health

  @Test
  void aGuestIsWellIfACallHasItsTurn() throws Exception {
    vertx = Vertx.vertx();
    Promise<Integer> price = Promise.promise();
    VertxWasm shop = await(VertxWasm.builder(vertx, shop(price.future())).build());
    HealthChecks checks =
        HealthChecks.create(vertx)
            .register("shop", 60_000, new WasmHealthCheck(shop, Duration.ofMillis(20)));
    assertThat(await(checks.checkStatus("shop")).getUp()).isTrue();
    Future<Integer> total = shop.call("total", Integer.class, 1);
    var ill = await(checks.checkStatus("shop"));
    assertThat(ill.getUp()).isFalse();
    assertThat(ill.getData().getString("failure")).contains("\"ping\" exceeded its deadline");
    assertThat(ill.getData().getLong("running")).isEqualTo(1);
    price.complete(1);
    await(total);
    // it is well again once a JVM that is not warm is quick enough
    while (!await(checks.checkStatus("shop")).getUp()) {
      Thread.onSpinWait();
    }
    await(shop.close());
    assertThat(await(checks.checkStatus("shop")).getUp()).isFalse();
  }
}
