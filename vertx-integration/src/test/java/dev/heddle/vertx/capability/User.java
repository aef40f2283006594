package dev.heddle.vertx.capability;

import static dev.heddle.vertx.Futures.await;

import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Carrier;
import dev.heddle.async.Concurrency;
import dev.heddle.vertx.VertxCall;
import dev.heddle.vertx.VertxWasm;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** The guest of these tests, {@code user.c}, and who calls it. */
final class User {

  static final WasmModule MODULE = load();

  private static final ScopedValue<Exchange> EXCHANGE = ScopedValue.newInstance();

  /** Where calls are made, and how the guest takes them. */
  enum Place {
    EVENT_LOOP(ThreadingModel.EVENT_LOOP, false),
    EVENT_LOOP_THAT_CARRIES(ThreadingModel.EVENT_LOOP, true),
    WORKER(ThreadingModel.WORKER, false),
    VIRTUAL_THREAD(ThreadingModel.VIRTUAL_THREAD, false);

    private final ThreadingModel threads;
    private final boolean inline;

    Place(ThreadingModel threads, boolean inline) {
      this.threads = threads;
      this.inline = inline;
    }
  }

  /** What a call has returned, and put out. */
  record Answer(long result, String output) {}

  private static final class Exchange {
    private final byte[] input;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    Exchange(String input) {
      this.input = input.getBytes(StandardCharsets.UTF_8);
    }
  }

  private final Context context;
  private final VertxWasm wasm;

  private User(Context context, VertxWasm wasm) {
    this.context = context;
    this.wasm = wasm;
  }

  /** A guest that is interleaved, and is granted something on top of the least that links. */
  static User at(Place place, Vertx vertx, UnaryOperator<Capabilities.Builder> grants) {
    AsyncInstance.Builder guest =
        AsyncInstance.builder(MODULE)
            .imports(imports(vertx, grants))
            .policy(Concurrency.INTERLEAVED);
    if (place.inline) {
      guest.carrier(Carrier.inline());
    }
    Promise<Context> context = Promise.promise();
    vertx
        .deployVerticle(
            own -> {
              context.complete(own);
              return Future.succeededFuture();
            },
            new DeploymentOptions().setThreadingModel(place.threads))
        .onFailure(context::fail);
    return new User(await(context.future()), await(VertxWasm.builder(vertx, guest).build()));
  }

  /** What the guest imports, with something on top of the least that links. */
  static AsyncImports imports(Vertx vertx, UnaryOperator<Capabilities.Builder> grants) {
    AsyncHostFunction input =
        call -> {
          byte[] given = EXCHANGE.get().input;
          call.memory().write(Integer.toUnsignedLong(call.i32(0)), given);
          return given.length;
        };
    AsyncHostFunction output =
        call -> {
          EXCHANGE
              .get()
              .output
              .writeBytes(call.memory().read(Integer.toUnsignedLong(call.i32(0)), call.i32(1)));
          return null;
        };
    return AsyncImports.builder()
        .addAll(least(vertx))
        .addAll(grants.apply(Capabilities.builder(vertx)).build())
        .function("test", "input", input)
        .function("test", "output", output)
        .build();
  }

  private static AsyncImports least(Vertx vertx) {
    return Capabilities.builder(vertx)
        .timers()
        .files(new FilesGrant("/nowhere"))
        .httpClient(new HttpClientGrant())
        .eventBus(new EventBusGrant())
        .sharedData(new SharedDataGrant())
        .config(new io.vertx.core.json.JsonObject())
        .log(new LogGrant())
        .build();
  }

  /** Calls an export and waits. */
  Answer call(String export, String input, Object... arguments) {
    return await(start(export, input, arguments));
  }

  /** Calls an export, and waits for what it returns. */
  long result(String export, String input, Object... arguments) {
    return call(export, input, arguments).result();
  }

  /** Calls an export on the context of the caller. */
  Future<Answer> start(String export, String input, Object... arguments) {
    return cancellable(export, input, arguments).compose(VertxCall::future);
  }

  /** The same, to be cancelled. */
  Future<VertxCall<Answer>> cancellable(String export, String input, Object... arguments) {
    Promise<VertxCall<Answer>> started = Promise.promise();
    context.runOnContext(here ->
        started.complete(
            wasm.start(call -> {
              Exchange exchange = new Exchange(input);
              Number result =
                  ScopedValue.where(EXCHANGE, exchange)
                      .call(
                          (ScopedValue.CallableOp<Number, Exception>)
                              () ->
                                  (Number)
                                      wasm.callee()
                                          .task(export, Object.class, arguments)
                                          .run(call));
              return new Answer(
                  result.longValue(), exchange.output.toString(StandardCharsets.UTF_8));
            })));
    return started.future();
  }

  private static WasmModule load() {
    try (InputStream bytes = Objects.requireNonNull(User.class.getResourceAsStream("user.wasm"))) {
      return WasmModule.load(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
