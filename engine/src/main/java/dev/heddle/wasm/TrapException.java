package dev.heddle.wasm;

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
    setStackTrace(new StackTraceElement[0]);
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

  /** How many outer frames {@link #guestFrames()} leaves out. */
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

  /**
   * Called by the engine where the trap leaves a guest: shows guest and Java frames together. A
   * trap that leaves several guests, with host functions between them, shows the Java frames once.
   */
  public void leaveGuest() {
    if (javaFrames.isEmpty()) {
      javaFrames.addAll(GuestStackTrace.javaFrames());
    } else if (omitted > 0) {
      return;
    }
    setStackTrace(GuestStackTrace.of(frames, omitted > 0, javaFrames));
  }
}
