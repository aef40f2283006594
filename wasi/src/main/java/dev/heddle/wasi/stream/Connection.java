package dev.heddle.wasi.stream;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a guest: a virtual thread reads ahead what comes, another writes what goes, each
 * with a bound, so that a guest can be told whether it would wait. Used by the call that runs
 * alone.
 */
public final class Connection implements AutoCloseable {

  private static final int BYTES = 64 << 10;

  /** For how long a peer may take to read the rest when the guest has closed its end. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SocketChannel channel;
  private final ByteQueue incoming = new ByteQueue(BYTES);
  private final ByteQueue outgoing = new ByteQueue(BYTES);
  private final Thread sender;
  private volatile @Nullable WasiException broken;

  /** Begins to read and to write. */
  public Connection(SocketChannel channel) {
    this.channel = channel;
    Thread.ofVirtual().name("heddle-wasi-receive").start(this::receive);
    this.sender = Thread.ofVirtual().name("heddle-wasi-send").start(this::send);
  }

  private void receive() {
    ByteBuffer chunk = ByteBuffer.allocate(BYTES);
    try {
      while (true) {
        incoming.roomy().join();
        chunk.clear().limit(Math.clamp(incoming.room(), 1, BYTES));
        if (channel.read(chunk) < 0 || incoming.hasEnded()) {
          incoming.end(null);
          return;
        }
        incoming.put(chunk.flip());
      }
    } catch (IOException e) {
      incoming.end(Failures.of(e));
    }
  }

  private void send() {
    ByteBuffer chunk = ByteBuffer.allocate(BYTES);
    try {
      while (outgoing.readable().toCompletableFuture().join() > 0) {
        outgoing.take(chunk.clear(), true);
        chunk.flip();
        int count = chunk.remaining();
        while (chunk.hasRemaining()) {
          channel.write(chunk);
        }
        // only now there is room again
        outgoing.take(ByteBuffer.allocate(count), false);
      }
      channel.shutdownOutput();
    } catch (IOException e) {
      broken = Failures.of(e);
      outgoing.end(null);
    }
  }

  /** How many bytes have come; -1 at the end. */
  public long available() {
    return incoming.available();
  }

  /** Completes when {@link #available()} is not 0. */
  public CompletionStage<Long> readable() {
    return incoming.readable();
  }

  /** Reads what has come; -1 at the end. */
  public int read(ByteBuffer target, boolean peeks) {
    return incoming.take(target, peeks);
  }

  /** Whether something may be written without waiting, if only to learn that nobody reads it. */
  public boolean isWritable() {
    return broken != null || outgoing.hasEnded() || outgoing.room() > 0;
  }

  /** Completes when {@link #isWritable()}. */
  public CompletionStage<Long> writable() {
    return outgoing.roomy().thenApply(done -> (long) outgoing.room());
  }

  /** Writes as much as there is room for, once there is some. */
  public CompletionStage<@Nullable Void> write(ByteBuffer source) {
    return outgoing
        .roomy()
        .thenApply(done -> {
          WasiException failure = broken;
          if (failure != null) {
            throw failure;
          }
          if (outgoing.hasEnded()) {
            throw new WasiException(Errno.PIPE, "the guest has ended what it sends");
          }
          outgoing.put(source);
          return null;
        });
  }

  /** Ends one direction, or both. */
  public void shutdown(boolean reading, boolean writing) {
    try {
      if (reading) {
        channel.shutdownInput();
        incoming.end(null);
      }
      if (writing) {
        // after what is on its way
        outgoing.end(null);
      }
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  /** Closes it, when what was written has been sent. */
  @Override
  public void close() {
    incoming.end(null);
    outgoing.end(null);
    Thread.ofVirtual()
        .name("heddle-wasi-close")
        .start(() -> {
          try {
            sender.join(PATIENCE);
            channel.close();
          } catch (IOException e) {
            // it is gone all the same
          } catch (InterruptedException e) {
            throw new AssertionError("nobody has this thread", e);
          }
        });
  }
}
