package dev.heddle.async;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An import that is answered by the test: every request of a guest lies on the desk until the test
 * takes it and completes its future.
 */
final class Desk implements AsyncHostFunction {

  /** How long a test waits for what must happen. */
  private static final long PATIENCE_SECONDS = 30;

  /** What a guest asks for, and where the answer goes. */
  record Request(int argument, CompletableFuture<Integer> answer) {
    void answer(int value) {
      answer.complete(value);
    }
  }

  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

  @Override
  public @Nullable Object call(AsyncHostCall call) {
    Request request = new Request(call.i32(0), new CompletableFuture<>());
    requests.add(request);
    return request.answer;
  }

  /** A request that no guest makes. */
  CompletableFuture<Integer> ask() {
    Request request = new Request(0, new CompletableFuture<>());
    requests.add(request);
    return request.answer;
  }

  /** The oldest request, waited for if need be. */
  Request take() {
    try {
      Request request = requests.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (request == null) {
        throw new AssertionError("no guest asked within " + PATIENCE_SECONDS + " s");
      }
      return request;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether no guest has asked for anything that has not been taken. */
  boolean isEmpty() {
    return requests.isEmpty();
  }

  /** Waits until the instance has exactly this many calls in a state. */
  static void awaitCalls(AsyncInstance instance, CallState state, long count) {
    await(
        () -> instance.calls().stream().filter(call -> call.state() == state).count() == count,
        () -> count + " calls " + state + " in " + instance.calls());
  }

  /** Waits until a condition holds. */
  static void await(BooleanSupplier condition, Supplier<String> what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain for " + what.get());
      }
      Thread.onSpinWait();
      Thread.yield();
    }
  }

  /** The value of a future, waited for. */
  static <T> T result(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What a future fails with, waited for. */
  static Throwable failure(CompletableFuture<?> future) {
    try {
      Object value =
          future
              .handle((result, failure) -> failure == null ? "result " + result : failure)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (value instanceof Throwable failure) {
        return failure;
      }
      throw new AssertionError("expected a failure, found " + value);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
