package dev.heddle.examples.sql;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Queries as tests want them: rows in a list, failures thrown. */
final class Queries {

  private static final long PATIENCE_SECONDS = 60;

  private Queries() {}

  /** Waits for a future on the test's thread, and throws what it failed with. */
  static <T extends @Nullable Object> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw Queries.<RuntimeException>unchecked(e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the same object
  private static <E extends Throwable> E unchecked(Throwable failure) throws E {
    throw (E) failure;
  }

  /** The rows of a query. */
  static List<List<@Nullable Object>> rows(
      SqliteDatabase database, String sql, @Nullable Object... parameters) {
    Rows rows = new Rows();
    await(database.query(sql, Arrays.asList(parameters), rows).result());
    return rows.rows;
  }

  /** The one value of a query. */
  static @Nullable Object value(
      SqliteDatabase database, String sql, @Nullable Object... parameters) {
    return rows(database, sql, parameters).getFirst().getFirst();
  }

  /** Runs a statement whose rows do not matter. */
  static QueryResult run(SqliteDatabase database, String sql, @Nullable Object... parameters) {
    return await(database.query(sql, Arrays.asList(parameters), RowConsumer.none()).result());
  }

  /** Runs a script. */
  static QueryResult script(SqliteDatabase database, String sql) {
    return await(database.execute(sql).result());
  }

  /** A consumer that keeps everything. */
  static final class Rows implements RowConsumer {

    final List<List<@Nullable Object>> rows = new ArrayList<>();
    List<String> columns = List.of();

    @Override
    public void columns(List<String> names, RowContext context) {
      columns = names;
    }

    @Override
    public void row(List<@Nullable Object> values, RowContext context) {
      rows.add(values);
    }
  }
}
