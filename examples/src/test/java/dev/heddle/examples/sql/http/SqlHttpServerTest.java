package dev.heddle.examples.sql.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.examples.sql.SqliteOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlHttpServerTest {
  private static final int BODY_LIMIT = 64 * 1024;

  private RunningServer server;

  @BeforeAll
  void start(@TempDir Path directory) throws TimeoutException {
    server =
        new RunningServer(
            directory,
            SqliteOptions.builder().build(),
            SqlHttpOptions.builder().maxBodyBytes(BODY_LIMIT).build());
    server.ok("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL)");
  }

  @AfterAll
  void stop() throws TimeoutException {
    server.close();
  }

  @Test
  void answersWithColumnsRowsAndCounts() throws TimeoutException {
    HttpResponse<Buffer> answer = server.sql("SELECT 1 AS one, 'two' AS two UNION ALL SELECT 3, 4");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.getHeader("content-type")).isEqualTo("application/json");
    JsonObject json = answer.bodyAsJsonObject();
    assertThat(json.getJsonArray("columns")).isEqualTo(JsonArray.of("one", "two"));
    assertThat(json.getJsonArray("rows"))
        .isEqualTo(JsonArray.of(JsonArray.of(1, "two"), JsonArray.of(3, 4)));
    assertThat(json.getLong("rowCount")).isEqualTo(2);
    assertThat(json.containsKey("error")).isFalse();
  }

  @Test
  void tellsTheChangesAndTheRowidOfAnInsert() throws TimeoutException {
    JsonObject json =
        server.ok("INSERT INTO item (id, name) VALUES (?, ?), (?, ?)", 100, "a", 117, "b");

    assertThat(json.getLong("changes")).isEqualTo(2);
    assertThat(json.getLong("lastInsertRowid")).isEqualTo(117);
    assertThat(json.getJsonArray("columns")).isEqualTo(new JsonArray());
    assertThat(json.getJsonArray("rows")).isEqualTo(new JsonArray());
    assertThat(json.getLong("rowCount")).isZero();
  }

  @Test
  void keepsEveryValueExactlyInBothDirections() throws TimeoutException {
    byte[] blob = {0, 1, -1, 127, -128, 62, 63};
    JsonObject blobJson = new JsonObject().put("base64", Base64.getEncoder().encodeToString(blob));
    JsonArray row =
        server
            .ok(
                "SELECT ?, ?, ?, ?, ?, ?, ?, ?",
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                0.1,
                5.0,
                null,
                "grün \"日本\" \uD83D\uDE00 \u0001\n",
                blobJson,
                true)
            .getJsonArray("rows")
            .getJsonArray(0);

    assertThat(row)
        .isEqualTo(
            JsonArray.of(
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                0.1,
                5.0,
                null,
                "grün \"日本\" \uD83D\uDE00 \u0001\n",
                blobJson,
                1));
    assertThat(
            server
                .ok(
                    "SELECT typeof(?), typeof(?), hex(?), typeof(?)",
                    5.0,
                    5,
                    blobJson,
                    new JsonObject().put("base64", ""))
                .getJsonArray("rows")
                .getJsonArray(0))
        .isEqualTo(JsonArray.of("real", "integer", "0001FF7F803E3F", "blob"));
  }

  @Test
  void spellsInfinitiesAsStrings() throws TimeoutException {
    assertThat(server.ok("SELECT 9e999, -9e999").getJsonArray("rows").getJsonArray(0))
        .isEqualTo(JsonArray.of("Infinity", "-Infinity"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELEC 1                           | 400 | SQLITE_ERROR                | syntax error
          SELECT * FROM nowhere             | 400 | SQLITE_ERROR                | no such table: nowhere
          SELECT missing FROM item          | 400 | SQLITE_ERROR                | no such column: missing
          INSERT INTO item VALUES (1, NULL) | 409 | SQLITE_CONSTRAINT_NOTNULL   | NOT NULL constraint failed: item.name
          INSERT INTO item VALUES ('x', '') | 400 | SQLITE_MISMATCH             | datatype mismatch
          """)
  void answersErrorsOfSqliteWithItsMessageAndCode(
      String sql, int status, String name, String message) throws TimeoutException {
    HttpResponse<Buffer> answer = server.sql(sql);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.getHeader("content-type")).isEqualTo("application/json");
    JsonObject error = answer.bodyAsJsonObject().getJsonObject("error");
    assertThat(error.getString("name")).isEqualTo(name);
    assertThat(error.getString("message")).contains(message);
    assertThat(error.getInteger("code")).isEqualTo(error.getInteger("extendedCode") & 0xff);
  }

  @Test
  void answersAViolatedConstraintWith409() throws TimeoutException {
    server.ok("INSERT INTO item VALUES (1, 'first')");

    HttpResponse<Buffer> answer = server.sql("INSERT INTO item VALUES (1, 'again')");

    assertThat(answer.statusCode()).isEqualTo(409);
    JsonObject error = answer.bodyAsJsonObject().getJsonObject("error");
    assertThat(error.getInteger("code")).isEqualTo(19);
    assertThat(error.getInteger("extendedCode")).isEqualTo(1555);
    assertThat(error.getString("name")).isEqualTo("SQLITE_CONSTRAINT_PRIMARYKEY");
    assertThat(error.getString("message")).contains("UNIQUE constraint failed: item.id");
  }

  @Test
  void saysWhereInTheStatementTheErrorIs() throws TimeoutException {
    assertThat(
            server
                .sql("SELECT 1 + missing")
                .bodyAsJsonObject()
                .getJsonObject("error")
                .getInteger("offset"))
        .isEqualTo(11);
  }

  @Test
  void refusesTooManyParametersAndTooFew() throws TimeoutException {
    assertThat(server.sql("SELECT ?", 1, 2).statusCode()).isEqualTo(400);
    assertThat(server.sql("SELECT ?, ?", 1).statusCode()).isEqualTo(400);
  }

  @Test
  void answersABodyThatIsNotJsonWith400AndGoesOn() throws TimeoutException {
    HttpResponse<Buffer> answer = server.post(Buffer.buffer("{\"sql\": "), "application/json");

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonObject error = answer.bodyAsJsonObject().getJsonObject("error");
    assertThat(error.getString("name")).isEqualTo("BAD_REQUEST");
    assertThat(error.getString("message")).startsWith("the body is not JSON").contains("line 1");
    assertThat(server.sql("SELECT 1").statusCode()).isEqualTo(200);
  }

  @Test
  void answersAnEmptyBodyWith400() throws TimeoutException {
    assertThat(server.post(Buffer.buffer(), "application/json").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16"
      })
  void answersAnotherContentTypeWith415(String contentType) throws TimeoutException {
    HttpResponse<Buffer> answer =
        server.post(new JsonObject().put("sql", "SELECT 1").toBuffer(), contentType);

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.bodyAsJsonObject().getJsonObject("error").getString("message"))
        .contains("application/json", contentType);
  }

  @Test
  void neverFailsForTheDepthOfAnExpression() throws TimeoutException {
    for (int terms = 100; terms <= 990; terms += 89) {
      HttpResponse<Buffer> answer = server.sql("SELECT 1" + " + 1".repeat(terms - 1));

      JsonObject json = answer.bodyAsJsonObject();
      if (answer.statusCode() == 200) {
        assertThat(json.getJsonArray("rows")).isEqualTo(JsonArray.of(JsonArray.of(terms)));
      } else {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json.getJsonObject("error").getString("message")).contains("too deep");
      }
    }
    assertThat(server.sql("SELECT 1" + " + 1".repeat(1_100)).statusCode()).isEqualTo(400);
    assertThat(server.sql("SELECT 1").statusCode()).isEqualTo(200);
  }

  @Test
  void acceptsABodyUpToTheLimit() throws TimeoutException {
    JsonObject body = new JsonObject().put("sql", "SELECT 1 -- ");
    String padding = "x".repeat(BODY_LIMIT - body.encode().length());
    body.put("sql", "SELECT 1 -- " + padding);
    assertThat(body.toBuffer().length()).isEqualTo(BODY_LIMIT);

    assertThat(server.send(body).statusCode()).isEqualTo(200);
    assertThat(server.send(body.put("sql", "SELECT 1 -- x" + padding)).statusCode()).isEqualTo(413);
  }

  @Test
  void answersABodyOfTooGreatAnAnnouncedLengthWith413() throws TimeoutException {
    HttpResponse<Buffer> answer =
        server.post(Buffer.buffer(new byte[8 * BODY_LIMIT]), "application/json");

    assertThat(answer.statusCode()).isEqualTo(413);
    JsonObject error = answer.bodyAsJsonObject().getJsonObject("error");
    assertThat(error.getString("name")).isEqualTo("BODY_TOO_LONG");
    assertThat(error.getString("message")).contains(Integer.toString(BODY_LIMIT));
  }

  @Test
  void answersAnEndlessChunkedBodyWith413AndThenHangsUp() throws IOException {
    try (Socket socket = new Socket("localhost", server.port())) {
      socket.setSoTimeout(30_000);
      byte[] chunk = ("1000\r\n" + "x".repeat(0x1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      socket
          .getOutputStream()
          .write(
              """
              POST /sql HTTP/1.1\r
              Host: localhost\r
              Content-Type: application/json\r
              Transfer-Encoding: chunked\r
              \r
              """
                  .getBytes(StandardCharsets.US_ASCII));
      for (int sent = 0; sent <= BODY_LIMIT; sent += 0x1000) {
        socket.getOutputStream().write(chunk);
      }

      InputStream in = socket.getInputStream();
      assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 413");
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("BODY_TOO_LONG");
    }
  }

  @Test
  void answersAnUnknownPathWith404() throws TimeoutException {
    HttpResponse<Buffer> answer = request(HttpMethod.GET, "/nowhere");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.bodyAsJsonObject().getJsonObject("error").getString("message"))
        .contains("/nowhere");
  }

  @ParameterizedTest
  @CsvSource({"GET, /sql, POST", "DELETE, /sql, POST", "POST, /health, GET", "PUT, /stats, GET"})
  void answersAWrongMethodWith405AndTheRightOne(String method, String path, String allowed)
      throws TimeoutException {
    HttpResponse<Buffer> answer = request(HttpMethod.valueOf(method), path);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.getHeader("allow")).isEqualTo(allowed);
    assertThat(answer.bodyAsJsonObject().getJsonObject("error").getString("name"))
        .isEqualTo("METHOD_NOT_ALLOWED");
  }

  @Test
  void isHealthy() throws TimeoutException {
    HttpResponse<Buffer> answer = request(HttpMethod.GET, "/health");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.bodyAsJsonObject().getString("status")).isEqualTo("up");
  }

  @Test
  void countsQueriesAndAnswers() throws TimeoutException {
    JsonObject before = request(HttpMethod.GET, "/stats").bodyAsJsonObject();
    server.ok("SELECT 1");
    JsonObject after = request(HttpMethod.GET, "/stats").bodyAsJsonObject();

    assertThat(after.getJsonObject("database").getLong("queries"))
        .isEqualTo(before.getJsonObject("database").getLong("queries") + 1);
    assertThat(after.getJsonObject("http").getJsonObject("answers").getLong("200"))
        .isGreaterThan(before.getJsonObject("http").getJsonObject("answers").getLong("200"));
    assertThat(after.getJsonObject("http").getLong("rowsSent"))
        .isEqualTo(before.getJsonObject("http").getLong("rowsSent") + 1);
  }

  private HttpResponse<Buffer> request(HttpMethod method, String path) throws TimeoutException {
    return server
        .client
        .request(method, server.port(), "localhost", path)
        .send()
        .await(30, TimeUnit.SECONDS);
  }
}
