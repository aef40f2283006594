package dev.heddle.examples.sql.http;

import dev.heddle.examples.sql.SqliteDatabase;
import dev.heddle.examples.sql.SqliteOptions;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A database and the HTTP server in front of it, running.
 *
 * <p>Made and closed by threads that may block, safe for use by several of them.
 */
public final class SqlService implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Vertx vertx;
  private final int eventLoops;
  private final SqliteDatabase database;
  private final int port;
  private boolean closed;

  private SqlService(Vertx vertx, int eventLoops, SqliteDatabase database, int port) {
    this.vertx = vertx;
    this.eventLoops = eventLoops;
    this.database = database;
    this.port = port;
  }

  /**
   * Opens the database and starts to listen, with one event loop for each processor.
   *
   * @throws TimeoutException if that takes more than a minute
   */
  public static SqlService start(Path file, SqliteOptions databaseOptions, SqlHttpOptions options)
      throws TimeoutException {
    int eventLoops = Runtime.getRuntime().availableProcessors();
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops));
    try {
      SqliteDatabase database = await(SqliteDatabase.open(vertx, file, databaseOptions));
      HttpStatistics statistics = new HttpStatistics();
      List<SqlHttpServer> servers = new CopyOnWriteArrayList<>();
      Future<String> deployed =
          vertx.deployVerticle(
              () -> {
                SqlHttpServer server = new SqlHttpServer(database, options, statistics);
                servers.add(server);
                return server;
              },
              new DeploymentOptions().setInstances(eventLoops));
      await(deployed.recover(failure -> database.close().transform(closed -> deployed)));
      return new SqlService(vertx, eventLoops, database, servers.getFirst().port());
    } catch (RuntimeException | TimeoutException e) {
      var _ = vertx.close();
      throw e;
    }
  }

  /** Returns the Vert.x whose event loops serve the requests and nothing else. */
  public Vertx vertx() {
    return vertx;
  }

  /** Returns how many event loops there are. */
  public int eventLoops() {
    return eventLoops;
  }

  /** Returns the database, which is closed with this. */
  public SqliteDatabase database() {
    return database;
  }

  /** Returns the port the server listens on. */
  public int port() {
    return port;
  }

  /**
   * Lets the answers under way end, then closes the database and Vert.x; does nothing when called
   * again.
   */
  @Override
  public synchronized void close() throws TimeoutException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      for (String deployment : vertx.deploymentIDs()) {
        await(vertx.undeploy(deployment));
      }
      await(database.close());
    } finally {
      await(vertx.close());
    }
  }

  private static <T> T await(Future<T> future) throws TimeoutException {
    return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
