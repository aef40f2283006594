package dev.heddle.vertx;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.InstanceClosedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Closing for hot reload: what is in flight may end by itself, for a time. */
@ExtendWith(VertxExtension.class)
class GracefulCloseTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final Promise<Integer> price = Promise.promise();
  private final Promise<Void> asked = Promise.promise();

  private VertxWasm open(Vertx vertx) {
    return Shop.open(
        vertx,
        call -> {
          asked.tryComplete();
          return price.future();
        });
  }

  @Test
  void callsInFlightAndInTheQueueMayEnd(Vertx vertx) {
    VertxWasm shop = open(vertx);
    Future<Integer> first = shop.call("total", Integer.class, 1);
    Future<Integer> queued = shop.call("total", Integer.class, 2);
    await(asked.future());
    Future<Void> closed = shop.close(LONG);
    assertThatThrownBy(() -> await(shop.call("total", Integer.class, 1)))
        .isInstanceOf(InstanceClosedException.class);
    assertThat(closed.isComplete()).isFalse();
    price.complete(5);
    assertThat(await(first)).isEqualTo(5);
    assertThat(await(queued)).isEqualTo(10);
    await(closed);
  }

  @Test
  void whatHasNotEndedInTimeIsStopped(Vertx vertx) {
    VertxWasm shop = open(vertx);
    Future<Integer> waiting = shop.call("total", Integer.class, 1);
    await(asked.future());
    await(shop.close(Duration.ofMillis(5)));
    assertThatThrownBy(() -> await(waiting)).isInstanceOf(InstanceClosedException.class);
  }

  @Test
  void undeployingMeanwhileStopsAtOnce(Vertx vertx) {
    Promise<Future<Integer>> calling = Promise.promise();
    Promise<Future<Void>> closing = Promise.promise();
    VerticleBase verticle =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            return VertxWasm.builder(
                    vertx,
                    AsyncInstance.builder(Shop.MODULE)
                        .imports(
                            AsyncImports.builder()
                                .suspending(
                                    "env",
                                    "price",
                                    call -> {
                                      asked.tryComplete();
                                      return price.future();
                                    })
                                .build()))
                .build()
                .onSuccess(shop -> {
                  calling.complete(shop.call("total", Integer.class, 1));
                  closing.complete(shop.close(LONG));
                });
          }
        };
    String deployment = await(vertx.deployVerticle(verticle));
    await(asked.future());
    await(vertx.undeploy(deployment));
    assertThatThrownBy(() -> await(await(calling.future())))
        .isInstanceOf(InstanceClosedException.class);
    await(await(closing.future()));
  }
}
