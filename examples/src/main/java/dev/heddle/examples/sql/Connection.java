package dev.heddle.examples.sql;

import dev.heddle.async.AsyncInstance;
import dev.heddle.examples.sql.file.SqliteFiles;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.WasmModule;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One guest instance with the database open in it. It runs one query at a time; who owns it sees to
 * that.
 *
 * <p>A query that ends in good order, however badly for its caller, leaves the connection good. One
 * that unwinds the guest, or leaves a transaction that could not be rolled back, leaves it
 * {@linkplain #isGood no good}: it is then to be discarded, and the next one recovers the file.
 */
final class Connection {

  private final AsyncInstance instance;
  private final FileImports files;
  private final Interrupt interrupt;
  private final SqliteGuest guest;
  private volatile boolean good = true;

  private Connection(
      AsyncInstance instance, FileImports files, Interrupt interrupt, SqliteGuest guest) {
    this.instance = instance;
    this.files = files;
    this.interrupt = interrupt;
    this.guest = guest;
  }

  /** Starts a guest and opens a database in it. Nothing is left behind if that fails. */
  static CompletionStage<Connection> open(
      WasmModule module,
      String name,
      SqliteFiles disk,
      SqliteOptions options,
      Clockwork clockwork,
      Counters counters) {
    counters.connections.increment();
    Interrupt interrupt = new Interrupt();
    FileImports files = new FileImports(disk, interrupt, clockwork, counters);
    int busyMillis = (int) Math.min(Integer.MAX_VALUE, options.busyTimeout().toMillis());
    return AsyncInstance.builder(module)
        .imports(files.imports())
        .limits(Limits.builder().maxMemoryPages(options.maxMemoryPages()).build())
        .buildAsync()
        .thenCompose(instance ->
            instance
                .future(call -> {
                  SqliteGuest guest = SqliteGuest.open(call.instance(), files, name, busyMillis);
                  interrupt.connect(guest.memory(), guest.interruptFlag());
                  return new Connection(instance, files, interrupt, guest);
                })
                .exceptionallyCompose(failure ->
                    end(instance, files)
                        .<Connection>thenCompose(
                            ignored -> CompletableFuture.failedFuture(failure))));
  }

  /**
   * Runs a query. The stage always completes normally, and gives what is to be told to the query.
   */
  CompletionStage<Runnable> run(PendingQuery query) {
    CompletableFuture<QueryResult> call = instance.future(ignored -> runIn(query));
    query.killBy(() -> call.cancel(true));
    return call.handle((result, failure) ->
        failure == null ? () -> query.succeed(result) : () -> query.fail(failure));
  }

  private QueryResult runIn(PendingQuery query) {
    good = false; // Until shown: asking is a call into the guest, which may be stopped too.
    try {
      return query.run(guest, interrupt);
    } finally {
      good = !guest.isBroken() && guest.isAutocommit();
    }
  }

  /** Whether another query may be run on it. */
  boolean isGood() {
    return good;
  }

  /** Drops the guest as it is, and its files and locks, once nothing of it moves any more. */
  CompletionStage<Void> discard() {
    return end(instance, files);
  }

  /** Closes the database in good order, and then drops the guest. */
  CompletionStage<Void> close() {
    return instance
        .future(call -> {
          guest.close();
          return true;
        })
        .handle((closed, failure) -> end(instance, files))
        .thenCompose(ended -> ended);
  }

  private static CompletionStage<Void> end(AsyncInstance instance, FileImports files) {
    instance.close();
    return instance
        .closed()
        .thenCompose(ignored -> files.close().otherwiseEmpty().toCompletionStage());
  }
}
