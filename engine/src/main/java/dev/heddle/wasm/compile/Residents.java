package dev.heddle.wasm.compile;

import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * The compilers whose code takes room, so that code that nobody uses makes way for other. Who uses
 * what is found out without asking on the way of calls: code is put aside, and whose is missed
 * within a moment gets it back. Used by the thread that compiles; {@link #add} by any.
 */
public final class Residents {

  /** How long code is put aside before it goes: what is in use is called many times in that. */
  private static final long GRACE = 200_000_000L;

  private static final ConcurrentLinkedDeque<WeakReference<Compiler>> ALL =
      new ConcurrentLinkedDeque<>();

  private static final Object LOCK = new Object();

  // Guarded by LOCK.
  private static @Nullable Compiler aside;
  private static long asideSince;

  /** How many may still be put aside until it is clear that all are in use. */
  private static int left;

  private Residents() {}

  /** Takes note that a compiler has code. */
  static void add(Compiler compiler) {
    ALL.add(new WeakReference<>(compiler));
  }

  /** Has room made, in a while, for code of another compiler. */
  static void makeRoom(Compiler newcomer) {
    synchronized (LOCK) {
      left = ALL.size();
      if (aside == null) {
        putNextAside(newcomer);
      }
    }
  }

  /** Puts the code aside that was longest there, or found in use longest ago. */
  private static void putNextAside(@Nullable Compiler newcomer) {
    while (left-- > 0) {
      WeakReference<Compiler> next = ALL.poll();
      Compiler compiler = next == null ? null : next.get();
      if (next == null || compiler == null) {
        continue;
      }
      if (!compiler.hasCode()) {
        // it will be added again
        compiler.notResident();
        continue;
      }
      ALL.add(next);
      if (compiler != newcomer && CodeRoom.mayLeave() && compiler.putAside()) {
        aside = compiler;
        asideSince = System.nanoTime();
        return;
      }
    }
  }

  /**
   * Lets code go that nobody has missed.
   *
   * @return after how many nanoseconds to ask again, or 0 if somebody else will call for it
   */
  public static long whatIsDue() {
    synchronized (LOCK) {
      Compiler compiler = aside;
      if (compiler == null) {
        return 0;
      }
      long wait = asideSince + GRACE - System.nanoTime();
      if (wait > 0) {
        return wait;
      }
      aside = null;
      if (!compiler.letGo()) {
        putNextAside(null);
      }
      return aside == null ? 0 : GRACE;
    }
  }
}
