package dev.heddle.async;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How one call is made. Immutable and thread-safe.
 *
 * @param name what the call is called in dumps, messages and events
 * @param deadline how long it may take from the order to start to its end, queueing, computing and
 *     waiting included; more than zero; without one the instance's default holds
 * @param fuel how much of its instance's fuel it may use, in units; at least 0. The instance has to
 *     be {@linkplain AsyncInstance.Builder#fuel metered}; without, there is no other bound than
 *     what that has
 * @param entry whether the guest is entered before the caller goes on; {@link Entry#DEFERRED} by
 *     default
 */
public record CallOptions(
    String name, Optional<Duration> deadline, OptionalLong fuel, Entry entry) {

  private static final CallOptions DEFAULTS =
      new CallOptions("task", Optional.empty(), OptionalLong.empty(), Entry.DEFERRED);

  public CallOptions {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(entry, "entry");
    deadline.ifPresent(CallOptions::requirePositive);
    if (fuel.isPresent() && fuel.getAsLong() < 0) {
      throw new IllegalArgumentException("fuel must not be negative, not " + fuel.getAsLong());
    }
  }

  /** A call named {@code task} without a deadline of its own. */
  public static CallOptions defaults() {
    return DEFAULTS;
  }

  /** These options with another name. */
  public CallOptions withName(String name) {
    return new CallOptions(name, deadline, fuel, entry);
  }

  /**
   * These options with another deadline.
   *
   * @throws IllegalArgumentException if it is not more than zero
   */
  public CallOptions withDeadline(Duration deadline) {
    return new CallOptions(name, Optional.of(deadline), fuel, entry);
  }

  /**
   * These options with a bound on the fuel.
   *
   * @param units at least 0
   */
  public CallOptions withFuel(long units) {
    return new CallOptions(name, deadline, OptionalLong.of(units), entry);
  }

  /** These options with another way of entering. */
  public CallOptions withEntry(Entry entry) {
    return new CallOptions(name, deadline, fuel, entry);
  }

  static Duration requirePositive(Duration deadline) {
    if (!deadline.isPositive()) {
      throw new IllegalArgumentException("a deadline must be more than zero, not " + deadline);
    }
    return deadline;
  }
}
