package dev.heddle.vertx.http;

import dev.heddle.async.AsyncFunction;
import dev.heddle.async.CallCancelledException;
import dev.heddle.wasi.ExitException;
import dev.heddle.wasi.ExitStatus;
import dev.heddle.wasi.WasiLibrary;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One run of a CGI program, in stages none of which blocks. Thread-safe. */
final class CgiRun {

  private final Supplier<Mono<WasiLibrary>> program;
  private final @Nullable Duration deadline;
  private final Exchange exchange;
  private final CgiAnswer answer;
  private final Promise<Void> ended;

  /** Why it was stopped. */
  private final AtomicReference<@Nullable Throwable> reason = new AtomicReference<>();

  /** What is to be cancelled to stop it: its making or its call. */
  private final AtomicReference<@Nullable CompletableFuture<?>> stage = new AtomicReference<>();

  CgiRun(
      Supplier<Mono<WasiLibrary>> program,
      @Nullable Duration deadline,
      Exchange exchange,
      CgiAnswer answer,
      Promise<Void> ended) {
    this.program = program;
    this.deadline = deadline;
    this.exchange = exchange;
    this.answer = answer;
    this.ended = ended;
  }

  Future<Void> ended() {
    return ended.future();
  }

  void refuse(Throwable why) {
    ended.fail(why);
  }

  /** Begins on a thread of its own, as to make an instance takes a while. */
  void start() {
    Thread.startVirtualThread(() -> {
      try {
        make();
      } catch (Throwable failure) {
        finish(failure);
      }
    });
  }

  private void make() {
    var _ =
        answer
            .end()
            .whenComplete((end, failure) -> {
              if (failure != null) {
                stop(failure);
              }
            });
    CompletableFuture<@Nullable WasiLibrary> made = program.get().toFuture();
    follow(made);
    var _ =
        made.whenComplete((library, failure) -> {
          if (library != null) {
            run(library);
          } else {
            finish(failure);
          }
        });
  }

  private void run(WasiLibrary library) {
    CompletableFuture<?> call;
    try {
      AsyncFunction start = library.function("_start");
      call = (deadline == null ? start : start.withDeadline(deadline)).future(Void.class);
    } catch (RuntimeException noProgram) {
      call = CompletableFuture.failedFuture(noProgram);
    }
    follow(call);
    var _ =
        call.whenComplete((nothing, failure) -> {
          Throwable outcome = outcome(failure);
          if (outcome != null) {
            // It counts more than that its output breaks off.
            reason.compareAndSet(null, outcome);
          }
          var _ =
              library
                  .close()
                  .toFuture()
                  .whenComplete((closed, late) -> finish(outcome == null ? late : outcome));
        });
  }

  private static @Nullable Throwable outcome(@Nullable Throwable failure) {
    if (!(failure instanceof ExitException exit)) {
      return failure;
    }
    ExitStatus status = exit.status();
    return status.isSuccess()
        ? null
        : new CgiException("the program has ended with status " + status.code());
  }

  private void finish(@Nullable Throwable failure) {
    if (failure == null) {
      // Its output is closed, and the answer is known to be one or not.
      var _ = answer.end().whenComplete((nothing, noAnswer) -> succeed(noAnswer));
    } else {
      Throwable why = reason.get();
      fail(why == null ? failure : why);
    }
  }

  private void succeed(@Nullable Throwable noAnswer) {
    try {
      if (noAnswer != null) {
        throw noAnswer;
      }
      exchange.outlet().end();
      ended.complete();
    } catch (Throwable failure) {
      fail(failure instanceof HttpUsageException noHttp ? new CgiException(noHttp) : failure);
    }
  }

  private void fail(Throwable failure) {
    Throwable own = failure;
    while (own instanceof CompletionException && own.getCause() != null) {
      own = own.getCause();
    }
    ended.tryFail(own);
  }

  void cancel() {
    stop(new CallCancelledException("the client has gone"));
  }

  /** Stops it for a reason, which is what it then fails with. */
  void stop(Throwable why) {
    if (!reason.compareAndSet(null, why)) {
      return;
    }
    CompletableFuture<?> current = stage.get();
    if (current != null) {
      current.cancel(true);
    }
  }

  /** Makes a stage the current one, which is stopped if it comes too late. */
  private void follow(CompletableFuture<?> current) {
    stage.set(current);
    if (reason.get() != null) {
      current.cancel(true);
    }
  }
}
