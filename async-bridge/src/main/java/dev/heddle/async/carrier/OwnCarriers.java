package dev.heddle.async.carrier;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Threads of calls that others than the JDK's carriers carry, where the JVM allows it. */
public final class OwnCarriers {

  private static final @Nullable String OBSTACLE = Trial.obstacle();

  private OwnCarriers() {}

  /** Why there are none, if so. */
  public static Optional<String> obstacle() {
    return Optional.ofNullable(OBSTACLE);
  }

  /**
   * Threads that run on whoever starts or resumes them.
   *
   * @throws UnsupportedOperationException if the JVM does not allow it
   */
  public static CallThreads inline() {
    requireAllowed();
    return new InlineThreads();
  }

  /**
   * Threads that an executor runs, whatever made them runnable.
   *
   * @throws UnsupportedOperationException if the JVM does not allow it
   */
  public static CallThreads on(Executor executor) {
    requireAllowed();
    return new ExecutorThreads(Objects.requireNonNull(executor, "executor"));
  }

  private static void requireAllowed() {
    if (OBSTACLE != null) {
      throw new UnsupportedOperationException(
          "calls can only run on the JDK's own scheduler: "
              + OBSTACLE
              + "; start the JVM with --add-opens java.base/java.lang=ALL-UNNAMED,"
              + " or =dev.heddle.async where Heddle is on the module path");
    }
  }
}
