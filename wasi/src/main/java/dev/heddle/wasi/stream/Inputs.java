package dev.heddle.wasi.stream;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** Where bytes come from. */
public final class Inputs {

  private static final int BYTES = 64 << 10;

  private Inputs() {}

  /** Bytes that are there. */
  public static Input of(byte[] bytes) {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    return new Input() {
      @Override
      public long available() {
        return left.hasRemaining() ? left.remaining() : -1;
      }

      @Override
      public CompletionStage<Long> readable() {
        return CompletableFuture.completedStage(available());
      }

      @Override
      public int read(ByteBuffer target) {
        if (!left.hasRemaining()) {
          return -1;
        }
        int count = Math.min(left.remaining(), target.remaining());
        target.put(left.slice(left.position(), count));
        left.position(left.position() + count);
        return count;
      }

      @Override
      public void close() {
        left.position(left.limit());
      }
    };
  }

  /** What a stream has, which a thread of its own reads ahead. */
  public static Input of(InputStream stream) {
    return new Queued() {
      @Override
      void start() {
        // of the platform: what blocks in a pipe or a terminal would take a carrier
        Thread.ofPlatform().daemon().name("heddle-wasi-input").start(() -> pump(stream, queue));
      }

      @Override
      public void close() {
        queue.end(null);
      }
    };
  }

  private static void pump(InputStream stream, ByteQueue queue) {
    byte[] chunk = new byte[BYTES];
    try {
      while (!queue.hasEnded()) {
        queue.roomy().join();
        int room = queue.room();
        int count = room == 0 ? -1 : stream.read(chunk, 0, Math.min(room, BYTES));
        if (count < 0) {
          queue.end(null);
        } else {
          queue.put(ByteBuffer.wrap(chunk, 0, count));
        }
      }
    } catch (IOException e) {
      queue.end(Failures.of(e));
    }
  }

  /** What a publisher brings. */
  public static Input of(Publisher<ByteBuffer> publisher) {
    return new Published(publisher);
  }

  /** What comes through a queue. */
  private abstract static class Queued implements Input {

    final ByteQueue queue = new ByteQueue(BYTES);
    private boolean isStarted;

    /** Has it come. */
    abstract void start();

    private void startOnce() {
      if (!isStarted) {
        isStarted = true;
        start();
      }
    }

    @Override
    public long available() {
      startOnce();
      return queue.available();
    }

    @Override
    public CompletionStage<Long> readable() {
      startOnce();
      return queue.readable();
    }

    @Override
    public int read(ByteBuffer target) {
      return queue.take(target, false);
    }
  }

  private static final class Published extends Queued implements CoreSubscriber<ByteBuffer> {

    private final Publisher<ByteBuffer> publisher;
    private volatile @Nullable Subscription subscription;

    Published(Publisher<ByteBuffer> publisher) {
      this.publisher = publisher;
    }

    @Override
    void start() {
      Flux.from(publisher).subscribe(this);
    }

    @Override
    public void onSubscribe(Subscription begun) {
      subscription = begun;
      if (queue.hasEnded()) {
        begun.cancel();
      } else {
        begun.request(1);
      }
    }

    @Override
    public void onNext(ByteBuffer buffer) {
      put(buffer.duplicate());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends here
    private void put(ByteBuffer buffer) {
      while (buffer.hasRemaining() && !queue.hasEnded()) {
        queue.put(buffer);
        CompletableFuture<@Nullable Void> room = queue.roomy();
        if (buffer.hasRemaining() && !room.isDone()) {
          room.thenRun(() -> put(buffer));
          return;
        }
      }
      Subscription begun = subscription;
      if (begun != null && !queue.hasEnded()) {
        begun.request(1);
      }
    }

    @Override
    public void onError(Throwable failure) {
      queue.end(
          failure instanceof WasiException known ? known : new WasiException(Errno.IO, failure));
    }

    @Override
    public void onComplete() {
      queue.end(null);
    }

    @Override
    public void close() {
      queue.end(null);
      Subscription begun = subscription;
      if (begun != null) {
        begun.cancel();
      }
    }
  }
}
