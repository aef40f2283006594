package dev.heddle.vertx;

import io.vertx.core.Future;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Waiting, on the threads of tests. */
public final class Futures {

  private static final long PATIENCE_SECONDS = 60;

  private static final Queue<Object> KEPT = new ConcurrentLinkedQueue<>();

  private Futures() {}

  /** Keeps a client of Vert.x, which is closed as soon as nobody refers to it. */
  public static <T> T kept(T client) {
    KEPT.add(client);
    return client;
  }

  /** Waits for a future, and throws what it failed with. */
  public static <T extends @Nullable Object> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw Futures.<RuntimeException>unchecked(e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for something that happens by itself. */
  public static void until(BooleanSupplier happened) {
    long begin = System.nanoTime();
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        throw new AssertionError("it has not happened in " + PATIENCE_SECONDS + " s");
      }
      Thread.onSpinWait();
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the same object
  private static <E extends Throwable> E unchecked(Throwable failure) throws E {
    throw (E) failure;
  }
}
