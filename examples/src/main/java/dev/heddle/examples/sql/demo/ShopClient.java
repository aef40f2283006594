package dev.heddle.examples.sql.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The other end of the connections: asks questions over HTTP and judges the answers.
 *
 * <p>It has an event loop of its own, so that none of its work is taken for the server's. Safe for
 * use by any thread.
 */
final class ShopClient implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final WebClient http;

  ShopClient(int port, int connections) {
    http =
        WebClient.create(
            vertx,
            new WebClientOptions().setDefaultHost("localhost").setDefaultPort(port),
            new PoolOptions().setHttp1MaxSize(connections));
  }

  /** Asks, and fails with {@link WrongAnswerException} if the answer is not the expected one. */
  Future<Void> ask(Question question) {
    return http.post("/sql")
        .sendJsonObject(question.request())
        .compose(answer -> judge(question, answer));
  }

  /** Asks, and waits for the answer. */
  void askAndWait(Question question) throws TimeoutException {
    ask(question).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Asks for one text, and waits for it. */
  String text(String sql) throws TimeoutException {
    HttpResponse<Buffer> answer =
        http.post("/sql")
            .sendJsonObject(new JsonObject().put("sql", sql))
            .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    JsonObject json = Objects.requireNonNull(answer.bodyAsJsonObject(), sql);
    return json.getJsonArray("rows").getJsonArray(0).getString(0);
  }

  private static Future<Void> judge(Question question, HttpResponse<Buffer> answer) {
    return question
        .judge(answer.statusCode(), answer.bodyAsBuffer())
        .map(wrong -> Future.<Void>failedFuture(new WrongAnswerException(wrong)))
        .orElseGet(Future::succeededFuture);
  }

  @Override
  public void close() throws TimeoutException {
    http.close();
    vertx.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
