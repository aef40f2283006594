package dev.heddle.vertx;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.wasm.CallInterruptedException;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.junit5.VertxExtension;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Guests whose owner goes away while they are being made. */
@ExtendWith(VertxExtension.class)
class MakingTest {

  @Test
  void undeployingStopsAStartFunctionThatWaits(Vertx vertx) {
    Promise<Void> asked = Promise.promise();
    Start start =
        new Start(
            vertx,
            call -> {
              asked.complete();
              return Promise.promise().future();
            });
    String deployment = await(vertx.deployVerticle(start));
    await(asked.future());
    await(vertx.undeploy(deployment));
    assertIsStopped(start.building);
  }

  @Test
  void undeployingStopsAStartFunctionThatComputesForEver(Vertx vertx) {
    Promise<Void> asked = Promise.promise();
    Start start =
        new Start(
            vertx,
            call -> {
              asked.tryComplete();
              return 1; // The start function then asks again, until it is told 0.
            });
    String deployment = await(vertx.deployVerticle(start));
    await(asked.future());
    await(vertx.undeploy(deployment));
    assertIsStopped(start.building);
  }

  @Test
  void undeployingEndsOnlyWhenTheStartFunctionHasUnwound(Vertx vertx) {
    Promise<Void> asked = Promise.promise();
    AtomicBoolean unwound = new AtomicBoolean();
    Start start =
        new Start(
            vertx,
            call -> {
              asked.complete();
              try {
                return VertxAwait.<Integer>await(Promise.<Integer>promise().future());
              } finally {
                unwound.set(true);
              }
            });
    String deployment = await(vertx.deployVerticle(start));
    await(asked.future());
    await(vertx.undeploy(deployment));
    assertThat(unwound).isTrue();
  }

  @Test
  void closingVertxStopsAStartFunctionThatWaits() {
    Vertx vertx = Vertx.vertx();
    Promise<Void> asked = Promise.promise();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    var building =
        build(
            vertx,
            call -> {
              asked.complete();
              try {
                return VertxAwait.<Integer>await(Promise.<Integer>promise().future());
              } catch (CallInterruptedException e) {
                thrown.set(e);
                throw e;
              }
            });
    await(asked.future());
    await(vertx.close());
    assertThat(thrown.get()).isNotNull();
    assertIsStopped(building);
  }

  @Test
  void whatIsMadeTooLateIsClosed(Vertx vertx) {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    CompletableFuture<Guests> instantiation = new Uncancellable();
    Promise<Void> begun = Promise.promise();
    Making making =
        new Making(
            context,
            () -> {
              begun.complete();
              return instantiation;
            },
            made -> {
              throw new AssertionError("adopted by what is closed");
            });
    Future<VertxWasm> guest = making.start();
    await(begun.future());
    Promise<Void> closed = Promise.promise();
    making.close(closed);
    assertThat(closed.future().isComplete()).isFalse();
    AsyncInstance instance = AsyncInstance.builder(Shop.MODULE).imports(prices(call -> 1)).build();
    instantiation.complete(Guests.of(instance));
    await(closed.future());
    assertThat(instance.closed()).isCompleted();
    assertIsStopped(guest.toCompletionStage().toCompletableFuture());
  }

  @Test
  void whatHasNotBegunNeverWill(Vertx vertx) {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    AtomicBoolean begun = new AtomicBoolean();
    Making making =
        new Making(
            context,
            () -> {
              begun.set(true);
              return new CompletableFuture<>();
            },
            made -> {
              throw new AssertionError("nothing was made");
            });
    Promise<Void> closed = Promise.promise();
    making.close(closed);
    assertIsStopped(making.start().toCompletionStage().toCompletableFuture());
    await(closed.future());
    await(vertx.executeBlocking(() -> 1, false));
    assertThat(begun).isFalse();
  }

  @Test
  void whereVertxIsClosedAlreadyNothingIsMade() {
    Vertx vertx = Vertx.vertx();
    var context = vertx.getOrCreateContext();
    await(vertx.close());
    Making making =
        new Making(
            (ContextInternal) context,
            () -> {
              throw new AssertionError("begun");
            },
            made -> {
              throw new AssertionError("made");
            });
    Future<VertxWasm> guest = making.start();
    assertThat(guest.failed()).isTrue();
    assertThat(guest.cause())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private static void assertIsStopped(CompletableFuture<VertxWasm> building) {
    assertThatThrownBy(() -> await(Future.fromCompletionStage(building)))
        .isInstanceOf(InstanceClosedException.class)
        .hasMessageContaining("being made");
  }

  private static CompletableFuture<VertxWasm> build(Vertx vertx, AsyncHostFunction price) {
    return VertxWasm.builder(vertx, AsyncInstance.builder(load()).imports(prices(price)))
        .build()
        .toCompletionStage()
        .toCompletableFuture();
  }

  private static AsyncImports prices(AsyncHostFunction price) {
    return AsyncImports.builder().suspending("env", "price", price).build();
  }

  private static WasmModule load() {
    try (InputStream bytes =
        Objects.requireNonNull(MakingTest.class.getResourceAsStream("start.wasm"))) {
      return WasmModule.load(bytes);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Deployed before its guest has been made. */
  private static final class Start extends VerticleBase {

    private final Vertx owner;
    private final AsyncHostFunction price;
    private volatile CompletableFuture<VertxWasm> building;

    Start(Vertx owner, AsyncHostFunction price) {
      this.owner = owner;
      this.price = price;
    }

    @Override
    public Future<?> start() {
      building = build(owner, price);
      return Future.succeededFuture();
    }
  }

  private static final class Uncancellable extends CompletableFuture<Guests> {
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      return false;
    }
  }
}
