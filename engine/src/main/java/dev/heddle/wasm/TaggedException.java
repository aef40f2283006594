package dev.heddle.wasm;

import dev.heddle.wasm.runtime.RuntimeTaggedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exception of WebAssembly: a tag, and values of the types that the tag has.
 *
 * <p>Guests throw and catch them; one that no guest catches comes out of the call. A host function
 * may throw one into the guest that called it, and catch those that guests throw in calls it makes
 * itself: they are the same object all the way. The stack trace shows the guest's frames that it
 * has left, innermost first, followed by the Java frames that made the call; guest frames cost
 * little until they are asked for. Not thread-safe: wherever it is thrown, again perhaps, it
 * collects frames. Source: core specification, section 4.2.12 (exception instances).
 */
public abstract sealed class TaggedException extends WasmException permits RuntimeTaggedException {

  private final List<StackTraceElement> javaFrames = new ArrayList<>();

  /** For the engine. */
  protected TaggedException() {
    super("", null, true);
  }

  /**
   * An exception to be thrown by a host function.
   *
   * @param tag its tag
   * @param payload the values that it carries, Java objects as in {@link WasmFunction#invoke}
   * @throws IllegalArgumentException if the values are not of the types that the tag has
   */
  public static TaggedException of(Tag tag, @Nullable Object... payload) {
    return RuntimeTaggedException.of(tag, payload);
  }

  /** The tag: the very object that was imported, exported or made by the host. */
  public abstract Tag tag();

  /** The values that it carries, Java objects as in {@link WasmFunction#invoke}; not modifiable. */
  public abstract List<@Nullable Object> payload();

  /** The guest's frames that it has left, innermost first, the first 256 of them. */
  public abstract List<GuestFrame> guestFrames();

  /** Says which tag, by its type, and with which values. */
  @Override
  public String getMessage() {
    return "exception of " + tag().type() + " with " + payload();
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }

  /** Makes the stack trace show guest and Java frames together. */
  protected void showStack() {
    if (javaFrames.isEmpty()) {
      javaFrames.addAll(GuestStackTrace.javaFrames());
    }
    setStackTrace(GuestStackTrace.of(guestFrames(), false, javaFrames));
  }
}
