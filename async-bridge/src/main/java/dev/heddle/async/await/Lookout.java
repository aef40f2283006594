package dev.heddle.async.await;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a wait when nobody can complete its stage any more.
 *
 * <p>The stage refers to its listener, as does whoever is completing it; the wait does not, nor to
 * the stage. So when the listener is garbage, it will never be called. Thread-safe.
 */
final class Lookout extends WeakReference<Lookout.Listener> {

  private static final ReferenceQueue<Listener> COLLECTED = new ReferenceQueue<>();

  static {
    Thread.ofPlatform().daemon().name("heddle-lost-futures").start(Lookout::watch);
  }

  /** What the stage tells its end. */
  static final class Listener implements BiConsumer<@Nullable Object, @Nullable Throwable> {

    private final StageWait<?> wait;
    private final CompletionStage<?> stage;

    Listener(StageWait<?> wait, CompletionStage<?> stage) {
      this.wait = wait;
      this.stage = stage;
    }

    @Override
    public void accept(@Nullable Object value, @Nullable Throwable failure) {
      try {
        wait.accept(value, failure);
      } finally {
        // Not to be taken for lost while it is being told.
        Reference.reachabilityFence(this);
      }
    }
  }

  private final StageWait<?> wait;

  private Lookout(Listener listener, StageWait<?> wait) {
    super(listener, COLLECTED);
    this.wait = wait;
  }

  /** Has the class initialised here, and not where the stack may be full. */
  static void prepare() {}

  /** Has a stage tell a wait its end, or the garbage collector that there will be none. */
  static Lookout of(StageWait<?> wait, CompletionStage<?> stage) {
    Listener listener = new Listener(wait, stage);
    Lookout lookout = new Lookout(listener, wait);
    var _ = stage.whenComplete(listener);
    return lookout;
  }

  /** The stage, unless it is lost. */
  @Nullable CompletionStage<?> stage() {
    Listener listener = get();
    return listener == null ? null : listener.stage;
  }

  private static void watch() {
    for (; ; ) {
      try {
        if (COLLECTED.remove() instanceof Lookout lookout) {
          lookout.wait.lose();
        }
      } catch (Throwable thrown) {
        // Whatever it is, others are to be told, too.
        Thread own = Thread.currentThread();
        own.getUncaughtExceptionHandler().uncaughtException(own, thrown);
      }
    }
  }
}
