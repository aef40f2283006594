package dev.heddle.vertx;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.bind.Heddle;
import dev.heddle.bind.WasmImport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bound interfaces and hosts whose methods return Vert.x futures. */
@ExtendWith(VertxExtension.class)
class VertxBindingTest {

  interface Till {
    Future<Integer> total(int cart);
  }

  record Prices(Vertx vertx) {
    @WasmImport("env")
    Future<Integer> price(int sku) {
      return sku == 13
          ? Future.failedFuture(new IOException("no price"))
          : vertx.timer(1, TimeUnit.MILLISECONDS).map(sku * 10);
    }
  }

  @Test
  void bothSidesReturnVertxFutures(Vertx vertx) {
    Till till = Heddle.bind(Shop.MODULE, Till.class, new Prices(vertx));
    assertThat(await(till.total(4))).isEqualTo(60);
    assertThatThrownBy(() -> await(till.total(20)))
        .isInstanceOf(IOException.class)
        .hasMessage("no price");
  }

  @Test
  void theResultArrivesOnTheContextOfTheCaller(Vertx vertx) {
    Till till = Heddle.bind(Shop.MODULE, Till.class, new Prices(vertx));
    Promise<Context> arrival = Promise.promise();
    Context caller = vertx.getOrCreateContext();
    caller.runOnContext(
        ignored -> till.total(4).map(total -> Vertx.currentContext()).onComplete(arrival));
    assertThat(await(arrival.future())).isSameAs(caller);
  }
}
