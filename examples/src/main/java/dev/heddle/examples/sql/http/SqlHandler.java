package dev.heddle.examples.sql.http;

import dev.heddle.examples.sql.QueryCall;
import dev.heddle.examples.sql.SqliteDatabase;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.lang.System.Logger.Level;

/**
 * Answers {@code POST /sql}, the body of which has been read: starts the query and leaves it to run
 * while the event loop goes on.
 */
final class SqlHandler implements Handler<RoutingContext> {
  private static final System.Logger LOGGER = System.getLogger(SqlHandler.class.getName());

  private final SqliteDatabase database;
  private final SqlHttpOptions options;
  private final HttpStatistics statistics;

  SqlHandler(SqliteDatabase database, SqlHttpOptions options, HttpStatistics statistics) {
    this.database = database;
    this.options = options;
    this.statistics = statistics;
  }

  @Override
  public void handle(RoutingContext exchange) {
    HttpServerResponse response = exchange.response();
    SqlRequest request;
    try {
      request = SqlRequest.parse(exchange.body().buffer(), options.maxDeadline());
    } catch (BadRequestException e) {
      ErrorAnswer.of(e).send(response);
      return;
    }
    JsonRows rows = new JsonRows(exchange.vertx().getOrCreateContext(), response, statistics);
    QueryCall query = start(request, rows);
    // If the client goes away; also while the query is still queued.
    exchange.addEndHandler(end -> {
      if (end.failed()) {
        query.cancel();
      }
    });
    query
        .result()
        .onComplete(
            result -> rows.end(result),
            failure -> {
              if (rows.clientIsGone()) {
                LOGGER.log(Level.DEBUG, "The client went away: {0}", failure.toString());
              } else {
                rows.fail(ErrorAnswer.of(failure));
              }
            });
  }

  private QueryCall start(SqlRequest request, JsonRows rows) {
    return request
        .deadline()
        .map(deadline -> database.query(request.sql(), request.parameters(), deadline, rows))
        .orElseGet(() -> database.query(request.sql(), request.parameters(), rows));
  }
}
