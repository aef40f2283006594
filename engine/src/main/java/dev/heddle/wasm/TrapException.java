package dev.heddle.wasm;

import dev.heddle.wasm.runtime.CompiledFrames;
import dev.heddle.wasm.runtime.GuestTrace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The guest did something that WebAssembly defines as a trap, and its call has ended.
 *
 * <p>The message begins with the specification's wording. The stack trace shows the guest's frames,
 * innermost first, followed by the Java frames that made the call. The instance stays usable, in
 * the state in which the trap left it. Not thread-safe while it unwinds, where it collects frames;
 * it does not change after the call has ended. Source: core specification, section 4.4
 * (instructions).
 */
public final class TrapException extends WasmException {

  private static final int MAX_FRAMES = 256;

  private final TrapKind kind;
  private final List<GuestFrame> frames = new ArrayList<>();
  private final List<StackTraceElement> javaFrames = new ArrayList<>();
  private int omitted;

  /** Where it was thrown, as far as compiled functions are concerned, until that has been read. */
  private transient @Nullable Throwable place;

  /** The first element of {@link #place} that has not been looked at. */
  private int unread;

  /** How many of {@link #frames} are in order already. */
  private int merged;

  /** A trap with no more to say than its kind. */
  public TrapException(TrapKind kind) {
    this(kind, "");
  }

  /**
   * A trap with particulars.
   *
   * @param kind the reason
   * @param detail with which values, e.g. {@code address 65536, size 65536}; may be empty
   */
  public TrapException(TrapKind kind, String detail) {
    this(kind, detail, null);
  }

  /**
   * A trap with particulars and a cause.
   *
   * @param kind the reason
   * @param detail with which values; may be empty
   * @param cause what a host function did that led to it, if that is known
   */
  public TrapException(TrapKind kind, String detail, @Nullable Throwable cause) {
    this(kind, detail.isEmpty() ? "" : ": ", detail, cause);
  }

  /** The trap of an indirect call through a null element, worded as the official tests have it. */
  public static TrapException uninitializedElement(int index) {
    return new TrapException(
        TrapKind.UNINITIALIZED_ELEMENT, " ", Integer.toUnsignedString(index), null);
  }

  private TrapException(TrapKind kind, String separator, String detail, @Nullable Throwable cause) {
    super(kind.wording() + separator + detail, cause, true);
    this.kind = kind;
    this.place = CompiledFrames.here();
    setStackTrace(new StackTraceElement[0]);
  }

  /** Says that it was thrown where something else was: what the JVM threw in its place. */
  public void thrownAt(Throwable original) {
    goOnFrom(original);
  }

  /**
   * Called by the engine where the trap has come to a thread from another one of the same call.
   *
   * @param here where it is now, or null if that would show nothing
   */
  public void goOnFrom(@Nullable Throwable here) {
    place = here;
    unread = 0;
  }

  /** Called by the engine where the trap leaves a thread for another one of the same call. */
  public void leaveThread() {
    addCompiledFrames();
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }

  /** The reason. */
  public TrapKind kind() {
    return kind;
  }

  /**
   * The guest's stack when it trapped, innermost frame first; after the first 256 frames only the
   * number of the others is kept, see {@link #omittedFrames()}.
   */
  public List<GuestFrame> guestFrames() {
    return List.copyOf(frames);
  }

  /**
   * How many outer frames {@link #guestFrames()} leaves out. Frames of compiled functions that are
   * further out than the JVM's stack traces go, 1,024 Java frames, are not counted.
   */
  public int omittedFrames() {
    return omitted;
  }

  /** Called by the engine for every guest frame that the trap leaves, innermost first. */
  public void leave(GuestFrame frame) {
    if (frames.size() < MAX_FRAMES) {
      frames.add(frame);
    } else {
      omitted++;
    }
  }

  /** Puts the frames of compiled functions among the others. */
  private void addCompiledFrames() {
    Throwable thrown = place;
    if (thrown == null) {
      return;
    }
    StackTraceElement[] trace = thrown.getStackTrace();
    List<GuestFrame> noted = List.copyOf(frames.subList(merged, frames.size()));
    GuestTrace.Found found = GuestTrace.merge(trace, unread, noted);
    unread = found.next();
    frames.subList(merged, frames.size()).clear();
    int surplus = omitted;
    omitted = 0;
    found.frames().forEach(this::leave);
    omitted += surplus;
    merged = frames.size();
    if (unread >= trace.length) {
      place = null;
    }
  }

  /**
   * Called by the engine where the trap leaves a guest: shows guest and Java frames together. A
   * trap that leaves several guests, with host functions between them, shows the Java frames once.
   */
  public void leaveGuest() {
    addCompiledFrames();
    if (javaFrames.isEmpty()) {
      javaFrames.addAll(GuestStackTrace.javaFrames());
    } else if (omitted > 0) {
      return;
    }
    setStackTrace(GuestStackTrace.of(frames, omitted > 0, javaFrames));
  }
}
