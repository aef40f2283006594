package dev.heddle.vertx;

import io.netty.channel.EventLoop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Whom it concerns that an event loop has ended, after which it runs nothing. Thread-safe. */
final class EventLoopEnd {

  /** Of loops that have not ended; each keeps a thread alive anyway. */
  private static final ConcurrentMap<EventLoop, EventLoopEnd> ALL = new ConcurrentHashMap<>();

  private final Set<Runnable> concerned = ConcurrentHashMap.newKeySet();
  private volatile boolean happened;

  private EventLoopEnd() {}

  static EventLoopEnd of(EventLoop loop) {
    EventLoopEnd known = ALL.get(loop);
    if (known != null) {
      return known;
    }
    EventLoopEnd made = new EventLoopEnd();
    EventLoopEnd other = ALL.putIfAbsent(loop, made);
    if (other != null) {
      return other;
    }
    var _ =
        loop.terminationFuture()
            .addListener(ended -> {
              ALL.remove(loop, made);
              made.happen();
            });
    return made;
  }

  /** Runs the action once the loop has ended; now if it has. */
  void add(Runnable action) {
    concerned.add(action);
    // Added before looking, as the end is marked before it looks: one of the two sees the other.
    if (happened) {
      action.run();
    }
  }

  void remove(Runnable action) {
    concerned.remove(action);
  }

  /** How many it concerns. */
  int size() {
    return concerned.size();
  }

  private void happen() {
    happened = true;
    concerned.forEach(Runnable::run);
  }
}
