package dev.heddle.wasm.runtime;

import dev.heddle.wasm.GuestFrame;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
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

  /** By the names of class loaders, and of packages of loaders that have other classes, too. */
  private static final ConcurrentHashMap<String, List<WeakReference<Locator>>> LOCATORS =
      new ConcurrentHashMap<>();

  /** Whether there ever was a compiled function: until then nobody needs traces. */
  private static volatile boolean used;

  private CompiledFrames() {}

  /** Makes a locator known under the name of a class loader, or of a package. */
  public static synchronized void add(String place, Locator locator) {
    for (Map.Entry<String, List<WeakReference<Locator>>> entry : LOCATORS.entrySet()) {
      List<WeakReference<Locator>> alive = alive(entry.getValue());
      if (alive.isEmpty()) {
        LOCATORS.remove(entry.getKey());
      } else {
        entry.setValue(alive);
      }
    }
    List<WeakReference<Locator>> there = new ArrayList<>(LOCATORS.getOrDefault(place, List.of()));
    there.add(new WeakReference<>(locator));
    LOCATORS.put(place, there);
    used = true;
  }

  private static List<WeakReference<Locator>> alive(List<WeakReference<Locator>> known) {
    List<WeakReference<Locator>> alive = new ArrayList<>();
    for (WeakReference<Locator> each : known) {
      if (!each.refersTo(null)) {
        alive.add(each);
      }
    }
    return alive;
  }

  /** The locators that may know an element. */
  private static List<WeakReference<Locator>> locators(StackTraceElement element) {
    String loader = element.getClassLoaderName();
    List<WeakReference<Locator>> found = loader == null ? null : LOCATORS.get(loader);
    String type = element.getClassName();
    if (found == null && type.startsWith(PACKAGES)) {
      found = LOCATORS.get(type.substring(0, Math.max(0, type.lastIndexOf('.'))));
    }
    return found == null ? List.of() : found;
  }

  /** Where the current thread is, to be looked at later; null if that would show nothing. */
  public static @Nullable Throwable here() {
    return used ? new Throwable() : null;
  }

  /** The guest frame of an element, if it is one. */
  static @Nullable GuestFrame frame(StackTraceElement element) {
    for (WeakReference<Locator> each : locators(element)) {
      Locator locator = each.get();
      GuestFrame frame = locator == null ? null : locator.frame(element);
      if (frame != null) {
        return frame;
      }
    }
    return null;
  }

  /** Whether an element is of a generated class. */
  static boolean isGenerated(StackTraceElement element) {
    return !locators(element).isEmpty();
  }

  /** What the names of all packages of generated classes begin with. */
  private static final String PACKAGES = "wasm.";

  /** What the name of a method ends with that goes on with an interpreted frame. */
  public static final String CONTINUED = "$continued";

  /** What to say of an access of memory for which the JVM has thrown an exception. */
  public static String describe(Throwable thrown, @Nullable Long address) {
    for (StackTraceElement element : thrown.getStackTrace()) {
      for (WeakReference<Locator> each : locators(element)) {
        Locator locator = each.get();
        if (locator != null && locator.frame(element) != null) {
          return locator.describe(element, address);
        }
      }
    }
    return "";
  }
}
