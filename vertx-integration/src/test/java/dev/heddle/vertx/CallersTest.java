package dev.heddle.vertx;

import static dev.heddle.vertx.Futures.await;
import static dev.heddle.vertx.Futures.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Carrier;
import dev.heddle.async.Concurrency;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.async.InstancePool;
import dev.heddle.wasm.LinkException;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.context.storage.ContextLocal;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

/** Whoever calls: contexts of every kind, threads of none, with all that they carry. */
@ExtendWith(VertxExtension.class)
class CallersTest {

  /** As those have that trace, or log. */
  private static final ContextLocal<Integer> CENTS = ContextLocal.registerLocal(Integer.class);

  private static final Duration LONG = Duration.ofHours(1);

  private static AsyncInstance.Builder instance(AsyncHostFunction price) {
    return AsyncInstance.builder(Shop.MODULE)
        .imports(AsyncImports.builder().suspending("env", "price", price).build());
  }

  /** Calls from a verticle and tells on which context the result came. */
  private static final class Caller extends VerticleBase {

    private final AsyncHostFunction price;
    private final Promise<Integer> total = Promise.promise();

    Caller(AsyncHostFunction price) {
      this.price = price;
    }

    @Override
    public Future<?> start() {
      Context own = context;
      VertxWasm.builder(vertx, instance(price))
          .build()
          .compose(shop -> shop.call("total", Integer.class, 3))
          .onSuccess(sum -> assertThat(Vertx.currentContext()).isSameAs(own))
          .onComplete(total);
      return Future.succeededFuture();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ThreadingModel.class,
      names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void theResultComesOnTheContextOfAVerticle(ThreadingModel model, Vertx vertx) {
    Caller caller =
        new Caller(call -> {
          assertThat(Objects.requireNonNull(Vertx.currentContext()).threadingModel())
              .isEqualTo(model);
          return vertx.timer(1).map(10 + VertxAwait.await(vertx.timer(1).map(call.i32(0))));
        });
    await(vertx.deployVerticle(caller, new DeploymentOptions().setThreadingModel(model)));
    assertThat(await(caller.total.future())).isEqualTo(33);
  }

  @Test
  void importsOfInlineCallsFindTheContextToo(Vertx vertx) {
    VertxWasm shop =
        await(
            VertxWasm.builder(
                    vertx,
                    instance(call -> Vertx.currentContext() == VertxAwait.context() ? 1 : 0)
                        .carrier(Carrier.inline()))
                .build());
    Promise<Integer> total = Promise.promise();
    vertx.runOnContext(start -> {
      Context own = vertx.getOrCreateContext();
      shop.call("total", Integer.class, 3)
          .onSuccess(sum -> assertThat(Vertx.currentContext()).isSameAs(own))
          .onComplete(total);
      assertThat(Vertx.currentContext()).isSameAs(own);
    });
    assertThat(await(total.future())).isEqualTo(3);
  }

  @Test
  void aThreadOfNoContextIsGivenTheResult(Vertx vertx) {
    VertxWasm shop = Shop.open(vertx, call -> vertx.timer(1).map(1));
    assertThat(await(shop.call("total", Integer.class, 3))).isEqualTo(3);
    assertThat(Vertx.currentContext()).isNull();
  }

  @Test
  void importsFindTheLocalDataOfADuplicatedContext(Vertx vertx) {
    VertxWasm shop =
        Shop.open(
            vertx,
            call -> {
              int before = local();
              return vertx.timer(1).map(before + VertxAwait.await(vertx.timer(1).map(local())));
            });
    List<Future<Integer>> totals =
        IntStream.range(0, 20)
            .mapToObj(i -> {
              Promise<Integer> total = Promise.promise();
              ContextInternal request = ((ContextInternal) vertx.getOrCreateContext()).duplicate();
              request.runOnContext(start -> {
                request.putLocal(CENTS, i);
                shop.call("total", Integer.class, 1).onComplete(total);
              });
              return total.future();
            })
            .toList();
    for (int i = 0; i < totals.size(); i++) {
      assertThat(await(totals.get(i))).isEqualTo(2 * i);
    }
  }

  private static int local() {
    return Objects.requireNonNull(Vertx.currentContext()).getLocal(CENTS);
  }

  @Test
  void importsFindTheDiagnosticContextOfTheCaller(Vertx vertx) {
    Promise<Map<String, String>> found = Promise.promise();
    VertxWasm shop =
        Shop.open(
            vertx,
            call -> {
              int price = VertxAwait.await(vertx.timer(1).map(1));
              found.tryComplete(MDC.getCopyOfContextMap());
              return price;
            });
    Promise<Integer> total = Promise.promise();
    vertx.runOnContext(start -> {
      MDC.put("request", "42");
      shop.call("total", Integer.class, 1).onComplete(total);
      MDC.clear();
    });
    assertThat(await(total.future())).isEqualTo(1);
    assertThat(await(found.future())).containsEntry("request", "42");
  }

  @Test
  void everyFormOfCallTakesADeadline(Vertx vertx) {
    VertxWasm shop =
        Shop.open(vertx, call -> Promise.promise().future()).withDeadline(Duration.ofMillis(5));
    interface Till {
      Future<Integer> total(int cart);
    }

    List<Future<?>> calls =
        List.of(
            shop.call("total", Integer.class, 1),
            shop.start("total", Integer.class, 1).future(),
            shop.run(call -> call.instance().function("total").callInt(1)),
            shop.start(call -> call.instance().function("total").callInt(1)).future(),
            shop.bind(Till.class).total(1));
    for (Future<?> call : calls) {
      assertThatThrownBy(() -> await(call)).isInstanceOf(DeadlineExceededException.class);
    }
    await(shop.close());
  }

  @Test
  void whatAGuestEmitsIsAStream(Vertx vertx) {
    VertxWasm shop =
        Shop.open(
            vertx,
            call -> {
              call.emit("article " + call.i32(0));
              return vertx.timer(1).map(1);
            });
    Promise<List<String>> items = Promise.promise();
    Context own = vertx.getOrCreateContext();
    own.runOnContext(start -> {
      List<String> come = new ArrayList<>();
      shop.stream(String.class, "total", 100)
          .exceptionHandler(items::tryFail)
          .endHandler(end -> items.complete(come))
          .handler(item -> {
            assertThat(Vertx.currentContext()).isSameAs(own);
            come.add(item);
          });
    });
    assertThat(await(items.future()))
        .isEqualTo(IntStream.range(0, 100).mapToObj(i -> "article " + i).toList());
    assertThat(shop.use().succeeded()).isEqualTo(1);
    Promise<Void> failure = Promise.promise();
    shop.withDeadline(Duration.ofMillis(5)).stream(
            String.class, call -> VertxAwait.await(Promise.promise().future()))
        .exceptionHandler(failure::fail)
        .handler(item -> {});
    assertThatThrownBy(() -> await(failure.future())).isInstanceOf(DeadlineExceededException.class);
    until(() -> shop.use().failed() == 1);
  }

  @Test
  void aPoolIsCalledAsAnInstanceIs(Vertx vertx) {
    Promise<Integer> price = Promise.promise();
    VertxWasm shop =
        await(
            VertxWasm.builder(vertx, InstancePool.builder(instance(call -> price.future())).size(2))
                .build());
    List<Future<Integer>> totals =
        IntStream.range(0, 6).mapToObj(i -> shop.call("total", Integer.class, 1)).toList();
    until(() -> shop.use().running() == 2 && shop.use().queued() == 4);
    assertThat(shop.use().instances()).isEqualTo(2);
    assertThat(shop.use().memoryBytes()).isEqualTo(shop.callee().memoryBytes());
    VertxCall<Integer> cancelled = shop.start("total", Integer.class, 1);
    cancelled.cancel();
    assertThatThrownBy(() -> await(cancelled.future()))
        .isInstanceOf(dev.heddle.async.CallCancelledException.class);
    price.complete(7);
    for (Future<Integer> total : totals) {
      assertThat(await(total)).isEqualTo(7);
    }
    assertThat(await(shop.call("add", Integer.class, 2, 3))).isEqualTo(5);
    assertThatThrownBy(shop::instance).hasMessageContaining("expected one instance");
    await(shop.close());
    assertThatThrownBy(() -> await(shop.call("add", Integer.class, 2, 3)))
        .isInstanceOf(InstanceClosedException.class);
    assertThat(shop.use().queued() + shop.use().running()).isZero();
    assertThat(shop.use().succeeded()).isEqualTo(7);
    assertThat(shop.use().failed()).isEqualTo(2);
  }

  @Test
  void whatDoesNotLinkFailsTheMakingOfAPool(Vertx vertx) {
    Future<VertxWasm> made =
        VertxWasm.builder(vertx, InstancePool.builder(AsyncInstance.builder(Shop.MODULE))).build();
    assertThatThrownBy(() -> await(made))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("env.price");
  }

  @Test
  void undeployingClosesAPool(Vertx vertx) {
    Promise<VertxWasm> made = Promise.promise();
    Promise<Future<Integer>> asked = Promise.promise();
    VerticleBase keeper =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            return VertxWasm.builder(
                    vertx,
                    InstancePool.builder(
                            instance(call -> Promise.promise().future()).policy(Concurrency.SERIAL))
                        .size(1, 2))
                .build()
                .onSuccess(shop -> {
                  asked.complete(shop.call("total", Integer.class, 1));
                  made.complete(shop);
                });
          }
        };
    String deployment = await(vertx.deployVerticle(keeper));
    VertxWasm shop = await(made.future());
    await(vertx.undeploy(deployment));
    assertThatThrownBy(() -> await(await(asked.future())))
        .isInstanceOf(InstanceClosedException.class);
    assertThat(shop.use().instances()).isZero();
  }

  @Test
  void aPingSaysWhetherACallHasItsTurn(Vertx vertx) {
    Promise<Integer> price = Promise.promise();
    VertxWasm shop = Shop.open(vertx, call -> price.future());
    await(shop.ping(LONG));
    Future<Integer> total = shop.call("total", Integer.class, 1);
    assertThatThrownBy(() -> await(shop.ping(Duration.ofMillis(1))))
        .isInstanceOf(DeadlineExceededException.class);
    price.complete(1);
    await(total);
    await(shop.close());
    assertThatThrownBy(() -> await(shop.ping(LONG))).isInstanceOf(InstanceClosedException.class);
  }
}
