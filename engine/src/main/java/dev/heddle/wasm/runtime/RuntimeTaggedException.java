package dev.heddle.wasm.runtime;

import dev.heddle.wasm.GuestFrame;
import dev.heddle.wasm.Tag;
import dev.heddle.wasm.TaggedException;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exception with its values as frames have them.
 *
 * <p>Of the guest frames it leaves it remembers the places alone, as most exceptions are caught and
 * nobody asks.
 */
public final class RuntimeTaggedException extends TaggedException implements GarbageCollected {

  private static final long serialVersionUID = 1;

  private static final int MAX_FRAMES = 256;

  private final transient RuntimeTag tag;
  private final long[] numbers;
  private final transient @Nullable Object[] references;
  private transient @Nullable Throwable thrownAt;
  private transient int unread;
  private transient int mayLeave;
  private final transient List<GuestFrame> frames = new ArrayList<>();
  private final transient List<CodePlace> places = new ArrayList<>();

  private RuntimeTaggedException(RuntimeTag tag, long[] numbers, @Nullable Object[] references) {
    this.tag = tag;
    this.numbers = numbers;
    this.references = references;
    this.thrownAt = CompiledFrames.here();
  }

  /** An exception made by the host. */
  public static RuntimeTaggedException of(Tag tag, @Nullable Object... payload) {
    RuntimeTag known = (RuntimeTag) Objects.requireNonNull(tag, "tag");
    List<ValueType> types = known.type().parameters();
    if (payload.length != types.size()) {
      throw new IllegalArgumentException(
          "exception of "
              + known
              + ": expected "
              + types.size()
              + " values, found "
              + payload.length);
    }
    long[] numbers = new long[known.payload().parameterNumbers()];
    @Nullable Object[] references = new Object[known.payload().parameterReferences()];
    for (int i = 0; i < payload.length; i++) {
      String what = "value " + i + " of an exception of " + known;
      int slot = known.payload().parameterSlots()[i];
      if (types.get(i).isReference()) {
        references[slot] = Values.checkReference(types.get(i), payload[i], what);
      } else {
        Values.write(types.get(i), payload[i], what, numbers, slot);
      }
    }
    return new RuntimeTaggedException(known, numbers, references);
  }

  /** An exception whose values are in a frame. */
  public static RuntimeTaggedException of(
      RuntimeTag tag, long[] r, int base, @Nullable Object[] references, int referenceBase) {
    return new RuntimeTaggedException(
        tag,
        Arrays.copyOfRange(r, base, base + tag.payload().parameterNumbers()),
        Arrays.copyOfRange(
            references, referenceBase, referenceBase + tag.payload().parameterReferences()));
  }

  /** Puts the values into a frame. */
  public void copyTo(long[] r, int base, @Nullable Object[] frameReferences, int referenceBase) {
    System.arraycopy(numbers, 0, r, base, numbers.length);
    System.arraycopy(references, 0, frameReferences, referenceBase, references.length);
  }

  /** The same exception for another instance. */
  public RuntimeTaggedException with(RuntimeTag itsTag, @Nullable Object[] itsReferences) {
    return new RuntimeTaggedException(itsTag, numbers.clone(), itsReferences);
  }

  /** A number of its values, by its place among them. */
  public long number(int slot) {
    return numbers[slot];
  }

  /**
   * Says how many frames of compiled functions it may leave, whose places it knows from the start.
   */
  public void mayLeave(int count) {
    mayLeave = count;
  }

  /** How much of the Java heap an exception of a tag takes before it has left a frame. */
  public static long bytes(RuntimeTag tag) {
    return ObjectHeap.exceptionBytes(
        tag.payload().parameterNumbers(), tag.payload().parameterReferences());
  }

  @Override
  public long bytes() {
    return bytes(tag) + (places.size() + mayLeave) * (long) ObjectHeap.FRAME_BYTES;
  }

  @Override
  public @Nullable Object[] references() {
    return references;
  }

  @Override
  public Tag tag() {
    return tag;
  }

  @Override
  public List<@Nullable Object> payload() {
    List<ValueType> types = tag.type().parameters();
    @Nullable Object[] objects = new Object[types.size()];
    for (int i = 0; i < objects.length; i++) {
      int slot = tag.payload().parameterSlots()[i];
      objects[i] =
          types.get(i).isReference() ? references[slot] : Values.read(types.get(i), numbers, slot);
    }
    return Collections.<@Nullable Object>unmodifiableList(Arrays.asList(objects));
  }

  @Override
  public List<GuestFrame> guestFrames() {
    List<GuestFrame> all = new ArrayList<>(frames);
    for (CodePlace place : places) {
      all.add(place.frame());
    }
    return Collections.unmodifiableList(all);
  }

  /** Remembers that it leaves a guest frame. */
  public void leave(LoadedModule module, LoweredFunction function, int pc) {
    if (places.size() < MAX_FRAMES) {
      places.add(new CodePlace(module, function, pc));
    }
  }

  /** Called where it has come to a thread from another one of the same call. */
  void goOnFrom(@Nullable Throwable here) {
    thrownAt = here;
    unread = 0;
  }

  /** Called where it leaves a guest: shows the frames. */
  void leaveGuest() {
    leaveThread();
    showStack();
  }

  /** Called where it leaves a thread for another one of the same call. */
  void leaveThread() {
    Throwable place = thrownAt;
    if (place != null) {
      List<GuestFrame> noted = new ArrayList<>();
      for (CodePlace each : places) {
        noted.add(each.frame());
      }
      StackTraceElement[] trace = place.getStackTrace();
      GuestTrace.Found found = GuestTrace.merge(trace, unread, noted);
      unread = found.next();
      places.clear();
      for (GuestFrame frame : found.frames()) {
        if (frames.size() < MAX_FRAMES) {
          frames.add(frame);
        }
      }
    }
  }
}
