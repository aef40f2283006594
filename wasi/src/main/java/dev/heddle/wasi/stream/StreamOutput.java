package dev.heddle.wasi.stream;

import dev.heddle.wasi.WasiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a stream, elsewhere than on the threads of guests. What a guest writes waits in memory
 * until the stream takes it, and the guest does not, as long as that is little: handing over to
 * another thread takes longer than most of what is written at once.
 */
public final class StreamOutput implements Output {

  private static final int ROOM = 64 << 10;

  private final OutputStream stream;
  private final Executor executor;

  // All guarded by this.
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private CompletableFuture<@Nullable Void> written = CompletableFuture.completedFuture(null);
  private @Nullable WasiException failure;

  /** To a stream, by other threads. */
  public StreamOutput(OutputStream stream, Executor executor) {
    this.stream = stream;
    this.executor = executor;
  }

  /** Fails with what the stream has failed with before. */
  @Override
  public CompletionStage<@Nullable Void> write(ByteBuffer source) {
    if (add(source)) {
      try {
        executor.execute(this::drain);
      } catch (Throwable refused) {
        // or what has been written would be waited for for ever; errors are those of a full stack
        end(Failures.of(new IOException("nobody writes to the stream", refused)));
        if (refused instanceof Error error) {
          throw error;
        }
      }
    }
    synchronized (this) {
      if (failure != null) {
        return CompletableFuture.failedStage(failure);
      }
      return waiting.size() < ROOM ? CompletableFuture.completedStage(null) : written.copy();
    }
  }

  /** Puts it behind what is waiting; whether somebody has to be asked to write. */
  private synchronized boolean add(ByteBuffer source) {
    if (failure != null) {
      return false;
    }
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    waiting.writeBytes(bytes);
    if (!written.isDone()) {
      return false;
    }
    written = new CompletableFuture<>();
    return true;
  }

  private void drain() {
    try {
      for (byte[] next = next(); next.length > 0; next = next()) {
        stream.write(next);
        stream.flush();
      }
    } catch (IOException e) {
      end(Failures.of(e));
    } catch (Throwable e) {
      end(Failures.of(new IOException(e)));
    }
  }

  /** What waits; nothing if all is written, and nobody writes any more then. */
  private byte[] next() {
    CompletableFuture<@Nullable Void> done;
    synchronized (this) {
      if (waiting.size() > 0) {
        byte[] next = waiting.toByteArray();
        waiting.reset();
        return next;
      }
      done = written;
      // whoever adds something now has to ask somebody
      written = CompletableFuture.completedFuture(null);
    }
    done.complete(null);
    return new byte[0];
  }

  private void end(WasiException why) {
    CompletableFuture<@Nullable Void> done;
    synchronized (this) {
      failure = why;
      waiting.reset();
      done = written;
    }
    done.complete(null);
  }

  @Override
  public synchronized CompletionStage<@Nullable Void> written() {
    return written.copy();
  }
}
