package dev.heddle.vertx.capability;

import dev.heddle.vertx.VertxAwait;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A stream of bytes that a guest reads in blocking style. The next buffer is asked for when nothing
 * of the last is left, so that a guest that reads slowly makes the sender slow.
 *
 * <p>Reading is for the thread of the call; the rest is thread-safe.
 */
final class ResponseBody {

  private final ReadStream<Buffer> source;
  private final Context context;
  private final long most;

  // Confined to the thread of the call.
  private byte[] current = {};
  private int position;
  private long seen;

  // Guarded by this.
  private final Queue<Buffer> arrived = new ArrayDeque<>();
  private @Nullable CompletableFuture<@Nullable Void> waiting;
  private @Nullable Throwable failure;
  private boolean ended;

  /**
   * The body of a response that has just begun, on the context that it is handled on.
   *
   * @param most after how many bytes reading fails
   * @param failures what it fails with where the stream does
   */
  ResponseBody(
      ReadStream<Buffer> source, Context context, long most, UnaryOperator<Throwable> failures) {
    this.source = source;
    this.context = context;
    this.most = most;
    source.pause();
    source.exceptionHandler(failure -> end(failures.apply(failure)));
    source.endHandler(end -> end(null));
    source.handler(this::arrive);
  }

  private synchronized void arrive(Buffer bytes) {
    arrived.add(bytes);
    wake();
  }

  private synchronized void end(@Nullable Throwable reason) {
    if (!ended) {
      ended = true;
      failure = reason;
      wake();
    }
  }

  private void wake() {
    CompletableFuture<@Nullable Void> reader = waiting;
    waiting = null;
    if (reader != null) {
      reader.complete(null);
    }
  }

  /** Whether all has come, or nothing more will. */
  synchronized boolean hasEnded() {
    return ended;
  }

  /** Gives some bytes, at least one but at the end. */
  long read(Target target) {
    if (target.room() == 0) {
      return 0;
    }
    while (position == current.length) {
      Buffer next = next();
      if (next == null) {
        return 0;
      }
      seen += next.length();
      Refusal.when(seen > most, CapabilityError.TOO_BIG);
      current = next.getBytes();
      position = 0;
    }
    int count = (int) Math.min(target.room(), current.length - position);
    target.write(Arrays.copyOfRange(current, position, position + count));
    position += count;
    return count;
  }

  private @Nullable Buffer next() {
    while (true) {
      CompletableFuture<@Nullable Void> arrival = new CompletableFuture<>();
      synchronized (this) {
        Buffer there = arrived.poll();
        if (there != null) {
          return there;
        }
        if (failure != null) {
          VertxAwait.await(Future.failedFuture(failure));
        }
        if (ended) {
          return null;
        }
        waiting = arrival;
      }
      context.runOnContext(ask -> source.fetch(1));
      VertxAwait.await(Future.fromCompletionStage(arrival, context));
    }
  }
}
