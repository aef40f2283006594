package dev.heddle.wasi.host;

import dev.heddle.wasi.WasiException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Has what blocks done elsewhere than on the threads of guests. Thread-safe. */
public final class FileWork {

  private static final int SECONDS_IDLE = 10;

  private FileWork() {}

  /** Something that may block. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T run() throws IOException;
  }

  /** The same, without a result. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  /** The threads of all file systems that were given none: some more than there are processors. */
  public static Executor shared() {
    return Shared.THREADS;
  }

  private static final class Shared {

    private static final Executor THREADS = make();

    private static Executor make() {
      int most = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
      ThreadPoolExecutor threads =
          new ThreadPoolExecutor(
              most,
              most,
              SECONDS_IDLE,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              Thread.ofPlatform().daemon().name("heddle-wasi-files-", 1).factory());
      threads.allowCoreThreadTimeOut(true);
      return threads;
    }
  }

  /** The same, for what has no result. */
  static CompletionStage<@Nullable Void> after(Executor executor, Action action) {
    return FileWork.<@Nullable Void>run(
        executor,
        () -> {
          action.run();
          return null;
        });
  }

  /** Does something, unless it is cancelled before. */
  static <T extends @Nullable Object> CompletionStage<T> run(Executor executor, Work<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    try {
      executor.execute(() -> complete(done, work));
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(HostErrors.of(e));
    }
    return done;
  }

  private static <T extends @Nullable Object> void complete(
      CompletableFuture<T> done, Work<T> work) {
    if (done.isDone()) {
      return;
    }
    try {
      done.complete(work.run());
    } catch (WasiException e) {
      done.completeExceptionally(e);
    } catch (IOException | RuntimeException e) {
      done.completeExceptionally(HostErrors.of(e));
    } catch (Throwable e) {
      done.completeExceptionally(e);
    }
  }
}
