package dev.heddle.examples.sql.http;

import dev.heddle.examples.sql.SqliteDatabase;
import dev.heddle.examples.sql.SqliteOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A server over a database file of its own, and clients to talk to it. */
final class RunningServer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  final Vertx vertx = Vertx.vertx();
  final HttpStatistics statistics = new HttpStatistics();
  final SqliteDatabase database;
  final WebClient client = WebClient.create(vertx);
  private final SqlHttpServer server;

  RunningServer(Path directory, SqliteOptions databaseOptions, SqlHttpOptions options)
      throws TimeoutException {
    database =
        SqliteDatabase.open(vertx, directory.resolve("test.db"), databaseOptions)
            .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    server = new SqlHttpServer(database, options, statistics);
    vertx.deployVerticle(server).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Sends a statement and returns the answer, whatever its status. */
  HttpResponse<Buffer> sql(String sql, Object... parameters) throws TimeoutException {
    return send(new JsonObject().put("sql", sql).put("parameters", JsonArray.of(parameters)));
  }

  HttpResponse<Buffer> send(JsonObject body) throws TimeoutException {
    return post(body.toBuffer(), "application/json");
  }

  HttpResponse<Buffer> post(Buffer body, String contentType) throws TimeoutException {
    return client
        .post(server.port(), "localhost", "/sql")
        .putHeader("content-type", contentType)
        .sendBuffer(body)
        .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Sends a statement that must succeed, and returns the answer. */
  JsonObject ok(String sql, Object... parameters) throws TimeoutException {
    HttpResponse<Buffer> answer = sql(sql, parameters);
    if (answer.statusCode() != 200) {
      throw new AssertionError(sql + ": " + answer.statusCode() + " " + answer.bodyAsString());
    }
    return answer.bodyAsJsonObject();
  }

  /** Opens a connection, with little room for what is not read, and sends the head and body. */
  Socket connect(JsonObject body) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setReceiveBufferSize(16 * 1024);
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      socket.connect(new java.net.InetSocketAddress("localhost", server.port()));
      byte[] bytes = body.encode().getBytes(StandardCharsets.UTF_8);
      String head =
          "POST /sql HTTP/1.1\r\n"
              + "Host: localhost\r\n"
              + "Content-Type: application/json\r\n"
              + "Content-Length: "
              + bytes.length
              + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(bytes);
      return socket;
    } catch (SocketException e) {
      socket.close();
      throw e;
    }
  }

  int port() {
    return server.port();
  }

  /** Waits until something holds that another thread brings about, and fails if it never does. */
  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what);
      }
      Thread.sleep(1);
    }
  }

  @Override
  public void close() throws TimeoutException {
    client.close();
    vertx.undeploy(server.deploymentID()).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    database.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    vertx.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
