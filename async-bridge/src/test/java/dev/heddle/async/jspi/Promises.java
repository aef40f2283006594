package dev.heddle.async.jspi;

import dev.heddle.async.AsyncHostCall;
import dev.heddle.async.AsyncHostFunction;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An import whose promises the test settles, in whatever order it likes. */
final class Promises implements AsyncHostFunction {

  private static final long PATIENCE_SECONDS = 60;

  /** What was asked for, and where the answer goes. */
  record Promise(@Nullable Object argument, CompletableFuture<Object> future) {

    void resolve(Object value) {
      future.complete(value);
    }

    void reject(Throwable reason) {
      future.completeExceptionally(reason);
    }
  }

  private final BlockingQueue<Promise> made = new LinkedBlockingQueue<>();

  @Override
  public @Nullable Object call(AsyncHostCall call) {
    Object argument = call.type().parameters().isEmpty() ? null : call.argument(0);
    Promise promise = new Promise(argument, new CompletableFuture<>());
    made.add(promise);
    return promise.future;
  }

  /** How many promises have been made that the test has not taken. */
  int size() {
    return made.size();
  }

  /** The oldest that the test has not taken, waited for if need be. */
  Promise next() {
    try {
      Promise promise = made.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (promise == null) {
        throw new AssertionError("no guest asked within " + PATIENCE_SECONDS + " s");
      }
      return promise;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The value of a future. */
  static <T extends @Nullable Object> T value(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What a future fails with. */
  static Throwable reason(CompletableFuture<?> future) {
    Object outcome =
        value(
            future.<Object>handle(
                (result, failure) -> failure == null ? "the value " + result : failure));
    if (outcome instanceof Throwable failure) {
      return failure;
    }
    throw new AssertionError("expected a failure, found " + outcome);
  }
}
