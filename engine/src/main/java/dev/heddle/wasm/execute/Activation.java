package dev.heddle.wasm.execute;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.lower.LoweredFunction;
import dev.heddle.wasm.module.LoadedModule;
import dev.heddle.wasm.runtime.CodePlace;
import dev.heddle.wasm.runtime.FuelTank;
import dev.heddle.wasm.runtime.Interruption;
import dev.heddle.wasm.runtime.RuntimeFunction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state of one call from the host into guests: everything that is not in frames. No instance
 * holds any of it, so that calls may be interleaved at every import.
 *
 * <p>Used by the thread of the call alone.
 */
public final class Activation {

  /** The references of a frame that has none. */
  static final @Nullable Object[] NO_REFERENCES = {};

  private static final @Nullable Object[][] NO_FRAMES = {};
  private static final int MIN_CHUNK = 256;

  /** How large a chunk may get for the sake of the frames that are still to come. */
  private static final int MAX_CHUNK = 512 << 10;

  /** In place of a position in the code: the function is done. */
  static final int NO_RESUMPTION = -1;

  /** How many frames make room enough on a full Java stack to report that it was full. */
  private static final int FRAMES_TO_LEAVE = 24;

  private static final String REMEDY =
      "-Xss or -XX:ThreadStackSize makes it larger, on virtual threads, too";
  private static final String FULL = "the Java stack is full; " + REMEDY;
  private static final String FULL_IN_HOST =
      "the Java stack is full in a host function, see the cause; " + REMEDY;

  /** Whether the call is to be stopped. */
  final Interruption interruption;

  /** What metered instances pay with, if not with their own. */
  final @Nullable FuelTank fuel;

  /** What a host function threw and is on its way out, so that it is not taken for a trap. */
  private @Nullable Throwable foreign;

  /**
   * The host's own end of the stack, on its way out: a field that is written directly, since a call
   * might not fit on the stack.
   */
  public @Nullable StackOverflowError overflowOfHost;

  /** The function that the one that just returned calls in its place. */
  private @Nullable RuntimeFunction tailCallee;

  /** Where in its code the function that just returned goes on, having caught an exception. */
  private int resumption = NO_RESUMPTION;

  /**
   * How many guest frames may still be made: at first by the call itself, and then, whenever the
   * host is called, by what the host calls.
   */
  public int depthLeft;

  /** The limit that {@link #depthLeft} was counted down from. */
  private int maxDepth;

  /** The limit that {@link #valuesLeft} was counted down from. */
  private int maxValues;

  /** How many more values the frames may hold. */
  private int valuesLeft;

  /** How many it was when the call began. */
  private int valuesAtFirst;

  private @Nullable FuelTank heldFuel;
  private @Nullable Object[][] referenceFrames = NO_FRAMES;
  private int referenceFrameCount;
  private @Nullable CodePlace @Nullable [] placesLeftByOverflow;
  private int framesLeftByOverflow;
  private long @Nullable [] spare;

  private Activation(Interruption interruption, int maxDepth, int maxValues) {
    this.interruption = interruption;
    this.fuel = interruption.fuel == null ? null : new FuelTank(interruption.fuel);
    this.maxDepth = maxDepth;
    this.depthLeft = maxDepth;
    this.maxValues = maxValues;
    this.valuesLeft = maxValues;
    this.valuesAtFirst = maxValues;
  }

  /**
   * The state of a call that begins on this thread.
   *
   * @param outer the call that it is made in, through a host function, if there is one: it gets no
   *     more than that has left
   * @param maxDepth how many guest frames there may be
   * @param maxValues how many values all frames may hold together
   * @param values how many of them it begins with
   * @throws TrapException if that are too many
   */
  public static Activation begin(
      @Nullable Activation outer, int maxDepth, int maxValues, int values) {
    Activation inner = new Activation(Interruption.current(), maxDepth, maxValues);
    if (outer != null) {
      inner.nest(outer, values);
    }
    return inner;
  }

  private void nest(Activation outer, int firstValues) {
    if (outer.depthLeft < depthLeft) {
      depthLeft = outer.depthLeft;
      maxDepth = outer.maxDepth;
    }
    if (outer.valuesLeft < valuesLeft) {
      valuesLeft = outer.valuesLeft;
      valuesAtFirst = valuesLeft;
      maxValues = outer.maxValues;
    }
    reserve(firstValues);
  }

  /** The trap of a call for which there may be no frame. */
  TrapException tooDeep() {
    return new TrapException(
        TrapKind.CALL_STACK_EXHAUSTED,
        "more than " + maxDepth + " functions active, see Limits.maxCallDepth");
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

  /** Leaves word that the running function has caught an exception and goes on elsewhere. */
  void resumeAt(int position) {
    // the JVM throws some objects again and again: the same one may stand for a trap next time
    foreign = null;
    resumption = position;
  }

  /** Where the function that just returned goes on, or {@link #NO_RESUMPTION}. */
  int takeResumption() {
    int position = resumption;
    resumption = NO_RESUMPTION;
    return position;
  }

  /**
   * Asked for every guest frame that a full Java stack unwinds: whether enough of them are gone to
   * make a trap of it. Remembers the frame if not.
   */
  boolean hasRoomAfterOverflow(LoadedModule module, LoweredFunction function, int pc) {
    if (framesLeftByOverflow == FRAMES_TO_LEAVE) {
      return true;
    }
    @Nullable CodePlace @Nullable [] places = placesLeftByOverflow;
    if (places == null) {
      places = new CodePlace[FRAMES_TO_LEAVE];
      placesLeftByOverflow = places;
    }
    places[framesLeftByOverflow] = new CodePlace(module, function, pc);
    framesLeftByOverflow++;
    return false;
  }

  /**
   * The trap for a full Java stack, with the frames of the call that it has unwound, or, where even
   * that does not fit on it, the error itself: it will be asked for again, a frame further out. An
   * error of the host is the trap's cause, so that it can be found.
   *
   * @param call the call, if it has begun
   */
  public static Throwable stackExhausted(StackOverflowError overflow, @Nullable Activation call) {
    try {
      boolean isOfHost = call != null && call.overflowOfHost == overflow;
      TrapException trap =
          new TrapException(
              TrapKind.CALL_STACK_EXHAUSTED,
              isOfHost ? FULL_IN_HOST : FULL,
              isOfHost ? overflow : null);
      if (call != null) {
        call.showUnwound(trap);
      }
      return trap;
    } catch (StackOverflowError again) {
      return overflow;
    }
  }

  private void showUnwound(TrapException trap) {
    @Nullable CodePlace @Nullable [] places = placesLeftByOverflow;
    for (int i = 0; places != null && i < framesLeftByOverflow; i++) {
      CodePlace place = places[i];
      if (place != null) {
        trap.leave(place.frame());
      }
    }
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
      int ahead = Math.min(Math.min(valuesAtFirst - valuesLeft, MAX_CHUNK) + MIN_CHUNK, valuesLeft);
      int length = Math.max(size, ahead);
      reserve(length);
      return new long[length];
    }
    reserve(chunk.length);
    return chunk;
  }

  /**
   * The references of a new frame, to be given back by {@link #popReferences}.
   *
   * @throws TrapException if all frames together would hold too many values
   */
  @Nullable Object[] pushReferences(int count) {
    reserve(count);
    @Nullable Object[] references = count == 0 ? NO_REFERENCES : new Object[count];
    if (referenceFrameCount == referenceFrames.length) {
      referenceFrames = Arrays.copyOf(referenceFrames, 2 * referenceFrameCount + 4);
    }
    referenceFrames[referenceFrameCount++] = references;
    return references;
  }

  /** The references of a frame that takes the place of the last one. */
  @Nullable Object[] replaceReferences(int count) {
    @Nullable Object[] last = referenceFrames[referenceFrameCount - 1];
    reserve(count - last.length);
    @Nullable Object[] references = new Object[count];
    referenceFrames[referenceFrameCount - 1] = references;
    return references;
  }

  /** Takes back the references of the last frame. */
  void popReferences() {
    int last = --referenceFrameCount;
    free(referenceFrames[last].length);
    referenceFrames[last] = NO_REFERENCES;
  }

  /** Remembers a tank that may have fuel which is to be given back. */
  void holdFuel(FuelTank tank) {
    if (tank.user != this) {
      tank.user = this;
      tank.next = heldFuel;
      heldFuel = tank;
    }
  }

  /** Gives back fuel that was taken in advance: no guest code runs for now. */
  public void settleFuel() {
    if (heldFuel != null) {
      giveFuelBack();
    }
  }

  private void giveFuelBack() {
    for (FuelTank tank = heldFuel; tank != null; ) {
      FuelTank following = tank.next;
      tank.drain();
      tank.user = null;
      tank.next = null;
      tank = following;
    }
    heldFuel = null;
  }

  /** How many frames with references there are. */
  public int referenceFrames() {
    return referenceFrameCount;
  }

  /** The references of a frame. */
  public @Nullable Object[] referenceFrame(int index) {
    return referenceFrames[index];
  }

  /** Stops the call, if that was asked for. */
  public void poll() {
    if (interruption.raised) {
      interruption.check();
    }
  }

  /**
   * Counts values that a frame is to hold, to be given back by {@link #free}.
   *
   * @throws TrapException if all frames together would hold too many
   */
  void reserve(int count) {
    if (count > valuesLeft) {
      throw new TrapException(
          TrapKind.CALL_STACK_EXHAUSTED,
          "frames would hold more than " + maxValues + " values, see Limits.maxStackValues");
    }
    valuesLeft -= count;
  }

  /** Counts values that a frame no longer holds. */
  void free(int count) {
    valuesLeft += count;
  }

  /** Takes back room for frames; the last is kept, as a loop of calls may need it again at once. */
  void release(long[] chunk) {
    free(chunk.length);
    spare = chunk;
  }
}
