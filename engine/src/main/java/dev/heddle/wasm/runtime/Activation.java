package dev.heddle.wasm.runtime;

import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.load.LoadedModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one call from the host into guests: everything that is not in frames. No instance
 * holds any of it, so that calls may be interleaved at every import.
 *
 * <p>Used by the thread of the call alone.
 */
public final class Activation {

  /** The references of a frame that has none. */
  public static final @Nullable Object[] NO_REFERENCES = {};

  private static final long[] NO_NUMBERS = {};
  private static final @Nullable Object[][] NO_FRAMES = {};
  private static final int MIN_CHUNK = 256;

  /** How large a chunk may get for the sake of the frames that are still to come. */
  private static final int MAX_CHUNK = 512 << 10;

  /** How many frames a stack trace of the JVM has at most, unless it is told otherwise. */
  private static final int MAX_TRACE = 1_024;

  /** In place of a position in the code: the function is done. */
  public static final int NO_RESUMPTION = -1;

  /** How many frames make room enough on a full Java stack to report that it was full. */
  private static final int FRAMES_TO_LEAVE = 24;

  /** What a host function is taken to need until it calls the guest again. */
  private static final int UNITS_OF_HOST = 12;

  private static final String REMEDY =
      "-Xss or -XX:ThreadStackSize makes it larger, on virtual threads, too";
  private static final String FULL = "the Java stack is full; " + REMEDY;
  private static final String FULL_IN_HOST =
      "the Java stack is full in a host function, see the cause; " + REMEDY;

  /** Results of a compiled function behind the first: those that are numbers. */
  public long[] moreNumbers = NO_NUMBERS;

  /** Results of a compiled function behind the first: those that are references. */
  public @Nullable Object[] moreReferences = NO_REFERENCES;

  private boolean tailInArrays;

  private @Nullable Throwable finished;

  private long[] scratch = NO_NUMBERS;

  /** The numbers that a compiled function leaves for the one that it calls in its place. */
  private long[] tailNumbers = NO_NUMBERS;

  private @Nullable Object[] tailReferences = NO_REFERENCES;

  /** Whether the call is to be stopped. */
  public final Interruption interruption;

  /** How many calls into guests are active on the thread, this one included. */
  private final int nesting;

  /** What metered instances pay with, if not with their own. */
  public final @Nullable FuelTank fuel;

  /** Whether somebody is being asked for more fuel. */
  boolean refilling;

  /** What a host function threw and is on its way out, so that it is not taken for a trap. */
  private @Nullable Throwable foreign;

  /** What was the last, even if a guest has caught it: it may throw it again. */
  private @Nullable Throwable lastForeign;

  /** The interpreted frames that it has left, innermost first. */
  private @Nullable List<CodePlace> leftByForeign;

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
   * How much deeper it may get, see {@link Depth}: at first the call itself, and then, whenever the
   * host is called, what the host calls.
   */
  public int depthLeft;

  /** How many guest frames there may be. */
  private int maxDepth;

  /** How many more may be made than a {@link Depth} says, which may have no room for the number. */
  private int framesBeyond;

  private @Nullable Segments segments;

  /** The limit that {@link #valuesLeft} was counted down from. */
  private int maxValues;

  /** How many more values the frames may hold. */
  private int valuesLeft;

  /** How many it was when the call began. */
  private int valuesAtFirst;

  /** How many guest frames might be made when the call began. */
  private int framesAtFirst;

  /** The call that it is made in. */
  private final @Nullable Activation outer;

  /** Where interpreted functions have called others, once one has. */
  private @Nullable Trail trail;

  private @Nullable FuelTank heldFuel;
  private @Nullable Object[][] referenceFrames = NO_FRAMES;
  private int referenceFrameCount;
  private @Nullable CodePlace @Nullable [] placesLeftByOverflow;
  private int framesLeftByOverflow;
  private long @Nullable [] spare;

  private Activation(
      Interruption interruption, @Nullable Activation outer, int maxDepth, int maxValues) {
    this.interruption = interruption;
    this.outer = outer;
    this.nesting = outer == null ? 1 : outer.nesting + 1;
    this.fuel = interruption.fuel == null ? null : new FuelTank(interruption.fuel);
    this.maxDepth = maxDepth;
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
    Activation inner = new Activation(Interruption.current(), outer, maxDepth, maxValues);
    if (outer == null) {
      inner.limitDepth(maxDepth, Depth.UNITS);
    } else {
      inner.nest(outer, values);
    }
    inner.framesAtFirst = inner.framesLeft(inner.depthLeft);
    return inner;
  }

  /**
   * Notes that an interpreted frame calls another function, which may be the host's and may wait:
   * who looks at the stack meanwhile finds here where the frame is.
   *
   * @param depth how much deeper the call may get, its own frame included
   */
  public void note(LoweredFunction function, RuntimeInstance instance, int pc, int depth) {
    Trail known = trail;
    if (known == null) {
      known = new Trail();
      trail = known;
    }
    known.note(framesAtFirst - framesLeft(depth), function, instance, pc);
  }

  /** How many guest frames there were when the host was called last. */
  int framesBelowHost() {
    return framesAtFirst - framesLeft(depthLeft);
  }

  /** Where interpreted functions have called others; null if none has. */
  @Nullable Trail trail() {
    return trail;
  }

  /** The call that it is made in, if it is. */
  @Nullable Activation outer() {
    return outer;
  }

  private void nest(Activation outer, int firstValues) {
    int frames = outer.framesLeft(outer.depthLeft);
    if (frames < maxDepth) {
      maxDepth = outer.maxDepth;
    } else {
      frames = maxDepth;
    }
    limitDepth(frames, Math.max(0, Depth.units(outer.depthLeft) - UNITS_OF_HOST));
    if (outer.valuesLeft < valuesLeft) {
      valuesLeft = outer.valuesLeft;
      valuesAtFirst = valuesLeft;
      maxValues = outer.maxValues;
    }
    reserve(firstValues);
  }

  private void limitDepth(int frames, int units) {
    depthLeft = Depth.of(frames, units);
    framesBeyond = frames - Depth.frames(depthLeft);
  }

  private int framesLeft(int depth) {
    return Depth.frames(depth) + framesBeyond;
  }

  /**
   * Runs a function for which there is no room: where there is.
   *
   * @param function its index in the module of the instance
   * @throws TrapException if there would be more functions active than there may be
   */
  public void goOn(
      RuntimeInstance instance,
      int function,
      long[] r,
      int base,
      @Nullable Object[] references,
      int referenceBase,
      int depth) {
    goOn(depth, new FunctionDescent(instance, function, r, base, references, referenceBase, this));
  }

  private void goOn(int depth, Descent function) {
    int frames = Depth.frames(depth);
    if (frames > 0) {
      Segments pieces = segments;
      if (pieces == null) {
        pieces = new Segments(this);
        segments = pieces;
      }
      pieces.goOn(function, frames);
      return;
    }
    int more = framesBeyond;
    if (more == 0) {
      throw tooDeep();
    }
    int next = Depth.of(more, Depth.units(depth));
    framesBeyond = more - Depth.frames(next);
    try {
      function.run(next);
    } finally {
      framesBeyond = more;
    }
  }

  /** Whether it has gone on from the thread on which it began to another. */
  boolean isAway() {
    return segments != null && segments.isAway();
  }

  /**
   * Has something done on the thread on which the call began. The rest of that thread's stack is
   * for it: what it calls in guests is to go on elsewhere.
   */
  void send(Errand errand) {
    depthLeft = Depth.of(Depth.frames(depthLeft), 0);
    if (segments != null) {
      segments.send(errand);
    }
  }

  /** Has who gave the fuel give more; tells whether there is enough then. */
  public boolean askForFuel(FuelSupply supply, long missing, RuntimeInstance instance) {
    FuelErrand errand = new FuelErrand(supply, missing, instance, this);
    if (isAway()) {
      send(errand);
    } else {
      errand.run();
    }
    return errand.isEnough();
  }

  /** The threads on which it is but for the one on which it began, innermost first. */
  List<Thread> furtherThreads() {
    return segments == null ? List.of() : segments.furtherThreads();
  }

  /** The call is over. */
  void end() {
    settleFuel();
    if (segments != null) {
      segments.close();
    }
  }

  /**
   * What is to be thrown in place of what the JVM has thrown, if that stands for a trap of the
   * guest's.
   */
  static Throwable trapFor(Throwable thrown, @Nullable Activation call) {
    if (thrown instanceof StackOverflowError overflow) {
      return stackExhausted(overflow, call);
    }
    return thrown.getClass() == IndexOutOfBoundsException.class
            && call != null
            && !call.isForeign(thrown)
        ? MemoryFault.of(thrown)
        : thrown;
  }

  /** How many calls into guests are active on the thread, this one included. */
  int nesting() {
    return nesting;
  }

  private TrapException tooDeep() {
    return new TrapException(
        TrapKind.CALL_STACK_EXHAUSTED,
        "more than " + maxDepth + " functions active, see Limits.maxCallDepth");
  }

  /** Remembers that {@code thrown} comes from the host. */
  public void leaveHost(Throwable thrown) {
    foreign = thrown;
    if (thrown != lastForeign) {
      lastForeign = thrown;
      leftByForeign = null;
    }
  }

  /** Remembers that what came from the host leaves an interpreted frame. */
  public void leaveInterpreted(LoadedModule module, LoweredFunction function, int pc) {
    List<CodePlace> places = leftByForeign;
    if (places == null) {
      places = new ArrayList<>();
      leftByForeign = places;
    }
    if (places.size() < MAX_TRACE) {
      places.add(new CodePlace(module, function, pc));
    }
  }

  /** The interpreted frames that what came from the host has left, innermost first. */
  List<CodePlace> leftByForeign() {
    List<CodePlace> places = leftByForeign;
    return places == null ? List.of() : places;
  }

  public boolean isForeign(Throwable thrown) {
    return foreign == thrown;
  }

  /** Leaves word that the running function, when it returns, is to be replaced by another. */
  public void tailCall(RuntimeFunction callee) {
    tailCallee = callee;
  }

  /**
   * The same for a compiled function, with the arguments.
   *
   * @param numbers those that are numbers
   * @param references where the others are, from {@code referenceBase} on
   */
  public void tailCall(
      RuntimeFunction callee,
      long[] numbers,
      @Nullable Object @Nullable [] references,
      int referenceBase,
      int count) {
    tailNumbers = numbers;
    tailReferences =
        references == null || count == 0
            ? NO_REFERENCES
            : Arrays.copyOfRange(references, referenceBase, referenceBase + count);
    tailCallee = callee;
    tailInArrays = true;
  }

  /** How many numbers {@link #moveTailArguments} will move. */
  public int tailNumbersInArray() {
    return tailInArrays ? tailNumbers.length : 0;
  }

  /** How many references {@link #moveTailArguments} will move. */
  public int tailReferencesInArray() {
    return tailInArrays ? tailReferences.length : 0;
  }

  /** Moves arguments to a frame that a compiled function has left elsewhere. */
  public void moveTailArguments(long[] r, int base, @Nullable Object[] frameReferences) {
    if (tailInArrays) {
      tailInArrays = false;
      System.arraycopy(tailNumbers, 0, r, base, tailNumbers.length);
      System.arraycopy(tailReferences, 0, frameReferences, 0, tailReferences.length);
    }
  }

  /** Whether the function that just returned is to be replaced by another. */
  public boolean hasTailCallee() {
    return tailCallee != null;
  }

  /** The numbers that a compiled function has left for another. */
  public long[] tailNumbers() {
    tailInArrays = false;
    return tailNumbers;
  }

  /** The references that a compiled function has left for another. */
  public @Nullable Object[] tailReferences() {
    return tailReferences;
  }

  /** Leaves the results of a chain of tail calls. */
  public void leaveResults(long[] numbers, @Nullable Object[] references) {
    tailNumbers = numbers;
    tailReferences = references;
  }

  /** Makes room for so many results of a compiled function behind the first. */
  public void ensureResults(int count) {
    if (moreNumbers.length < count) {
      moreNumbers = new long[count];
      moreReferences = new Object[count];
    }
  }

  /**
   * The numbers of a frame of its own, all zero, to be given back by {@link #popFrame}.
   *
   * @throws TrapException if all frames together would hold too many values
   */
  public long[] pushFrame(int size) {
    reserve(size);
    return new long[size];
  }

  /** Takes back a frame. */
  public void popFrame(long[] frame) {
    free(frame.length);
  }

  /** Numbers in which one instruction may work that compiled code does not do itself. */
  public long[] scratch(int size) {
    if (scratch.length < size) {
      scratch = new long[size];
    }
    return scratch;
  }

  /**
   * Remembers that {@code thrown} comes from a loop in which a frame was run to its end that has
   * been interpreted: that frame has had its chance to catch it.
   */
  public void leaveCompiledLoop(Throwable thrown) {
    finished = thrown;
  }

  /** Whether {@code thrown} comes from there; asked once. */
  public boolean comesFromCompiledLoop(Throwable thrown) {
    boolean comes = finished == thrown;
    finished = null;
    return comes;
  }

  /** How many guest frames there are, of which a trace shows some, where so many may be made. */
  public int framesAt(int depth) {
    return Math.min(maxDepth - framesLeft(depth) + 1, MAX_TRACE);
  }

  /** What a guest has caught is its own from then on. */
  public void caught() {
    // the JVM throws some objects again and again: the same one may stand for a trap next time
    foreign = null;
  }

  /** What the function that just returned is to be replaced by, if anything. */
  public @Nullable RuntimeFunction takeTailCallee() {
    RuntimeFunction callee = tailCallee;
    tailCallee = null;
    return callee;
  }

  /** Leaves word that the running function has caught an exception and goes on elsewhere. */
  public void resumeAt(int position) {
    // the JVM throws some objects again and again: the same one may stand for a trap next time
    foreign = null;
    resumption = position;
  }

  /** Where the function that just returned goes on, or {@link #NO_RESUMPTION}. */
  public int takeResumption() {
    int position = resumption;
    resumption = NO_RESUMPTION;
    return position;
  }

  /**
   * Asked for every guest frame that a full Java stack unwinds: whether enough of them are gone to
   * make a trap of it. Remembers the frame if not.
   */
  public boolean hasRoomAfterOverflow(LoadedModule module, LoweredFunction function, int pc) {
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
      trap.thrownAt(overflow);
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
   * @param before how much room there was where it is too little: a compiled function makes just
   *     enough for what it calls, and one that is interpreted and calls compiled ones again is not
   *     to take room ahead for a recursion that goes on elsewhere
   * @throws TrapException if all frames together would take too much
   */
  public long[] acquire(int size, int before) {
    long[] chunk = spare;
    if (chunk != null && chunk.length >= size) {
      spare = null;
    } else {
      int most = before < MIN_CHUNK ? 0 : Math.min(valuesAtFirst - valuesLeft, MAX_CHUNK);
      int ahead = Math.min(most + MIN_CHUNK, valuesLeft);
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
  public @Nullable Object[] pushReferences(int count) {
    reserve(count);
    @Nullable Object[] references = count == 0 ? NO_REFERENCES : new Object[count];
    if (referenceFrameCount == referenceFrames.length) {
      referenceFrames = Arrays.copyOf(referenceFrames, 2 * referenceFrameCount + 4);
    }
    referenceFrames[referenceFrameCount++] = references;
    return references;
  }

  /** The references of a frame that takes the place of the last one. */
  public @Nullable Object[] replaceReferences(int count) {
    @Nullable Object[] last = referenceFrames[referenceFrameCount - 1];
    reserve(count - last.length);
    @Nullable Object[] references = new Object[count];
    referenceFrames[referenceFrameCount - 1] = references;
    return references;
  }

  /** Takes back the references of the last frame. */
  public void popReferences() {
    int last = --referenceFrameCount;
    free(referenceFrames[last].length);
    referenceFrames[last] = NO_REFERENCES;
  }

  /** Remembers a tank that may have fuel which is to be given back. */
  public void holdFuel(FuelTank tank) {
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
  public void reserve(int count) {
    if (count > valuesLeft) {
      throw new TrapException(
          TrapKind.CALL_STACK_EXHAUSTED,
          "frames would hold more than " + maxValues + " values, see Limits.maxStackValues");
    }
    valuesLeft -= count;
  }

  /** Counts values that a frame no longer holds. */
  public void free(int count) {
    valuesLeft += count;
  }

  /** Takes back room for frames; the last is kept, as a loop of calls may need it again at once. */
  public void release(long[] chunk) {
    free(chunk.length);
    spare = chunk;
  }
}
