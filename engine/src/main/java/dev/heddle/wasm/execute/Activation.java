package dev.heddle.wasm.execute;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.runtime.Interruption;
import dev.heddle.wasm.runtime.RuntimeFunction;
import org.jspecify.annotations.Nullable;

/**
 * The state of one call from the host into guests: everything that is not in frames. No instance
 * holds any of it, so that calls may be interleaved at every import.
 *
 * <p>Used by the thread of the call alone.
 */
public final class Activation {

  /** Numbers that all frames of a call may take together: 32 MiB. */
  private static final int MAX_NUMBERS = 4 << 20;

  private static final int MIN_CHUNK = 256;

  /** How many frames make room enough on a full Java stack to report that it was full. */
  private static final int FRAMES_TO_LEAVE = 24;

  /** Whether the call is to be stopped. */
  final Interruption interruption;

  /** What a host function threw and is on its way out, so that it is not taken for a trap. */
  private @Nullable Throwable foreign;

  /** The function that the one that just returned calls in its place. */
  private @Nullable RuntimeFunction tailCallee;

  private int numbers;
  private int framesLeftByOverflow;
  private long @Nullable [] spare;

  private Activation(Interruption interruption) {
    this.interruption = interruption;
  }

  /** The state of a call that begins on this thread. */
  public static Activation begin() {
    return new Activation(Interruption.current());
  }

  /** Remembers that {@code thrown} comes from the host. */
  public void leaveHost(Throwable thrown) {
    foreign = thrown;
  }

  boolean isForeign(Throwable thrown) {
    return foreign == thrown;
  }

  /** Leaves word that the running function, when it returns, is to be replaced by another. */
  void tailCall(RuntimeFunction callee) {
    tailCallee = callee;
  }

  /** What the function that just returned is to be replaced by, if anything. */
  @Nullable RuntimeFunction takeTailCallee() {
    RuntimeFunction callee = tailCallee;
    tailCallee = null;
    return callee;
  }

  /**
   * Asked for every guest frame that a full Java stack unwinds: whether enough of them are gone to
   * make a trap of it.
   */
  boolean hasRoomAfterOverflow() {
    return ++framesLeftByOverflow > FRAMES_TO_LEAVE;
  }

  /**
   * Room for frames: at least {@code size} numbers, to be given back by {@link #release}.
   *
   * @throws TrapException if all frames together would take too much
   */
  long[] acquire(int size) {
    long[] chunk = spare;
    if (chunk != null && chunk.length >= size) {
      spare = null;
    } else {
      chunk = new long[Math.max(size, Math.min(numbers, MAX_NUMBERS / 8) + MIN_CHUNK)];
    }
    if (chunk.length > MAX_NUMBERS - numbers) {
      throw new TrapException(
          TrapKind.CALL_STACK_EXHAUSTED, "frames would take more than " + MAX_NUMBERS + " values");
    }
    numbers += chunk.length;
    return chunk;
  }

  /** Takes back room for frames; the last is kept, as a loop of calls may need it again at once. */
  void release(long[] chunk) {
    numbers -= chunk.length;
    spare = chunk;
  }
}
