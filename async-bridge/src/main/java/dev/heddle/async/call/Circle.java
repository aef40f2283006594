package dev.heddle.async.call;

import dev.heddle.async.SelfDeadlockException;
import dev.heddle.async.baton.Claim;
import org.jspecify.annotations.Nullable;

/**
 * Finds calls that wait for each other in a circle (rules J3 and S8).
 *
 * <p>A call depends on the one whose result it waits for, or, while it queues to start or to go on,
 * on the one that holds the baton and will keep it until its end. Every call enters what it waits
 * for before it looks, so that of two that close a circle at the same time at least one sees it.
 */
final class Circle {

  /** No real chain is as long; a bound for circles that this call is not part of. */
  private static final int LONGEST = 10_000;

  private static final String BEHIND = " is queued behind ";

  private Circle() {}

  /**
   * Fails if {@code self} would wait for itself by waiting for {@code target}.
   *
   * @throws SelfDeadlockException with all calls on the way
   */
  static void check(Call<?> self, Call<?> target) {
    String way = find(self, " waits for ", target);
    if (way != null) {
      throw new SelfDeadlockException("would wait for ever: " + way);
    }
  }

  /**
   * Ends a circle that a call closes which queues to go on: behind one that waits, by other calls
   * perhaps, for this one, and does not let go of the baton meanwhile. That one's wait fails.
   */
  static void breakBehind(Call<?> resumed) {
    Call<?> keeper = resumed.blockingCall();
    String way = keeper == null ? null : find(resumed, BEHIND, keeper);
    if (keeper != null && way != null) {
      keeper.failWait(new SelfDeadlockException("would wait for ever: " + way));
    }
  }

  /** The way from a call to itself by another one, if there is one. */
  private static @Nullable String find(Call<?> self, String how, Call<?> target) {
    StringBuilder way = new StringBuilder(self.toString());
    way.append(how).append(target);
    Call<?> at = target;
    for (int i = 0; i < LONGEST && at != self; i++) {
      Call<?> next = at.blockingCall();
      if (next != null) {
        way.append(", which").append(BEHIND).append(next);
      } else {
        next = at.awaitedCall();
        if (next == null) {
          return null;
        }
        way.append(", which waits for ").append(next);
      }
      at = next;
    }
    return at == self ? way.toString() : null;
  }

  /** The call that holds a baton, if it will not let go of it before its end. */
  static @Nullable Call<?> keeperOf(@Nullable Claim holder) {
    return holder instanceof Call<?> call && call.keepsBaton() ? call : null;
  }
}
