package dev.heddle.wasm.runtime;

import dev.heddle.wasm.GuestFrame;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds guest frames in stack traces of Java: those of compiled functions. Thread-safe.
 *
 * <p>Every module has a class loader of its own for its compiled functions, whose name is unique.
 */
public final class CompiledFrames {

  /** Knows the frames of a module. */
  public interface Locator {

    /** The guest frame of an element, or null if it is of something else in the same classes. */
    @Nullable GuestFrame frame(StackTraceElement element);

    /**
     * What to say of an access of memory in the frame of an element.
     *
     * @param address the address that is too high, if it is known
     */
    String describe(StackTraceElement element, @Nullable Long address);
  }

  private static final ConcurrentHashMap<String, WeakReference<Locator>> LOCATORS =
      new ConcurrentHashMap<>();

  /** Whether there ever was a compiled function: until then nobody needs traces. */
  private static volatile boolean used;

  private CompiledFrames() {}

  /** Makes a locator known under the name of a class loader. */
  public static void add(String loader, Locator locator) {
    for (Map.Entry<String, WeakReference<Locator>> entry : LOCATORS.entrySet()) {
      if (entry.getValue().refersTo(null)) {
        LOCATORS.remove(entry.getKey(), entry.getValue());
      }
    }
    LOCATORS.put(loader, new WeakReference<>(locator));
    used = true;
  }

  /** Where the current thread is, to be looked at later; null if that would show nothing. */
  public static @Nullable Throwable here() {
    return used ? new Throwable() : null;
  }

  /** The guest frame of an element, if it is one. */
  static @Nullable GuestFrame frame(StackTraceElement element) {
    String loader = element.getClassLoaderName();
    WeakReference<Locator> reference = loader == null ? null : LOCATORS.get(loader);
    Locator locator = reference == null ? null : reference.get();
    return locator == null ? null : locator.frame(element);
  }

  /**
   * The guest frames of a call, innermost first.
   *
   * @param trace where what left them was thrown
   * @param from the first of its elements to look at
   * @param interpreted the frames that interpreted functions have noted themselves
   */
  public static Found merge(StackTraceElement[] trace, int from, List<GuestFrame> interpreted) {
    List<GuestFrame> all = new ArrayList<>();
    Iterator<GuestFrame> noted = interpreted.iterator();
    int at = from;
    boolean continued = false;
    for (; at < trace.length; at++) {
      StackTraceElement element = trace[at];
      GuestFrame frame = frame(element);
      if (frame != null) {
        all.add(frame);
        continued = element.getMethodName().endsWith(CONTINUED);
      } else if (element.getClassName().equals(INTERPRETER)
          && element.getMethodName().equals("run")) {
        if (!continued && noted.hasNext()) {
          all.add(noted.next());
        }
        continued = false;
      } else if (element.getClassName().equals(BEGINNING)
          && element.getMethodName().equals("begin")) {
        at++;
        break;
      }
    }
    while (noted.hasNext()) {
      all.add(noted.next());
    }
    return new Found(all, at);
  }

  /** What the name of a method ends with that goes on with an interpreted frame. */
  public static final String CONTINUED = "$continued";

  private static final String INTERPRETER = "dev.heddle.wasm.execute.Interpreter";
  private static final String BEGINNING = RuntimeFunction.class.getName();

  /**
   * Frames of a call.
   *
   * @param frames innermost first
   * @param next the element of the trace from which on the next call is
   */
  public record Found(List<GuestFrame> frames, int next) {}

  /** What to say of an access of memory for which the JVM has thrown an exception. */
  public static String describe(Throwable thrown, @Nullable Long address) {
    for (StackTraceElement element : thrown.getStackTrace()) {
      String loader = element.getClassLoaderName();
      WeakReference<Locator> reference = loader == null ? null : LOCATORS.get(loader);
      Locator locator = reference == null ? null : reference.get();
      if (locator != null) {
        return locator.describe(element, address);
      }
    }
    return "";
  }
}
