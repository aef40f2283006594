package dev.heddle.vertx;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallCancelledException;
import dev.heddle.async.CallRejectedException;
import dev.heddle.async.CallState;
import dev.heddle.async.Concurrency;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.async.Semantics;
import dev.heddle.wasm.TrapException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class VertxWasmTest {

  @Test
  void anImportMayReturnAVertxFuture(Vertx vertx) {
    VertxWasm shop =
        Shop.open(vertx, call -> vertx.timer(1, TimeUnit.MILLISECONDS).map(call.i32(0) * 10));
    assertThat(await(shop.call("total", Integer.class, 4))).isEqualTo(60);
  }

  @Test
  void underStrictSemanticsSuspendingImportsAloneWait(Vertx vertx) {
    VertxWasm suspending =
        await(
            VertxWasm.builder(
                    vertx,
                    AsyncInstance.builder(Shop.MODULE)
                        .imports(
                            AsyncImports.builder()
                                .suspending("env", "price", call -> vertx.timer(1).map(10))
                                .build())
                        .semantics(Semantics.STRICT)
                        .policy(Concurrency.SERIAL))
                .build());
    VertxWasm plain =
        await(
            VertxWasm.builder(
                    vertx,
                    AsyncInstance.builder(Shop.MODULE)
                        .imports(
                            AsyncImports.builder()
                                .function("env", "price", call -> vertx.timer(1).map(10))
                                .build())
                        .semantics(Semantics.STRICT)
                        .policy(Concurrency.SERIAL))
                .build());

    assertThat(await(suspending.call("total", Integer.class, 2))).isEqualTo(20);
    Future<Integer> total = plain.call("total", Integer.class, 2);
    assertThatThrownBy(() -> await(total))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("env.price must return i32");
  }

  @Test
  void resultsArriveOnTheContextOfTheCaller(Vertx vertx) {
    VertxWasm shop = Shop.open(vertx, call -> vertx.timer(1).map(1));
    List<Future<?>> arrivals = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Promise<Void> arrival = Promise.promise();
      arrivals.add(arrival.future());
      // Each on a context of its own, as made on a thread without one.
      Context caller = vertx.getOrCreateContext();
      caller.runOnContext(ignored ->
          shop.call("total", Integer.class, 2)
              .map(total -> {
                assertThat(total).isEqualTo(2);
                assertThat(Vertx.currentContext()).isSameAs(caller);
                assertThat(Context.isOnEventLoopThread()).isTrue();
                return (Void) null;
              })
              .onComplete(arrival));
    }
    await(Future.all(arrivals));
  }

  @Test
  void callingDoesNotBlockTheEventLoopHoweverLongTheGuestTakes(Vertx vertx) {
    Promise<Integer> price = Promise.promise();
    VertxWasm shop = Shop.open(vertx, call -> price.future());
    Promise<Integer> total = Promise.promise();
    Promise<Void> loopWentOn = Promise.promise();
    vertx.runOnContext(ignored -> {
      shop.call("total", Integer.class, 1).onComplete(total);
      // Runs on the same event loop, and only then may the guest go on.
      vertx.runOnContext(later -> {
        assertThat(total.future().isComplete()).isFalse();
        price.complete(7);
        loopWentOn.complete();
      });
    });
    await(loopWentOn.future());
    assertThat(await(total.future())).isEqualTo(7);
  }

  @Test
  void resultsOfEveryShapeAreGivenAsTheirType(Vertx vertx) {
    VertxWasm shop = Shop.open(vertx, call -> 0);
    assertThat(await(shop.call("add", Integer.class, 2, 3))).isEqualTo(5);
    assertThat(await(shop.call("add", Object.class, 2, 3))).isEqualTo(5);
    assertThat(await(shop.call("add", Long.class, 2, 3))).isEqualTo(5L);
    assertThat((Object) await(shop.call("pair", List.class))).isEqualTo(List.of(1, 2L));
    assertThat(await(shop.call("nothing", Void.class))).isNull();
  }

  @Test
  void whatDoesNotFitTheFunctionIsRefusedBeforeItRuns(Vertx vertx) {
    AtomicInteger asked = new AtomicInteger();
    VertxWasm shop = Shop.open(vertx, call -> asked.incrementAndGet());
    assertThatThrownBy(() -> shop.call("totl", Integer.class, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("totl")
        .hasMessageContaining("total");
    assertThatThrownBy(() -> shop.call("total", Float.class, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("total")
        .hasMessageContaining("Float");
    assertThatThrownBy(() -> await(shop.call("total", Integer.class, "one")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(asked).hasValue(0);
  }

  @Test
  void aFailureArrivesAsTheObjectThatItIs(Vertx vertx) {
    IOException failure = new IOException("no price");
    VertxWasm failing =
        Shop.open(vertx, call -> vertx.timer(1).compose(ignored -> Future.failedFuture(failure)));
    assertThatThrownBy(() -> await(failing.call("total", Integer.class, 1))).isSameAs(failure);
    assertThatThrownBy(() -> await(failing.call("trap", Integer.class)))
        .isInstanceOf(TrapException.class);
    assertThat(await(failing.call("add", Integer.class, 1, 1))).isEqualTo(2);
  }

  @Test
  void aTaskDrivesTheGuestAsOneCall(Vertx vertx) {
    VertxWasm shop = Shop.open(vertx, call -> vertx.timer(1).map(1));
    int sum =
        await(
            shop.run(call -> {
              var total = call.instance().function("total");
              return total.callInt(2) + total.callInt(3);
            }));
    assertThat(sum).isEqualTo(5);
  }

  @Test
  void cancellingUnwindsAGuestThatWaits(Vertx vertx) {
    Promise<Void> asked = Promise.promise();
    VertxWasm shop =
        Shop.open(
            vertx,
            call -> {
              asked.tryComplete();
              return Promise.promise().future();
            });
    VertxCall<Integer> call = shop.start("total", Integer.class, 1);
    await(asked.future());
    call.cancel();
    assertThatThrownBy(() -> await(call.future())).isInstanceOf(CallCancelledException.class);
    assertThat(await(shop.call("add", Integer.class, 1, 1))).isEqualTo(2);
  }

  @Test
  void cancellingUnwindsAGuestThatComputesForEver(Vertx vertx) {
    VertxWasm shop = Shop.open(vertx, call -> 0);
    VertxCall<Void> call = shop.start("spin", Void.class);
    call.cancel();
    assertThatThrownBy(() -> await(call.future())).isInstanceOf(CallCancelledException.class);
    assertThat(await(shop.call("add", Integer.class, 1, 1))).isEqualTo(2);
  }

  @Test
  void aDeadlineStopsAGuestThatComputesForEver(Vertx vertx) {
    VertxWasm shop = Shop.open(vertx, call -> 0);
    assertThatThrownBy(() ->
            await(
                shop.withDeadline(Duration.ofMillis(20))
                    .run(call -> call.instance().function("spin").invoke())))
        .isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void aFullQueueRefusesTheCallThatIsTooMany(Vertx vertx) {
    Promise<Integer> price = Promise.promise();
    VertxWasm shop =
        await(
            VertxWasm.builder(
                    vertx,
                    AsyncInstance.builder(Shop.MODULE)
                        .imports(
                            dev.heddle.async.AsyncImports.builder()
                                .suspending("env", "price", call -> price.future())
                                .build())
                        .maxQueuedCalls(1))
                .build());
    Future<Integer> first = shop.call("total", Integer.class, 1);
    Future<Integer> second = shop.call("total", Integer.class, 1);
    assertThatThrownBy(() -> await(shop.call("total", Integer.class, 1)))
        .isInstanceOf(CallRejectedException.class);
    price.complete(3);
    assertThat(await(first)).isEqualTo(3);
    assertThat(await(second)).isEqualTo(3);
  }

  @Test
  void closingStopsWhatIsInFlight(Vertx vertx) {
    VertxWasm shop = Shop.open(vertx, call -> Promise.promise().future());
    Future<Integer> call = shop.call("total", Integer.class, 1);
    await(shop.close());
    assertThatThrownBy(() -> await(call)).isInstanceOf(InstanceClosedException.class);
    assertThatThrownBy(() -> await(shop.call("add", Integer.class, 1, 1)))
        .isInstanceOf(InstanceClosedException.class);
    await(shop.close());
  }

  @Test
  void aGuestMadeInAVerticleIsClosedWithIt(Vertx vertx) {
    class Shopkeeper extends VerticleBase {
      private VertxWasm shop;

      @Override
      public Future<?> start() {
        return VertxWasm.builder(
                vertx,
                AsyncInstance.builder(Shop.MODULE)
                    .imports(
                        dev.heddle.async.AsyncImports.builder()
                            .suspending("env", "price", call -> Promise.promise().future())
                            .build()))
            .build()
            .onSuccess(opened -> shop = opened);
      }
    }

    Shopkeeper keeper = new Shopkeeper();
    String deployment = await(vertx.deployVerticle(keeper));
    Future<Integer> call = keeper.shop.call("total", Integer.class, 1);
    await(vertx.undeploy(deployment));
    assertThatThrownBy(() -> await(call)).isInstanceOf(InstanceClosedException.class);
  }

  @Test
  void aGuestMadeOutsideOfVerticlesIsClosedWithVertx() {
    Vertx vertx = Vertx.vertx();
    VertxWasm shop = Shop.open(vertx, call -> Promise.promise().future());
    shop.call("total", Integer.class, 1);
    assertThat(shop.instance().calls()).hasSize(1);
    await(vertx.close());
    assertThat(shop.instance().closed()).isCompleted();
  }

  @Test
  void manyCallsFromManyContextsAllGetTheirOwnResult(Vertx vertx) {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    VertxWasm shop =
        Shop.open(
            vertx,
            call -> {
              threads.add(Thread.currentThread());
              return vertx.timer(1).map(call.i32(0) + 1);
            });
    List<Future<?>> checks = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int count = i % 4;
      Promise<Integer> total = Promise.promise();
      vertx
          .getOrCreateContext()
          .runOnContext(ignored -> shop.call("total", Integer.class, count).onComplete(total));
      checks.add(
          total
              .future()
              .map(sum -> {
                assertThat(sum).isEqualTo(count * (count + 1) / 2);
                return sum;
              }));
    }
    await(Future.all(checks));
    assertThat(threads).isNotEmpty().allMatch(Thread::isVirtual);
  }

  @Test
  void whatTheGuestDoesIsVisibleWhileItWaits(Vertx vertx) {
    Promise<Void> asked = Promise.promise();
    Promise<Integer> price = Promise.promise();
    VertxWasm shop =
        Shop.open(
            vertx,
            call -> {
              asked.tryComplete();
              return price.future();
            });
    Future<Integer> total = shop.call("total", Integer.class, 1);
    await(asked.future());
    while (shop.instance().calls().getFirst().state() != CallState.SUSPENDED) {
      Thread.onSpinWait();
    }
    assertThat(shop.instance().calls().getFirst().function()).isEqualTo("total");
    assertThat(shop.instance().calls().getFirst().waitsFor()).contains("env.price");
    price.complete(1);
    assertThat(await(total)).isEqualTo(1);
  }
}
