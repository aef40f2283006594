package dev.heddle.examples.sql.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.examples.sql.SqliteOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowAndLostClientTest {
  private static final int ROW_BYTES = 4096;
  private static final int ROWS = 16_384;

  /** 64 MiB of rows, far more than what all buffers between server and client can hold. */
  private static final String MANY_ROWS =
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
      SELECT i, printf('%%.*c', %d, 'x') FROM n\
      """
          .formatted(ROWS, ROW_BYTES);

  /** What the kernel may buffer on both sides of a connection (net.ipv4.tcp_wmem, tcp_rmem). */
  private static final long BUFFERS = 16 << 20;

  private static final String ENDLESS =
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)
      SELECT count(*) FROM n\
      """;

  private RunningServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws TimeoutException {
    server =
        new RunningServer(
            directory, SqliteOptions.builder().build(), SqlHttpOptions.builder().build());
  }

  @AfterEach
  void stop() throws TimeoutException {
    server.close();
  }

  @Test
  void aQueryWaitsForAClientThatDoesNotReadAndGoesOnWhenItDoes() throws Exception {
    try (Socket socket = server.connect(new JsonObject().put("sql", MANY_ROWS))) {
      awaitAPause();

      JsonObject answer = chunkedBody(new NeverFarBehind(socket.getInputStream()));
      assertThat(answer.getLong("rowCount")).isEqualTo(ROWS);
      JsonArray received = answer.getJsonArray("rows");
      assertThat(received).hasSize(ROWS);
      assertThat(received.getJsonArray(ROWS - 1).getLong(0)).isEqualTo(ROWS);
      assertThat(received.getJsonArray(ROWS - 1).getString(1)).hasSize(ROW_BYTES);
    }
    assertThat(server.statistics.rowsSent()).isEqualTo(ROWS);
  }

  @Test
  void anAnswerCutShortByItsDeadlineIsValidJsonThatSaysSo() throws Exception {
    try (Socket socket =
        server.connect(new JsonObject().put("sql", MANY_ROWS).put("deadlineMillis", 1500))) {
      RunningServer.await("the deadline", () -> server.statistics.answers(200) == 1);
      assertThat(server.statistics.rowsSent() * ROW_BYTES).isBetween(1L, BUFFERS);

      JsonObject answer = chunkedBody(socket.getInputStream());

      assertThat(answer.fieldNames()).containsExactly("columns", "rows", "error");
      assertThat(answer.getJsonArray("rows").size()).isBetween(1, ROWS - 1);
      assertThat(answer.getJsonObject("error").getString("name")).isEqualTo("DEADLINE_EXCEEDED");
    }
    assertThat(server.sql("SELECT 1").statusCode()).isEqualTo(200);
  }

  @Test
  void anErrorAfterTheFirstRowsEndsTheAnswerWithIt() throws TimeoutException {
    JsonObject answer =
        server.ok(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
            SELECT i, CASE WHEN i < 5000 THEN i ELSE abs(-9223372036854775808) END FROM n\
            """);

    assertThat(answer.fieldNames()).containsExactly("columns", "rows", "error");
    assertThat(answer.getJsonArray("rows")).hasSize(4999);
    assertThat(answer.getJsonObject("error").getString("message")).contains("integer overflow");
  }

  @Test
  void anErrorInTheFirstRowsStillHasItsStatus() throws TimeoutException {
    HttpResponse<Buffer> answer = server.sql("SELECT 1 UNION ALL SELECT abs(-9223372036854775808)");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getJsonObject("error").getString("message"))
        .contains("integer overflow");
  }

  @Test
  void aClientThatGoesAwayInTheMiddleOfRowsEndsItsQuery() throws Exception {
    try (Socket _ = server.connect(new JsonObject().put("sql", MANY_ROWS))) {
      awaitAPause();
    }
    RunningServer.await("the client is missed", () -> server.statistics.abandoned() == 1);

    assertThat(server.sql("SELECT 1").statusCode()).isEqualTo(200);
    assertThat(server.statistics.rowsSent()).isLessThan(ROWS);
  }

  @RepeatedTest(5)
  void aClientThatGoesAwayDuringAComputationEndsIt() throws Exception {
    try (Socket _ = server.connect(new JsonObject().put("sql", ENDLESS))) {
      RunningServer.await("a running query", () -> server.database.statistics().running() == 1);
    }

    assertThat(server.sql("SELECT 1").statusCode()).isEqualTo(200);
    assertThat(server.statistics.abandoned()).isEqualTo(1);
  }

  @Test
  void aClientThatGoesAwayWhileItsQueryIsQueuedTakesItAlong() throws Exception {
    server.ok("CREATE TABLE mark (id INTEGER)");
    try (Socket _ = server.connect(new JsonObject().put("sql", ENDLESS))) {
      RunningServer.await("the first runs", () -> server.database.statistics().running() == 1);
      Socket second = server.connect(new JsonObject().put("sql", "INSERT INTO mark VALUES (1)"));
      RunningServer.await("the second waits", () -> server.database.statistics().queued() > 0);
      second.close();
      RunningServer.await("the second is missed", () -> server.statistics.abandoned() == 1);
    }

    assertThat(server.ok("SELECT count(*) FROM mark").getJsonArray("rows").getJsonArray(0))
        .isEqualTo(JsonArray.of(0));
  }

  @Test
  void aComputationPastItsDeadlineIsEndedWith504AndTheNextQueryWorks() throws TimeoutException {
    long before = System.nanoTime();
    HttpResponse<Buffer> answer =
        server.send(new JsonObject().put("sql", ENDLESS).put("deadlineMillis", 200));

    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(answer.bodyAsJsonObject().getJsonObject("error").getString("name"))
        .isEqualTo("DEADLINE_EXCEEDED");
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(200_000_000L);
    assertThat(server.sql("SELECT 1").statusCode()).isEqualTo(200);
  }

  /** Waits until a query waits for a client that does not read. */
  private void awaitAPause() throws InterruptedException {
    RunningServer.await("a pause", () -> server.statistics.pauses() > 0);
    assertThat(server.statistics.rowsSent()).isPositive();
    assertThat(server.statistics.rowsSent() * ROW_BYTES).isLessThan(BUFFERS);
  }

  /** Reads, and sees to it that no more has been sent than was read and buffers can hold. */
  private final class NeverFarBehind extends FilterInputStream {
    private long received;

    NeverFarBehind(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      received += Math.max(0, count);
      assertThat(server.statistics.rowsSent() * ROW_BYTES).isLessThan(received + BUFFERS);
      return count;
    }
  }

  /** Reads a chunked answer to the end of the connection and takes the chunks' heads out. */
  private static JsonObject chunkedBody(InputStream in) throws IOException {
    byte[] bytes = in.readAllBytes();
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(all).startsWith("HTTP/1.1 200 ");
    int position = all.indexOf("\r\n\r\n") + 4;
    StringBuilder body = new StringBuilder(all.length());
    while (true) {
      int end = all.indexOf("\r\n", position);
      int length = Integer.parseInt(all.substring(position, end), 16);
      if (length == 0) {
        return new JsonObject(body.toString());
      }
      body.append(all, end + 2, end + 2 + length);
      position = end + 2 + length + 2;
    }
  }
}
