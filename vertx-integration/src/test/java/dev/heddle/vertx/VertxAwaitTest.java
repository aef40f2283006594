package dev.heddle.vertx;

import static dev.heddle.vertx.Shop.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncInstance;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.streams.WriteStream;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
              assertThat(Vertx.currentContext()).isNull();
              return VertxAwait.await(() -> {
                seen.add(Vertx.currentContext());
                return vertx.timer(1).map(1);
              });
            });
    Context caller = vertx.getOrCreateContext();
    Promise<Integer> total = Promise.promise();
    caller.runOnContext(ignored -> shop.call("total", Integer.class, 3).onComplete(total));
    assertThat(await(total.future())).isEqualTo(3);
    assertThat(seen).containsExactly(caller, caller, caller);
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
    AsyncInstance plain =
        AsyncInstance.builder(Shop.MODULE)
            .imports(
                dev.heddle.async.AsyncImports.builder()
                    .suspending("env", "price", call -> VertxAwait.context())
                    .build())
            .build();
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
