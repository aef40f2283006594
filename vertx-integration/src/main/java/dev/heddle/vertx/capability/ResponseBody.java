package dev.heddle.vertx.capability;

import dev.heddle.async.GuestCall;
import dev.heddle.async.GuestReader;
import dev.heddle.vertx.StreamPublisher;
import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.vertx.abi.Refusal;
import dev.heddle.vertx.abi.Target;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.Arrays;

/**
 * The body of a response, which a guest reads in blocking style. The next buffer is fetched when
 * nothing of the last is left, so that a guest that reads slowly makes the server slow.
 *
 * <p>Confined to the thread of the call once it is made.
 */
final class ResponseBody {

  private final GuestReader<Buffer> buffers;
  private final long most;
  private byte[] current = {};
  private int position;
  private long seen;
  private boolean ended;

  /**
   * The body of a response that has just begun.
   *
   * @param context the current one, that of the response
   * @param most after how many bytes reading fails
   */
  ResponseBody(HttpClientResponse response, Context context, long most) {
    response.pause();
    response.exceptionHandler(thrownAgainWhenRead -> {});
    this.buffers = GuestReader.of(StreamPublisher.of(context, response), 1);
    this.most = most;
  }

  /** Whether all has been read. */
  boolean hasEnded() {
    return ended;
  }

  /** Gives some bytes, at least one but at the end. */
  long read(Target target) {
    Refusal.when(seen > most, CapabilityError.TOO_BIG);
    while (position == current.length && !ended) {
      Buffer next = buffers.next(GuestCall.current());
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
