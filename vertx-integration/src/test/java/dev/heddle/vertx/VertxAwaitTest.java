package dev.heddle.vertx;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallCancelledException;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.WriteStream;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class VertxAwaitTest {

  @Test
  void anImportMayWaitInTheMiddle(Vertx vertx) {
    VertxWasm shop =
        Shop.open(
            vertx,
            call -> {
              int base = VertxAwait.await(vertx.timer(1).map(100));
              return base + call.i32(0);
            });
    assertThat(await(shop.call("total", Integer.class, 3))).isEqualTo(303);
  }

  @Test
  void whatIsCompleteIsNotWaitedFor(Vertx vertx) {
    VertxWasm shop = Shop.open(vertx, call -> VertxAwait.await(Future.succeededFuture(5)));
    assertThat(await(shop.call("total", Integer.class, 1))).isEqualTo(5);
  }

  @Test
  void aFailureIsThrownAsTheObjectThatItIs(Vertx vertx) {
    IOException failure = new IOException("no price");
    AtomicReference<Throwable> caught = new AtomicReference<>();
    VertxWasm shop =
        Shop.open(
            vertx,
            call -> {
              try {
                return VertxAwait.await(
                    vertx.timer(1).compose(late -> Future.failedFuture(failure)));
              } catch (Exception e) {
                caught.set(e);
                return 9;
              }
            });
    assertThat(await(shop.call("total", Integer.class, 1))).isEqualTo(9);
    assertThat(caught.get()).isSameAs(failure);
  }

  @Test
  void operationsStartOnTheContextOfTheCaller(Vertx vertx) {
    List<Context> seen = new ArrayList<>();
    VertxWasm shop =
        Shop.open(
            vertx,
            call -> {
              seen.add(Vertx.currentContext());
              return VertxAwait.await(() -> {
                seen.add(Vertx.currentContext());
                return vertx.timer(1).map(1);
              });
            });
    Context caller = vertx.getOrCreateContext();
    Promise<Integer> total = Promise.promise();
    caller.runOnContext(ignored -> shop.call("total", Integer.class, 3).onComplete(total));
    assertThat(await(total.future())).isEqualTo(3);
    assertThat(seen).hasSize(6).allMatch(caller::equals);
  }

  @Test
  void anOperationThatThrowsFailsTheWait(Vertx vertx) {
    IllegalStateException failure = new IllegalStateException("not today");
    VertxWasm shop =
        Shop.open(
            vertx,
            call ->
                VertxAwait.<Integer>await(() -> {
                  throw failure;
                }));
    assertThatThrownBy(() -> await(shop.call("total", Integer.class, 1))).isSameAs(failure);
  }

  @Test
  void anOperationThatIsNoFutureFailsTheWait(Vertx vertx) {
    VertxWasm shop = Shop.open(vertx, call -> VertxAwait.<Integer>await(() -> null));
    assertThatThrownBy(() -> await(shop.call("total", Integer.class, 1)))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("returned null");
    assertThat(await(shop.call("add", Integer.class, 1, 1))).isEqualTo(2);
  }

  @Test
  void anOperationThatWasToStartOnAVerticleThatIsGoneFailsTheWait(Vertx vertx) {
    Promise<Integer> undeployed = Promise.promise();
    CompletableFuture<Integer> outcome = new CompletableFuture<>();
    VertxWasm shop =
        Shop.open(
            vertx,
            call -> {
              VertxAwait.await(undeployed.future());
              try {
                outcome.complete(VertxAwait.await(() -> Future.succeededFuture(1)));
              } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
              }
              return 0;
            });
    WorkerVerticle worker = new WorkerVerticle();
    String deployment = await(vertx.deployVerticle(worker, WorkerVerticle.OPTIONS));
    Promise<Void> called = Promise.promise();
    worker
        .context()
        .runOnContext(ignored -> {
          shop.call("total", Integer.class, 1);
          called.complete();
        });
    await(called.future());
    await(vertx.undeploy(deployment));
    undeployed.complete(1);
    assertThatThrownBy(() -> await(Future.fromCompletionStage(outcome)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed")
        .hasMessageContaining(deployment);
  }

  @Test
  void whatAVerticleThatIsGoneWasToDeliverFailsTheWait(Vertx vertx) {
    Promise<Void> asked = Promise.promise();
    WorkerVerticle worker = new WorkerVerticle();
    String deployment = await(vertx.deployVerticle(worker, WorkerVerticle.OPTIONS));
    Future<Integer> never = worker.context().<Integer>promise().future();
    VertxWasm shop =
        Shop.open(
            vertx,
            call -> {
              asked.complete();
              return never;
            });
    Future<Integer> total = shop.call("total", Integer.class, 1);
    await(asked.future());
    await(vertx.undeploy(deployment));
    assertThatThrownBy(() -> await(total))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(await(shop.call("add", Integer.class, 1, 1))).isEqualTo(2);
  }

  @Test
  void whatAVertxThatIsClosedWasToDeliverFailsTheWait() {
    Vertx vertx = Vertx.vertx();
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    CompletableFuture<Integer> total;
    try (AsyncInstance shop = plainShop(call -> context.<Integer>promise().future())) {
      total = shop.function("total").future(Integer.class, 1);
      await(vertx.close());
      assertThatThrownBy(() -> await(Future.fromCompletionStage(total)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
      CompletableFuture<Integer> later = shop.function("total").future(Integer.class, 1);
      assertThatThrownBy(() -> await(Future.fromCompletionStage(later)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
    assertThat(Delivery.of(context, () -> Future.succeededFuture(1)).toCompletableFuture())
        .isCompletedExceptionally();
  }

  @Test
  void aWaitThatIsCancelledLeavesNothingBehind(Vertx vertx) {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    EventLoopEnd end = EventLoopEnd.of(context.nettyEventLoop());
    VertxWasm shop = Shop.open(vertx, call -> context.<Integer>promise().future());
    for (int i = 0; i < 100; i++) {
      VertxCall<Integer> call = shop.start("total", Integer.class, 1);
      while (end.size() == 0) {
        Thread.onSpinWait();
      }
      call.cancel();
      assertThatThrownBy(() -> await(call.future())).isInstanceOf(CallCancelledException.class);
      assertThat(end.size()).isZero();
    }
  }

  @Test
  void aGuestCalledByAGuestIsOnTheSameContext(Vertx vertx) {
    AtomicReference<Context> inner = new AtomicReference<>();
    VertxWasm supplier =
        Shop.open(
            vertx,
            call -> {
              inner.set(VertxAwait.context());
              return 2;
            });
    VertxWasm shop = Shop.open(vertx, call -> supplier.call("total", Integer.class, 1));
    Context caller = vertx.getOrCreateContext();
    Promise<Integer> total = Promise.promise();
    caller.runOnContext(ignored -> shop.call("total", Integer.class, 1).onComplete(total));
    assertThat(await(total.future())).isEqualTo(2);
    assertThat(inner.get()).isSameAs(caller);
  }

  @Test
  void waitingOutsideOfACallIsRefused(Vertx vertx) {
    assertThatThrownBy(() -> VertxAwait.await(Future.succeededFuture(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(VertxAwait::context)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("VertxWasm");
    AsyncInstance plain = plainShop(call -> VertxAwait.context());
    assertThatThrownBy(() ->
            await(Future.fromCompletionStage(plain.function("total").future(Integer.class, 1))))
        .isInstanceOf(IllegalStateException.class);
    plain.close();
  }

  @Test
  void aGuestCopiesToAFileAsFastAsTheFileTakesIt(Vertx vertx, @TempDir Path directory)
      throws Exception {
    Path path = directory.resolve("prices");
    VertxWasm shop =
        Shop.open(
            vertx,
            call -> {
              AsyncFile file =
                  VertxAwait.await(
                      () -> vertx.fileSystem().open(path.toString(), new OpenOptions()));
              file.setWriteQueueMaxSize(1000);
              for (int i = 0; i < 100; i++) {
                VertxAwait.write(file, Buffer.buffer(new byte[300]));
              }
              VertxAwait.await(file.close());
              return 0;
            });
    await(shop.call("total", Integer.class, 1));
    assertThat(Files.size(path)).isEqualTo(30_000);
  }

  @Test
  void writingWaitsWhileTheQueueIsFull(Vertx vertx) {
    SlowStream stream = new SlowStream(vertx);
    VertxWasm shop =
        Shop.open(
            vertx,
            call -> {
              for (int i = 0; i < 10; i++) {
                VertxAwait.write(stream, i);
              }
              VertxAwait.await(stream.end());
              return 0;
            });
    await(shop.call("total", Integer.class, 1));
    assertThat(stream.written).hasValue(10);
    assertThat(stream.most).hasValue(SlowStream.CAPACITY);
  }

  @Test
  void writingToAStreamThatIsGoneThrows(Vertx vertx) {
    SlowStream stream = new SlowStream(vertx);
    stream.gone = new IOException("connection reset");
    VertxWasm shop =
        Shop.open(
            vertx,
            call -> {
              VertxAwait.write(stream, 1);
              return 0;
            });
    assertThatThrownBy(() -> await(shop.call("total", Integer.class, 1))).isSameAs(stream.gone);
  }

  private static AsyncInstance plainShop(AsyncHostFunction price) {
    return AsyncInstance.builder(Shop.MODULE)
        .imports(AsyncImports.builder().suspending("env", "price", price).build())
        .build();
  }

  /** A verticle whose only thread ends with it. */
  private static final class WorkerVerticle extends VerticleBase {

    static final DeploymentOptions OPTIONS =
        new DeploymentOptions()
            .setThreadingModel(ThreadingModel.WORKER)
            .setWorkerPoolName("workers of this test")
            .setWorkerPoolSize(1);

    ContextInternal context() {
      return (ContextInternal) context;
    }
  }

  /** A stream that has room for a few items and takes a millisecond for each. */
  private static final class SlowStream implements WriteStream<Integer> {

    static final int CAPACITY = 3;

    private final Vertx vertx;
    private final AtomicInteger pending = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final AtomicInteger written = new AtomicInteger();
    volatile IOException gone;
    private Future<Void> last = Future.succeededFuture();

    SlowStream(Vertx vertx) {
      this.vertx = vertx;
    }

    @Override
    public synchronized Future<Void> write(Integer item) {
      if (gone != null) {
        return Future.failedFuture(gone);
      }
      most.accumulateAndGet(pending.incrementAndGet(), Math::max);
      last =
          last.compose(ignored -> vertx.timer(1))
              .map(ignored -> {
                pending.decrementAndGet();
                written.incrementAndGet();
                return null;
              });
      return last;
    }

    @Override
    public boolean writeQueueFull() {
      return pending.get() >= CAPACITY;
    }

    @Override
    public WriteStream<Integer> exceptionHandler(io.vertx.core.Handler<Throwable> handler) {
      return this;
    }

    @Override
    public Future<Void> end() {
      return last;
    }

    @Override
    public WriteStream<Integer> setWriteQueueMaxSize(int maxSize) {
      return this;
    }

    @Override
    public WriteStream<Integer> drainHandler(io.vertx.core.Handler<Void> handler) {
      throw new AssertionError("the drain handler belongs to the user");
    }
  }
}
