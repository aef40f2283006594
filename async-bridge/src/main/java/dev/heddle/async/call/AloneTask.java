package dev.heddle.async.call;

import dev.heddle.async.GuestCall;
import dev.heddle.async.GuestTask;
import org.jspecify.annotations.Nullable;

/**
 * What looks at an instance as a whole, or puts it back to another state, while nobody else is in
 * it.
 *
 * @param what what it is, for the message
 * @param restarts whether the instance is put back to another state by it
 */
record AloneTask<T extends @Nullable Object>(
    CallScope scope, String what, boolean restarts, GuestTask<? extends T> task)
    implements GuestTask<T> {

  @Override
  public T run(GuestCall call) throws Exception {
    Call<?> own = (Call<?>) call;
    scope.checkAlone(what, own);
    if (!restarts) {
      own.trimStacks();
    }
    T result = task.run(call);
    if (restarts) {
      own.restartStacks();
      scope.restored();
    }
    return result;
  }
}
