package dev.heddle.async;

import dev.heddle.async.carrier.CallThreads;
import dev.heddle.async.carrier.JdkThreads;
import dev.heddle.async.carrier.OwnCarriers;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Which platform threads carry the calls of an instance: the JDK's, unless it is said otherwise.
 * Immutable and thread-safe.
 *
 * <p>A call always has a virtual thread of its own. The other carriers need a JVM that was started
 * with {@code --add-opens java.base/java.lang=ALL-UNNAMED}, or {@code =dev.heddle.async} where
 * Heddle is on the module path; an executable jar may have {@code Add-Opens: java.base/java.lang}
 * in its manifest instead. {@link #isAvailable()} tells, and {@link #orJdk()} does without.
 */
public final class Carrier {

  private static final Carrier JDK = new Carrier("jdk", null);
  private static final Carrier INLINE = new Carrier("inline", null);

  private final String name;
  private final @Nullable Executor executor;
  private final @Nullable CallThreads given;

  private Carrier(String name, @Nullable Executor executor) {
    this(name, executor, null);
  }

  private Carrier(String name, @Nullable Executor executor, @Nullable CallThreads given) {
    this.name = name;
    this.executor = executor;
    this.given = given;
  }

  /** Whatever carries these threads: for tests that decide which of them runs next. */
  static Carrier of(CallThreads threads) {
    return new Carrier("of", null, threads);
  }

  /** The carrier threads of the JDK, which carry all virtual threads of the JVM. The default. */
  public static Carrier jdk() {
    return JDK;
  }

  /**
   * Whoever calls, and whoever completes what a call waits for: the call runs on that thread until
   * it waits or ends, as JavaScript's do, and nobody has to be woken for it. For event loops.
   *
   * <p>Calls that are made or woken by a call have their turn after it on the same thread, however
   * long the chain. A call that computes for longer than a {@linkplain
   * AsyncInstance.Builder#computeSlice compute slice} goes on on the JDK's carriers, and so do
   * calls that wait for something else than the bridge, such as a lock or a time, and those whose
   * caller blocks for the result or is itself a virtual thread.
   *
   * <p>The thread is not released before the call waits or its slice is over: host functions must
   * not do on it what an event loop must not. It counts as another thread meanwhile, with thread
   * locals of its own. A guest has what is left of its stack. If it is interrupted while it carries
   * a call, the interrupt is lost.
   */
  public static Carrier inline() {
    return INLINE;
  }

  /**
   * An executor, which is given each part of a call between two waits, also if all it does is to
   * yield.
   *
   * <p>It should run what it accepts on platform threads, one after the other or side by side. What
   * it rejects runs on the JDK's carriers, so that calls end after it was shut down; a call of
   * which it forgets a part never ends.
   */
  public static Carrier on(Executor executor) {
    return new Carrier("on", Objects.requireNonNull(executor, "executor"));
  }

  /** Whether this JVM allows it. */
  public boolean isAvailable() {
    return obstacle().isEmpty();
  }

  /** Why this JVM does not allow it, if so. */
  public Optional<String> obstacle() {
    return this == JDK ? Optional.empty() : OwnCarriers.obstacle();
  }

  /** This one if it is available, or else the JDK's. */
  public Carrier orJdk() {
    return isAvailable() ? this : JDK;
  }

  /** The threads for calls. */
  CallThreads threads() {
    if (this == JDK) {
      return JdkThreads.INSTANCE;
    }
    if (given != null) {
      return given;
    }
    return executor == null ? OwnCarriers.inline() : OwnCarriers.on(executor);
  }

  @Override
  public String toString() {
    return executor == null ? name : name + " " + executor;
  }
}
