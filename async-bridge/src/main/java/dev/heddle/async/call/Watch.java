package dev.heddle.async.call;

import dev.heddle.async.CallListener;
import dev.heddle.async.CallState;
import dev.heddle.async.CallTimes;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Measures one call for those who listen. Told of each change of its state in turn, by whichever
 * thread brings it about.
 */
final class Watch {

  private final Call<?> call;
  private final List<CallListener> listeners;
  private CallState state = CallState.QUEUED;
  private long since = System.nanoTime();
  private long queued;
  private long running;
  private long suspended;
  private int suspensions;

  /** The call has just been made. */
  Watch(Call<?> call, List<CallListener> listeners) {
    this.call = call;
    this.listeners = listeners;
  }

  /** The call is in another state now. */
  void became(CallState next) {
    CallState before;
    CallTimes times;
    synchronized (this) {
      before = state;
      if (before == next) {
        return;
      }
      count();
      state = next;
      suspensions += next == CallState.SUSPENDED ? 1 : 0;
      times = times();
    }
    tell(listener -> {
      if (before == CallState.QUEUED) {
        listener.started(call.snapshot(), times);
      } else if (next == CallState.SUSPENDED) {
        listener.suspended(call.snapshot(), times);
      } else {
        listener.resumed(call.snapshot(), times);
      }
    });
  }

  /** The call has ended. */
  void ended(@Nullable Throwable failure) {
    CallTimes times;
    synchronized (this) {
      count();
      times = times();
    }
    tell(listener -> listener.ended(call.snapshot(), times, failure));
  }

  private void count() {
    long now = System.nanoTime();
    long spent = now - since;
    since = now;
    switch (state) {
      case QUEUED -> queued += spent;
      case RUNNING -> running += spent;
      case SUSPENDED -> suspended += spent;
    }
  }

  private CallTimes times() {
    return new CallTimes(
        Duration.ofNanos(queued),
        Duration.ofNanos(running),
        Duration.ofNanos(suspended),
        suspensions);
  }

  private void tell(Consumer<CallListener> event) {
    for (CallListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (Throwable thrown) {
        Operators.onErrorDropped(thrown, Context.empty());
      }
    }
  }
}
