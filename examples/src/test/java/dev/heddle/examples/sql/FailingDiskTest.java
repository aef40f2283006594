package dev.heddle.examples.sql;

import static dev.heddle.examples.sql.Queries.await;
import static dev.heddle.examples.sql.Queries.script;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.examples.sql.UnreliableFiles.Kind;
import dev.heddle.examples.sql.UnreliableFiles.Operation;
import dev.heddle.examples.sql.file.SqliteFile;
import dev.heddle.examples.sql.file.VertxFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The disk fails at each of the operations of a transaction in turn; nothing may be half done. */
@ExtendWith(VertxExtension.class)
class FailingDiskTest {

  /** How an operation fails. */
  enum Failure {
    /** It is not done, and the next ones are. */
    ONCE,
    /** It is not done, nor is any after it. */
    FOR_GOOD,
    /** A write is done in part, and nothing is done after it. */
    TORN,
    /** It is done, but said to have failed, and nothing is done after it. */
    UNHEARD
  }

  /** How the transaction ended, and how many were made after it. */
  private record Attempt(boolean succeeded, int laterTransactions) {}

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "ONCE, DELETE",
    "ONCE, TRUNCATE",
    "FOR_GOOD, DELETE",
    "FOR_GOOD, PERSIST",
    "FOR_GOOD, TRUNCATE",
    "TORN, DELETE",
    "UNHEARD, DELETE"
  })
  void aTransactionIsDoneWhollyOrNotAtAll(Failure failure, String journal, Vertx vertx)
      throws Exception {
    Path template = directory.resolve("template.db");
    try (NativeSqlite sqlite = new NativeSqlite(template)) {
      sqlite.run(Ledger.CREATE.split(";\\s*\\n"));
      sqlite.run(Ledger.transaction(1).split(";\\s*\\n"));
    }
    int failures = 0;
    int number = 0;
    boolean struck;
    do {
      number++;
      Path file = directory.resolve("try-" + number + ".db");
      Files.copy(template, file);
      Strike strike = new Strike(failure, number);
      Attempt attempt = attempt(vertx, file, journal, strike);
      struck = strike.struck();
      if (!attempt.succeeded) {
        failures++;
      }
      int found = Ledger.verify(file) - attempt.laterTransactions;
      String description = failure + " at " + number + ", " + strike;
      if (attempt.succeeded) {
        assertThat(found).as(description).isEqualTo(2);
      } else if (failure == Failure.UNHEARD || strike.mayHaveCommitted(journal)) {
        assertThat(found).as(description).isBetween(1, 2);
      } else {
        assertThat(found).as(description).isEqualTo(1);
      }
    } while (struck);
    assertThat(failures).as("failed operations that mattered").isGreaterThan(8);
    assertThat(number).as("all operations").isGreaterThan(failures);
  }

  private static Attempt attempt(Vertx vertx, Path file, String journal, Strike strike)
      throws IOException {
    UnreliableFiles files = new UnreliableFiles(VertxFiles.of(vertx, file));
    SqliteOptions options = SqliteOptions.builder().files(files).build();
    SqliteDatabase database = await(SqliteDatabase.open(vertx, file, options));
    try {
      script(database, "PRAGMA journal_mode = " + journal + "; PRAGMA cache_size = 5");
      files.fate(strike);
      boolean succeeded = transact(database, strike);
      if (strike.failure == Failure.ONCE) {
        int seen = Ledger.number(database);
        files.fate(UnreliableFiles.RELIABLE);
        script(database, Ledger.transaction(seen + 1));
        return new Attempt(succeeded, 1);
      }
      return new Attempt(succeeded, 0);
    } finally {
      await(database.close());
    }
  }

  private static boolean transact(SqliteDatabase database, Strike strike) {
    try {
      script(database, Ledger.transaction(2));
      return true;
    } catch (SqliteException e) {
      assertThat(e.codeName()).startsWith("SQLITE_IOERR");
      assertThat(e).hasCause(strike.exception);
      return false;
    }
  }

  /** Strikes at the n-th change of the disk. */
  private static final class Strike implements UnreliableFiles.Fate {

    final Failure failure;
    final IOException exception = new IOException("struck");
    private final int at;
    private final AtomicInteger changes = new AtomicInteger();
    private volatile Operation victim;

    Strike(Failure failure, int at) {
      this.failure = failure;
      this.at = at;
    }

    boolean struck() {
      return victim != null;
    }

    /** In these journal modes a sync comes after what makes the commit; in DELETE none does. */
    boolean mayHaveCommitted(String journal) {
      return !journal.equals("DELETE") && victim.kind() == Kind.SYNC;
    }

    @Override
    public <T> Future<T> of(Operation operation, Supplier<Future<T>> real) {
      if (!operation.kind().isChange()) {
        return real.get();
      }
      int number = changes.incrementAndGet();
      if (number == at) {
        victim = operation;
        return switch (failure) {
          case ONCE, FOR_GOOD -> Future.failedFuture(exception);
          case TORN -> tear(operation).transform(any -> Future.failedFuture(exception));
          case UNHEARD -> real.get().transform(any -> Future.failedFuture(exception));
        };
      }
      boolean dead = number > at && failure != Failure.ONCE;
      return dead ? Future.failedFuture(exception) : real.get();
    }

    private static Future<Void> tear(Operation operation) {
      if (operation.kind() != Kind.WRITE) {
        return Future.succeededFuture();
      }
      SqliteFile file = Objects.requireNonNull(operation.file());
      var bytes = Objects.requireNonNull(operation.bytes());
      return file.write(operation.offset(), bytes.getBuffer(0, bytes.length() / 2));
    }

    @Override
    public String toString() {
      return victim == null ? "never" : victim.kind() + " of " + victim.name();
    }
  }
}
