package dev.heddle.examples.sql;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link RowConsumer} may do with the query that calls it. Only on the query's own thread.
 */
public interface RowContext {

  /**
   * Waits for a future without holding any platform thread.
   *
   * <p>The query goes on to occupy its database meanwhile, so the wait should be one that ends; the
   * query's deadline and {@link QueryCall#cancel} end it too.
   *
   * @return the future's result; its failure is thrown as the same object
   */
  <T extends @Nullable Object> T await(Future<T> future);

  /** Throws if the query is to stop; for consumers that compute for long without waiting. */
  void check();
}
