package dev.heddle.examples.sql.http;

import dev.heddle.examples.sql.SqliteDatabase;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves one database over HTTP, as {@code docs/sql-server.md} describes it.
 *
 * <p>Deploy several instances over the same database to use several event loops: Vert.x lets them
 * share the port. Undeploying lets the answers under way end, for as long as {@link
 * SqlHttpOptions#stopGrace()} allows; the database stays open, it belongs to whoever opened it.
 */
public final class SqlHttpServer extends VerticleBase {

  /**
   * How long a connection may carry nothing beyond the longest query, in which it is silent too.
   */
  private static final Duration IDLE = Duration.ofMinutes(1);

  /**
   * How long the rest of a body that is too long is read for, so that the client sees the answer.
   */
  private static final long DRAIN_MILLIS = 2_000;

  private final SqliteDatabase database;
  private final SqlHttpOptions options;
  private final HttpStatistics statistics;
  private @Nullable HttpServer server;

  /**
   * Makes a server that has not been started.
   *
   * @param statistics where answers are counted, shared by the instances of one deployment
   */
  public SqlHttpServer(SqliteDatabase database, SqlHttpOptions options, HttpStatistics statistics) {
    this.database = database;
    this.options = options;
    this.statistics = statistics;
  }

  @Override
  public Future<?> start() {
    HttpServerOptions serverOptions =
        new HttpServerOptions()
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setIdleTimeout((int) options.maxDeadline().plus(IDLE).toSeconds());
    SocketAddress address =
        options.port() == 0
            ? SocketAddress.sharedRandomPort(1, options.host())
            : SocketAddress.inetSocketAddress(options.port(), options.host());
    return vertx
        .createHttpServer(serverOptions)
        .requestHandler(routes())
        .listen(address)
        .onSuccess(listening -> server = listening);
  }

  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.shutdown(options.stopGrace());
  }

  /** Returns the port the server listens on; it must have been started. */
  public int port() {
    return Objects.requireNonNull(server, "the server has not been started").actualPort();
  }

  private Router routes() {
    Router router = Router.router(vertx);
    router.route().handler(this::count);
    router.route().handler(new RequestGuard(names()));
    router.post("/sql").handler(SqlHttpServer::requireJson);
    router
        .post("/sql")
        .handler(BodyHandler.create(false).setBodyLimit(options.maxBodyBytes()))
        .handler(new SqlHandler(database, options, statistics));
    router.get("/health").handler(this::health);
    router.get("/stats").handler(this::stats);
    router.errorHandler(400, SqlHttpServer::malformed);
    router.errorHandler(404, SqlHttpServer::notFound);
    router.errorHandler(405, SqlHttpServer::methodNotAllowed);
    router.errorHandler(413, this::bodyTooLong);
    router.errorHandler(500, SqlHttpServer::failed);
    return router;
  }

  private Set<String> names() {
    Set<String> names = new HashSet<>(options.names());
    names.add(options.host());
    return names;
  }

  private void count(RoutingContext exchange) {
    statistics.arrived();
    exchange.addEndHandler(end -> {
      if (end.succeeded()) {
        statistics.answered(exchange.response().getStatusCode());
      } else {
        statistics.clientWentAway();
      }
    });
    exchange.next();
  }

  /** Also for the sake of browsers: this type is none that a page of another site may send. */
  private static void requireJson(RoutingContext exchange) {
    String encoding = exchange.request().getHeader(HttpHeaders.CONTENT_ENCODING);
    MIMEHeader type = exchange.parsedHeaders().contentType();
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      unsupported(exchange, "Content-Encoding: expected none, found " + encoding);
    } else if (!isJson(type)) {
      unsupported(
          exchange,
          "Content-Type: expected application/json in UTF-8, found "
              + Objects.requireNonNullElse(
                  exchange.request().getHeader(HttpHeaders.CONTENT_TYPE), "none"));
    } else {
      exchange.next();
    }
  }

  private static boolean isJson(MIMEHeader type) {
    String charset = type.parameter("charset");
    return "application".equalsIgnoreCase(type.component())
        && "json".equalsIgnoreCase(type.subComponent())
        && (charset == null || charset.equalsIgnoreCase("utf-8"));
  }

  private static void unsupported(RoutingContext exchange, String message) {
    ErrorAnswer.of(415, "UNSUPPORTED_MEDIA_TYPE", message).send(exchange.response());
  }

  private void health(RoutingContext exchange) {
    exchange.json(new JsonObject().put("status", "up"));
  }

  private void stats(RoutingContext exchange) {
    exchange.json(
        new JsonObject()
            .put("http", statistics.toJson())
            .put("database", DatabaseStatistics.toJson(database.statistics())));
  }

  private static void malformed(RoutingContext exchange) {
    ErrorAnswer.of(400, "BAD_REQUEST", "malformed request").send(exchange.response());
  }

  private static void notFound(RoutingContext exchange) {
    ErrorAnswer.of(
            404,
            "NOT_FOUND",
            "no such path: "
                + exchange.normalizedPath()
                + ", there are POST /sql, GET /health and GET /stats")
        .send(exchange.response());
  }

  private static void methodNotAllowed(RoutingContext exchange) {
    String allowed = exchange.normalizedPath().startsWith("/sql") ? "POST" : "GET";
    exchange.response().putHeader(HttpHeaders.ALLOW, allowed);
    ErrorAnswer.of(
            405,
            "METHOD_NOT_ALLOWED",
            exchange.normalizedPath()
                + " takes "
                + allowed
                + ", not "
                + exchange.request().method())
        .send(exchange.response());
  }

  /**
   * Answers, and goes on reading for a while: a client that is still sending when its connection is
   * closed may never get to see the answer. Nothing of what is read is kept.
   */
  private void bodyTooLong(RoutingContext exchange) {
    ErrorAnswer.of(
            413, "BODY_TOO_LONG", "the body is longer than " + options.maxBodyBytes() + " bytes")
        .send(exchange.response());
    if (!exchange.request().isEnded()) {
      exchange
          .vertx()
          .setTimer(
              DRAIN_MILLIS,
              timer -> {
                if (!exchange.request().isEnded()) {
                  exchange.request().connection().close();
                }
              });
    }
  }

  private static void failed(RoutingContext exchange) {
    ErrorAnswer.of(
            Objects.requireNonNullElseGet(
                exchange.failure(), () -> new IllegalStateException("failed without a cause")))
        .send(exchange.response());
  }
}
