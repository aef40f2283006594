package dev.heddle.vertx;

import static dev.heddle.vertx.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.ByteReader;
import dev.heddle.async.CallCancelledException;
import dev.heddle.async.CallState;
import dev.heddle.async.GuestReader;
import dev.heddle.async.GuestTask;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

@ExtendWith(VertxExtension.class)
class StreamsTest {

  private final AsyncInstance shop =
      AsyncInstance.builder(Shop.MODULE)
          .imports(AsyncImports.builder().suspending("env", "price", call -> 0).build())
          .build();
  private final AtomicInteger emitted = new AtomicInteger();

  private GuestTask<?> emitting(int count) {
    return call -> {
      for (int i = 0; i < count; i++) {
        call.emit(i);
        emitted.incrementAndGet();
      }
      return null;
    };
  }

  private GuestReadStream<Integer> stream(Context context, GuestTask<?> task) {
    return GuestReadStream.of(context, shop.flux(Integer.class, task));
  }

  // ---- what a guest emits

  @Test
  void whatAGuestEmitsArrivesInOrderOnTheContext(Vertx vertx) {
    for (ThreadingModel model : ThreadingModel.values()) {
      Promise<List<Integer>> all = Promise.promise();
      await(
          vertx.deployVerticle(
              new VerticleBase() {
                @Override
                public Future<?> start() {
                  List<Integer> seen = new ArrayList<>();
                  stream(context, emitting(1_000))
                      .exceptionHandler(all::fail)
                      .endHandler(end -> all.complete(seen))
                      .handler(item -> {
                        assertThat(Vertx.currentContext()).isSameAs(context);
                        seen.add(item);
                      });
                  return Future.succeededFuture();
                }
              },
              new DeploymentOptions().setThreadingModel(model)));
      assertThat(await(all.future())).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
    }
  }

  @Test
  void whatIsFetchedIsTakenFromTheGuestAndNotOneMore(Vertx vertx) {
    List<Integer> seen = new ArrayList<>();
    Promise<Void> three = Promise.promise();
    Promise<Void> end = Promise.promise();
    GuestReadStream<Integer> stream = stream(vertx.getOrCreateContext(), emitting(10));
    stream
        .pause()
        .endHandler(end::complete)
        .handler(item -> {
          seen.add(item);
          if (seen.size() == 3) {
            three.complete();
          }
        });
    assertThat(emitted).hasValue(0);
    stream.fetch(3);
    await(three.future());
    while (shop.calls().getFirst().state() != CallState.SUSPENDED) {
      Thread.onSpinWait();
    }
    assertThat(emitted).hasValue(3);
    stream.resume();
    await(end.future());
    assertThat(seen).hasSize(10);
  }

  @Test
  void aPausedStreamParksTheGuest(Vertx vertx) {
    Promise<Void> first = Promise.promise();
    GuestReadStream<Integer> stream = stream(vertx.getOrCreateContext(), emitting(1_000_000));
    stream.handler(item -> {
      stream.pause();
      first.tryComplete();
    });
    await(first.future());
    while (shop.calls().getFirst().state() != CallState.SUSPENDED) {
      Thread.onSpinWait();
    }
    assertThat(emitted.get()).isBetween(1, 17);
    stream.cancel();
    await(closed());
  }

  private Future<?> closed() {
    while (!shop.calls().isEmpty()) {
      Thread.onSpinWait();
    }
    shop.close();
    return Future.fromCompletionStage(shop.closed());
  }

  @Test
  void aPipeGoesAsFastAsItsTarget(Vertx vertx, @TempDir Path directory) throws Exception {
    Path path = directory.resolve("numbers");
    AsyncFile file = await(vertx.fileSystem().open(path.toString(), new OpenOptions()));
    file.setWriteQueueMaxSize(100);
    GuestReadStream<Buffer> stream =
        GuestReadStream.of(
            vertx.getOrCreateContext(),
            shop.flux(
                Buffer.class,
                call -> {
                  for (int i = 0; i < 500; i++) {
                    call.emit(Buffer.buffer("0123456789"));
                  }
                  return null;
                }));
    await(stream.pipeTo(file));
    assertThat(Files.size(path)).isEqualTo(5_000);
  }

  @Test
  void aGuestThatFailsFailsTheStream(Vertx vertx) {
    IOException failure = new IOException("no more");
    GuestReadStream<Integer> stream =
        stream(
            vertx.getOrCreateContext(),
            call -> {
              call.emit(1);
              throw failure;
            });
    List<Integer> seen = new ArrayList<>();
    Promise<Throwable> thrown = Promise.promise();
    stream
        .exceptionHandler(thrown::complete)
        .endHandler(end -> thrown.fail("the stream has ended"))
        .handler(seen::add);
    assertThat(await(thrown.future())).isSameAs(failure);
    assertThat(seen).containsExactly(1);
  }

  @Test
  void cancellingStopsTheGuestAndFailsThePipe(Vertx vertx) {
    GuestReadStream<Integer> stream =
        stream(vertx.getOrCreateContext(), call -> call.await(new CompletableFuture<>()));
    Promise<Throwable> failure = Promise.promise();
    stream.exceptionHandler(failure::complete).handler(item -> {});
    while (shop.calls().isEmpty()) {
      Thread.onSpinWait();
    }
    stream.cancel();
    assertThat(await(failure.future())).isInstanceOf(CallCancelledException.class);
    await(closed());
  }

  @Test
  void aStreamWhoseVertxIsClosedStopsItsGuest() {
    Vertx vertx = Vertx.vertx();
    GuestReadStream<Integer> stream = stream(vertx.getOrCreateContext(), emitting(1_000_000));
    stream.handler(item -> stream.pause());
    while (emitted.get() == 0) {
      Thread.onSpinWait();
    }
    await(vertx.close());
    await(closed());
  }

  // ---- what a guest reads

  @Test
  void aGuestReadsAFileInBlockingStyle(Vertx vertx, @TempDir Path directory) throws Exception {
    byte[] bytes = new byte[100_000];
    new Random(1).nextBytes(bytes);
    Path path = Files.write(directory.resolve("bytes"), bytes);
    VertxWasm guest = Shop.open(vertx, call -> 0);
    byte[] read =
        await(
            guest.run(call -> {
              AsyncFile file =
                  VertxAwait.await(
                      () -> vertx.fileSystem().open(path.toString(), new OpenOptions()));
              ByteArrayOutputStream all = new ByteArrayOutputStream();
              ByteReader reader = VertxAwait.readBytes(file);
              for (int n; (n = reader.read(call, call.memory(), 0, 5_000)) > 0; ) {
                all.write(call.memory().read(0, n));
              }
              VertxAwait.await(file.close());
              return all.toByteArray();
            }));
    assertThat(read).isEqualTo(bytes);
  }

  @Test
  void aGuestThatReadsSlowlyPausesTheStream(Vertx vertx) {
    Numbers numbers = new Numbers(1_000, null);
    VertxWasm guest = Shop.open(vertx, call -> 0);
    int sum =
        await(
            guest.run(call -> {
              GuestReader<Integer> reader = VertxAwait.read(numbers);
              int all = 0;
              for (Integer n = reader.next(call); n != null; n = reader.next(call)) {
                all += n;
                assertThat(numbers.given - n).isBetween(1, 33);
              }
              return all;
            }));
    assertThat(sum).isEqualTo(999 * 500);
  }

  @Test
  void aStreamThatFailsThrowsThatInTheGuest(Vertx vertx) {
    IOException failure = new IOException("reset");
    VertxWasm guest = Shop.open(vertx, call -> 0);
    List<Integer> seen = new ArrayList<>();
    Future<Void> call =
        guest.run(running -> {
          GuestReader<Integer> reader = VertxAwait.read(new Numbers(3, failure));
          for (Integer n = reader.next(running); n != null; n = reader.next(running)) {
            seen.add(n);
          }
          return null;
        });
    assertThatThrownBy(() -> await(call)).isSameAs(failure);
    assertThat(seen).containsExactly(0, 1, 2);
  }

  @Test
  void aStreamThatIsClosedFailsTheRead(Vertx vertx, @TempDir Path directory) throws Exception {
    Path path = Files.write(directory.resolve("bytes"), new byte[10]);
    AsyncFile file = await(vertx.fileSystem().open(path.toString(), new OpenOptions()));
    await(file.close());
    VertxWasm guest = Shop.open(vertx, call -> 0);
    assertThatThrownBy(() -> await(guest.run(call -> VertxAwait.read(file).next(call))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCallThatEndsLetsGoOfWhatItReads(Vertx vertx) {
    Numbers numbers = new Numbers(1_000, null);
    VertxWasm guest = Shop.open(vertx, call -> 0);
    Integer first = await(guest.run(call -> VertxAwait.read(numbers).next(call)));
    assertThat(first).isZero();
    while (numbers.handler != null) {
      Thread.onSpinWait();
    }
    assertThat(numbers.demand).hasValue(0);
  }

  @Test
  void aReaderWhoseVertxIsClosedIsToldAndLeavesNothingBehind(Vertx vertx) {
    Vertx other = Vertx.vertx();
    ContextInternal context = (ContextInternal) other.getOrCreateContext();
    EventLoopEnd end = EventLoopEnd.of(context.nettyEventLoop());
    GuestReader<Integer> silent =
        GuestReader.of(StreamPublisher.of(context, new Numbers(0, null).silent()), 1);
    var read = shop.future(call -> silent.next(call));
    while (end.size() == 0) {
      Thread.onSpinWait();
    }
    await(other.close());
    assertThatThrownBy(() -> await(Future.fromCompletionStage(read)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");

    ContextInternal own = (ContextInternal) vertx.getOrCreateContext();
    EventLoopEnd ownEnd = EventLoopEnd.of(own.nettyEventLoop());
    int before = ownEnd.size();
    Flux.from(StreamPublisher.of(own, new Numbers(100, null))).take(10).blockLast();
    Flux.from(StreamPublisher.of(own, new Numbers(100, null))).blockLast();
    assertThat(ownEnd.size()).isEqualTo(before);
  }

  @Test
  void aStreamIsReadOnce(Vertx vertx) {
    StreamPublisher<Integer> publisher =
        StreamPublisher.of(vertx.getOrCreateContext(), new Numbers(3, null));
    assertThat(Flux.from(publisher).collectList().block()).containsExactly(0, 1, 2);
    assertThatThrownBy(() -> Flux.from(publisher).blockLast())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("once");
  }

  // ---- what others write

  @Test
  void whatIsPipedToAGuestIsReadInBlockingStyle(Vertx vertx) {
    Context context = vertx.getOrCreateContext();
    GuestWriteStream<Integer> toGuest = GuestWriteStream.create(context);
    Numbers numbers = new Numbers(1_000, null);
    VertxWasm guest = Shop.open(vertx, call -> 0);
    Future<Integer> sum =
        guest.run(call -> {
          GuestReader<Integer> reader = call.closingAtEnd(GuestReader.of(toGuest, 1));
          int all = 0;
          for (Integer n = reader.next(call); n != null; n = reader.next(call)) {
            all += n;
            assertThat(numbers.given - n).isBetween(1, 18);
          }
          return all;
        });
    Promise<Void> piped = Promise.promise();
    context.runOnContext(ignored -> numbers.pipeTo(toGuest).onComplete(piped));
    await(piped.future());
    assertThat(await(sum)).isEqualTo(999 * 500);
    assertThatThrownBy(() -> await(toGuest.write(1))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFailureOfTheWriterIsThrownInTheGuestAfterWhatWasWritten(Vertx vertx) {
    IOException failure = new IOException("broken");
    GuestWriteStream<Integer> toGuest = GuestWriteStream.create(vertx.getOrCreateContext());
    toGuest.write(7);
    toGuest.fail(failure);
    VertxWasm guest = Shop.open(vertx, call -> 0);
    List<Integer> seen = new ArrayList<>();
    Future<Void> call =
        guest.run(running -> {
          GuestReader<Integer> reader = running.read(toGuest);
          for (; ; ) {
            seen.add(reader.next(running));
          }
        });
    assertThatThrownBy(() -> await(call)).isSameAs(failure);
    assertThat(seen).containsExactly(7);
  }

  @Test
  void aGuestThatStopsReadingFailsTheWriter(Vertx vertx) {
    GuestWriteStream<Integer> toGuest = GuestWriteStream.create(vertx.getOrCreateContext());
    VertxWasm guest = Shop.open(vertx, call -> 0);
    Promise<Throwable> told = Promise.promise();
    toGuest.exceptionHandler(told::complete);
    List<Future<?>> writes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      writes.add(toGuest.write(i));
    }
    assertThat(toGuest.writeQueueFull()).isTrue();
    Integer first =
        await(guest.run(call -> call.closingAtEnd(GuestReader.of(toGuest, 1)).next(call)));
    assertThat(first).isZero();
    assertThat(await(told.future())).hasMessageContaining("stopped reading");
    assertThatThrownBy(() -> await(Future.all(writes))).hasMessageContaining("stopped reading");
    assertThatThrownBy(() -> await(toGuest.end())).hasMessageContaining("stopped reading");
  }

  @Test
  void aGuestThatReadsFromAVertxThatIsClosedIsTold() {
    Vertx other = Vertx.vertx();
    ContextInternal context = (ContextInternal) other.getOrCreateContext();
    GuestWriteStream<Integer> toGuest = GuestWriteStream.create(context);
    var read = shop.future(call -> call.read(toGuest).next(call));
    while (EventLoopEnd.of(context.nettyEventLoop()).size() == 0) {
      Thread.onSpinWait();
    }
    await(other.close());
    assertThatThrownBy(() -> await(Future.fromCompletionStage(read)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  /** Numbers from 0, as they are fetched, and then a failure or the end. */
  private static final class Numbers implements ReadStream<Integer> {

    private final int count;
    private final @Nullable Throwable failure;
    private boolean silent;
    private boolean giving;
    volatile int given;
    final AtomicLong demand = new AtomicLong(Long.MAX_VALUE);
    volatile @Nullable Handler<Integer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    Numbers(int count, @Nullable Throwable failure) {
      this.count = count;
      this.failure = failure;
    }

    /** The same, which never ends. */
    Numbers silent() {
      silent = true;
      return this;
    }

    @Override
    public Numbers exceptionHandler(@Nullable Handler<Throwable> newHandler) {
      exceptionHandler = newHandler;
      return this;
    }

    @Override
    public Numbers handler(@Nullable Handler<Integer> newHandler) {
      handler = newHandler;
      give();
      return this;
    }

    @Override
    public Numbers endHandler(@Nullable Handler<Void> newHandler) {
      endHandler = newHandler;
      return this;
    }

    @Override
    public Numbers pause() {
      demand.set(0);
      return this;
    }

    @Override
    public Numbers resume() {
      return fetch(Long.MAX_VALUE);
    }

    @Override
    public Numbers fetch(long amount) {
      demand.accumulateAndGet(amount, Operators::addCap);
      give();
      return this;
    }

    private void give() {
      if (giving) {
        return;
      }
      giving = true;
      while (handler != null && demand.get() > 0 && given < count) {
        demand.decrementAndGet();
        int next = given;
        given = next + 1;
        handler.handle(next);
      }
      giving = false;
      if (handler != null && demand.get() > 0 && given == count && !silent) {
        if (failure != null) {
          exceptionHandler.handle(failure);
        } else {
          endHandler.handle(null);
        }
      }
    }
  }
}
