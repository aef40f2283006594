package dev.heddle.vertx;

import dev.heddle.async.ByteReader;
import dev.heddle.async.GuestCall;
import dev.heddle.async.GuestReader;
import dev.heddle.vertx.call.CallContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * Waiting for Vert.x in direct style, inside a guest call.
 *
 * <p>All methods park the guest call and no thread, and may only be used on the call's own thread,
 * that is in a host function or a {@link dev.heddle.async.GuestTask}; elsewhere they throw {@link
 * IllegalStateException}. They throw what the future failed with, as the same object, {@link
 * dev.heddle.wasm.CallInterruptedException} if the call is cancelled meanwhile, and {@link
 * IllegalStateException} if Vert.x can deliver the outcome no more: once it is closed, or, where a
 * worker verticle's context is to deliver it, once that verticle is undeployed. Stateless and
 * thread-safe.
 */
public final class VertxAwait {

  private VertxAwait() {}

  /** Waits for a future and returns its result. One that is complete is not waited for. */
  public static <T extends @Nullable Object> T await(Future<T> future) {
    Objects.requireNonNull(future, "future");
    return GuestCall.current().await(Delivery.of(future));
  }

  /**
   * Starts an operation on the {@link #context()} of the call, waits for it and returns its result.
   *
   * <p>Use it for what has to be done on the context's own thread: above all for objects that lose
   * events if nobody listens at once, such as the response of an HTTP client, {@code await(() ->
   * client.request(options).compose(HttpClientRequest::send).compose(HttpClientResponse::body))}.
   *
   * @param operation runs on an event loop and must not block; what it throws is thrown here, and
   *     so is a {@link NullPointerException} if it returns null
   */
  public static <T extends @Nullable Object> T await(Supplier<Future<T>> operation) {
    Objects.requireNonNull(operation, "operation");
    GuestCall call = GuestCall.current();
    return call.await(Delivery.of((ContextInternal) context(), operation));
  }

  /**
   * Writes an item to a stream, and waits while the stream's queue is full.
   *
   * <p>It waits for the write itself to finish rather than for the drain handler: that covers all
   * writes before it, leaves the handler to whoever has set it, and ends with the failure if the
   * other side goes away. A write that fails after this method has returned is reported to the
   * stream's exception handler, as always.
   */
  public static <T> void write(WriteStream<T> stream, T item) {
    await(() -> {
      Future<Void> written = stream.write(item);
      return written.failed() || stream.writeQueueFull() ? written : Future.<Void>succeededFuture();
    });
  }

  /**
   * Reads a stream in blocking style, one item after the other, up to 32 items ahead. The stream is
   * paused now and its handlers are the reader's; it is used on the {@link #context()} of the call,
   * and left paused when the call ends.
   *
   * @return to be asked for {@code next(call)}; it throws what the stream fails with, and {@link
   *     IllegalStateException} if the stream is closed or read by others
   */
  public static <T> GuestReader<T> read(ReadStream<T> stream) {
    return GuestCall.current().read(pausedNow(stream));
  }

  /**
   * Reads a stream of bytes in blocking style, as many as there are and as there is room for, up to
   * 8 buffers ahead. Otherwise as {@link #read}.
   */
  public static ByteReader readBytes(ReadStream<Buffer> stream) {
    Publisher<ByteBuffer> bytes =
        Flux.from(pausedNow(stream)).map(buffer -> ByteBuffer.wrap(buffer.getBytes()));
    return GuestCall.current().closingAtEnd(ByteReader.of(bytes, 8));
  }

  private static <T> Publisher<T> pausedNow(ReadStream<T> stream) {
    Objects.requireNonNull(stream, "stream");
    await(() -> {
      stream.pause();
      return Future.succeededFuture();
    });
    return StreamPublisher.of(context(), stream);
  }

  /**
   * The Vert.x context on which the running call was made: the one that was current then, or else
   * the one that Vert.x made for the calling thread.
   *
   * @throws IllegalStateException outside of calls made through {@link VertxWasm}
   */
  public static Context context() {
    Context context = CallContext.current();
    if (context == null) {
      throw new IllegalStateException(
          "no guest call made through VertxWasm runs on thread " + Thread.currentThread());
    }
    return context;
  }
}
