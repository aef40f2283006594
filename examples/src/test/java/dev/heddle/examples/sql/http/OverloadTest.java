package dev.heddle.examples.sql.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.examples.sql.SqliteOptions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverloadTest {
  private static final int QUEUE = 2;
  private static final int CLIENTS = 10;

  private static final String ENDLESS =
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)
      SELECT count(*) FROM n\
      """;

  @Test
  void aFullQueueIsAnsweredWith503AndQueuedQueriesAreNot(@TempDir Path directory) throws Exception {
    try (RunningServer server =
        new RunningServer(
            directory,
            SqliteOptions.builder().maxQueuedQueries(QUEUE).build(),
            SqlHttpOptions.builder().build())) {
      List<Future<HttpResponse<Buffer>>> answers;
      try (Socket _ = server.connect(new JsonObject().put("sql", ENDLESS))) {
        RunningServer.await("a running query", () -> server.database.statistics().running() == 1);
        answers =
            Stream.generate(() ->
                    server
                        .client
                        .post(server.port(), "localhost", "/sql")
                        .sendJsonObject(new JsonObject().put("sql", "SELECT 42")))
                .limit(CLIENTS)
                .toList();
        RunningServer.await(
            "the refusals",
            () -> answers.stream().filter(Future::isComplete).count() == CLIENTS - QUEUE);
      }
      Future.all(answers).await(60, TimeUnit.SECONDS);

      List<HttpResponse<Buffer>> refused =
          answers.stream()
              .map(Future::result)
              .filter(answer -> answer.statusCode() == 503)
              .toList();
      assertThat(refused)
          .hasSize(CLIENTS - QUEUE)
          .allSatisfy(answer -> {
            assertThat(answer.getHeader("retry-after")).isEqualTo("1");
            JsonObject error = answer.bodyAsJsonObject().getJsonObject("error");
            assertThat(error.getString("name")).isEqualTo("QUEUE_FULL");
            assertThat(error.getString("message")).contains(Integer.toString(QUEUE));
          });
      assertThat(answers.stream().map(answer -> answer.result().statusCode()))
          .containsOnly(200, 503);
    }
  }
}
