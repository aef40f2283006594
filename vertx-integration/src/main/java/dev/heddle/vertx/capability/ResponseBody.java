package dev.heddle.vertx.capability;

import dev.heddle.async.GuestCall;
import dev.heddle.async.GuestReader;
import dev.heddle.vertx.StreamPublisher;
import dev.heddle.vertx.VertxAwait;
import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.vertx.abi.Refusal;
import dev.heddle.vertx.abi.Target;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response, which a guest reads in blocking style.
 *
 * <p>The next buffer is fetched when nothing of the last is left, so that a guest that reads slowly
 * makes the server slow. A body that is announced to be short is taken as it comes: the guest then
 * waits once, and not for each part.
 *
 * <p>Confined to the thread of the call once it is made.
 */
final class ResponseBody {

  /** How many bytes are short. */
  private static final int SHORT = 16 * 1024;

  private final Supplier<@Nullable Buffer> buffers;
  private final long most;
  private byte[] current = {};
  private int position;
  private long seen;
  private boolean ended;

  private ResponseBody(Supplier<@Nullable Buffer> buffers, long most) {
    this.buffers = buffers;
    this.most = most;
  }

  /**
   * The body of a response that has just begun, on the current context.
   *
   * @param most after how many bytes reading fails
   */
  static ResponseBody of(HttpClientResponse response, Context context, long most) {
    if (isShort(response)) {
      return new ResponseBody(new Whole(response.body()), most);
    }
    response.pause();
    response.exceptionHandler(thrownAgainWhenRead -> {});
    GuestReader<Buffer> reader = GuestReader.of(StreamPublisher.of(context, response), 1);
    return new ResponseBody(() -> reader.next(GuestCall.current()), most);
  }

  /** Whether the body of a response is announced to be short. */
  static boolean isShort(HttpClientResponse response) {
    String length = response.getHeader("content-length");
    try {
      return length != null && Long.parseUnsignedLong(length) <= SHORT;
    } catch (NumberFormatException malformed) {
      return false;
    }
  }

  /** One buffer, and then the end. */
  private static final class Whole implements Supplier<@Nullable Buffer> {

    private final Future<Buffer> body;
    private boolean given;

    Whole(Future<Buffer> body) {
      this.body = body;
    }

    @Override
    public @Nullable Buffer get() {
      if (given) {
        return null;
      }
      Buffer whole = VertxAwait.await(body);
      given = true;
      return whole;
    }
  }

  /** Whether all has been read. */
  boolean hasEnded() {
    return ended;
  }

  /** Gives some bytes, at least one but at the end. */
  long read(Target target) {
    Refusal.when(seen > most, CapabilityError.TOO_BIG);
    while (position == current.length && !ended) {
      Buffer next = buffers.get();
      ended = next == null;
      current = next == null ? new byte[0] : next.getBytes();
      position = 0;
      seen += current.length;
      Refusal.when(seen > most, CapabilityError.TOO_BIG);
    }
    int count = (int) Math.min(target.room(), current.length - position);
    target.write(Arrays.copyOfRange(current, position, position + count));
    position += count;
    return count;
  }
}
