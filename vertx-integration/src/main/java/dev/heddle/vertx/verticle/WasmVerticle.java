package dev.heddle.vertx.verticle;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallOptions;
import dev.heddle.async.InstancePool;
import dev.heddle.vertx.VertxCall;
import dev.heddle.vertx.VertxWasm;
import dev.heddle.vertx.WasmOptions;
import dev.heddle.vertx.WasmPoolOptions;
import dev.heddle.vertx.capability.Capabilities;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A verticle whose handlers are a guest's. Used on its context. */
final class WasmVerticle extends VerticleBase {

  private final WasmModule module;
  private final Set<VertxCall<Integer>> inFlight = ConcurrentHashMap.newKeySet();
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();
  private WasmVerticleOptions options = new WasmVerticleOptions();
  private @Nullable VertxWasm guest;

  WasmVerticle(WasmModule module) {
    this.module = module;
  }

  // ---- starting

  @Override
  public Future<?> start() {
    options = new WasmVerticleOptions(config());
    Listening listening = new Listening(module, options);
    Export first = optional("config.start", options.getStart());
    optional("config.stop", options.getStop());
    AsyncImports.Builder imports =
        AsyncImports.builder()
            .addAll(
                Capabilities.builder(vertx)
                    .config(options.getConfig())
                    .grants(options.getCapabilities())
                    .build());
    MessageImports.addTo(imports, listening);
    AsyncInstance.Builder instance = AsyncInstance.builder(module).imports(imports.build());
    return make(instance, first)
        .onSuccess(made -> guest = made)
        .compose(made -> listen(made, listening));
  }

  private @Nullable Export optional(String what, @Nullable String name) {
    return name == null ? null : Export.of(module, what, name);
  }

  /** Makes the guest, and starts it: an instance by a call, a pool by what prepares its own. */
  private Future<VertxWasm> make(AsyncInstance.Builder instance, @Nullable Export first) {
    WasmOptions made = new WasmOptions(options.getOptions());
    if (made.getMaxQueuedCalls() == null) {
      made.setMaxQueuedCalls(WasmVerticleOptions.DEFAULT_MAX_QUEUED_CALLS);
    }
    WasmPoolOptions several = made.getPool();
    if (several == null || first == null) {
      return VertxWasm.builder(vertx, made, instance)
          .build()
          .compose(built ->
              first == null
                  ? Future.succeededFuture(built)
                  : built.start(named(first), first.succeeding()).future().map(built));
    }
    InstancePool.Builder pool = InstancePool.builder(made.applyTo(instance));
    VertxWasm.Builder builder =
        VertxWasm.builder(vertx, several.applyTo(pool).prepare(first.succeeding()))
            .tracing(made.getTracingPolicy());
    String name = made.getName();
    return (name == null ? builder : builder.name(name)).build();
  }

  private Future<?> listen(VertxWasm made, Listening listening) {
    EventBus bus = vertx.eventBus();
    List<Future<Void>> registrations = new ArrayList<>();
    listening
        .settle()
        .forEach((address, consumer) -> {
          MessageConsumer<Object> registered =
              consumer.options().isLocal() ? bus.localConsumer(address) : bus.consumer(address);
          registered.handler(message -> handle(made, message, consumer));
          consumers.add(registered);
          registrations.add(registered.completion());
        });
    if (((ContextInternal) context).closeFuture().isClosed()) {
      // Nobody else would, as it was closed before they were registered.
      consumers.forEach(MessageConsumer::unregister);
      return Future.failedFuture(
          new IllegalStateException("the verticle was undeployed while it was started"));
    }
    return Future.all(registrations);
  }

  // ---- messages

  private void handle(VertxWasm made, Message<Object> message, Listening.Consumer consumer) {
    Exchange exchange = new Exchange(message);
    CallOptions how = named(consumer.export());
    Duration deadline = consumer.options().getDeadline();
    try {
      VertxCall<Integer> call =
          made.start(
              deadline == null ? how : how.withDeadline(deadline),
              exchange.bind(consumer.export().task()));
      inFlight.add(call);
      call.future()
          .onComplete(
              result -> {
                inFlight.remove(call);
                answer(exchange, consumer.export(), result);
              },
              failure -> {
                inFlight.remove(call);
                fail(exchange, failure);
              });
    } catch (RuntimeException refused) {
      fail(exchange, refused);
    }
  }

  private static CallOptions named(Export export) {
    return CallOptions.defaults().withName(export.name());
  }

  /** The guest has returned: who waits for a reply, and has none, is told. */
  private void answer(Exchange exchange, Export export, int result) {
    if (result == 0) {
      exchange.reply(null, new DeliveryOptions());
    } else {
      exchange.fail(result, "\"" + export.name() + "\" returned " + result);
    }
  }

  /** The guest has failed: who waits for a reply is told, or else whom Vert.x tells of failures. */
  private void fail(Exchange exchange, Throwable failure) {
    String text = failure.getMessage();
    boolean told =
        exchange.fail(MessageFailure.of(failure).code(), text == null ? failure.toString() : text);
    if (!told || !exchange.isRequest()) {
      ((ContextInternal) context).reportException(failure);
    }
  }

  // ---- stopping

  @Override
  public Future<?> stop() {
    VertxWasm made = guest;
    if (made == null) {
      return Future.succeededFuture();
    }
    Export last = optional("config.stop", options.getStop());
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
        .eventually(this::drain)
        .eventually(this::cutShort)
        .compose(drained ->
            last == null
                ? Future.succeededFuture()
                : made.start(named(last).withDeadline(grace()), last.succeeding()).future())
        .eventually(made::close);
  }

  /** Lets calls end, as long as they may take. */
  private Future<?> drain() {
    return within(ended());
  }

  /** Stops the others, and waits for them to unwind. */
  private Future<?> cutShort() {
    inFlight.forEach(VertxCall::cancel);
    return within(ended());
  }

  private Future<?> ended() {
    return Future.join(inFlight.stream().map(VertxCall::future).toList());
  }

  private Future<?> within(Future<?> ended) {
    return ended.timeout(grace().toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty();
  }

  private Duration grace() {
    return options.getGrace().isZero() ? Duration.ofMillis(1) : options.getGrace();
  }
}
