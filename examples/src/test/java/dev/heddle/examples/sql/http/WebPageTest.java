package dev.heddle.examples.sql.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.examples.sql.SqliteOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What web pages of other sites can make a browser send to this server does nothing. */
class WebPageTest {

  private static final Buffer INSERT =
      new JsonObject().put("sql", "INSERT INTO item VALUES (1)").toBuffer();

  private RunningServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws TimeoutException {
    server =
        new RunningServer(
            directory,
            SqliteOptions.builder().build(),
            SqlHttpOptions.builder().name("Db.Example").build());
    server.ok("CREATE TABLE item (id INTEGER)");
  }

  @AfterEach
  void stop() throws TimeoutException {
    assertThat(server.ok("SELECT 1").getLong("rowCount")).isEqualTo(1);
    server.close();
  }

  /** The types that need no leave of the server (Fetch, "CORS-safelisted request-header"). */
  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "text/plain; application/json",
        "text/plain;charset=UTF-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=application/json"
      })
  void aRequestThatAnyPageMaySendIsNotTaken(String contentType) throws TimeoutException {
    HttpRequest<Buffer> request = post("localhost");
    if (contentType != null) {
      request.putHeader("content-type", contentType);
    }
    refused(request, 415, "UNSUPPORTED_MEDIA_TYPE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "",
        "http://evil.example",
        "https://evil.example",
        "http://localhost",
        "http://localhost.evil.example",
        "http://localhost:1",
        "file://"
      })
  void aPageOfAnotherOriginIsNotHeard(String origin) throws TimeoutException {
    refused(json(post("localhost")).putHeader("origin", origin), 403, "FOREIGN_ORIGIN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "db.example.evil.example",
        "1.2.3"
      })
  void aNameThatHasBeenMadeToLeadHereIsNotAnswered(String host) throws TimeoutException {
    String origin = "http://" + host + ":" + server.port();
    refused(json(post(host)).putHeader("origin", origin), 421, "MISDIRECTED_REQUEST");
    refused(json(post(host)), 421, "MISDIRECTED_REQUEST");
    assertThat(send(request(HttpMethod.GET, "/stats", host)).statusCode()).isEqualTo(421);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST", "127.0.0.1", "192.168.1.7", "[::1]", "db.example"})
  void itsOwnNamesAndNumbersAreAnswered(String host) throws TimeoutException {
    assertThat(send(json(post(host)), INSERT).statusCode()).isEqualTo(200);
    String origin = "http://" + host + ":" + server.port();
    HttpResponse<Buffer> answer = send(json(post(host)).putHeader("origin", origin), INSERT);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(items()).isEqualTo(2);
  }

  @Test
  void noPageIsGivenLeave() throws TimeoutException {
    HttpResponse<Buffer> answer =
        send(
            request(HttpMethod.OPTIONS, "/sql", "localhost")
                .putHeader("origin", "http://evil.example")
                .putHeader("access-control-request-method", "POST")
                .putHeader("access-control-request-headers", "content-type"));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().names()).noneMatch(name -> name.startsWith("access-control"));
  }

  private void refused(HttpRequest<Buffer> request, int status, String name)
      throws TimeoutException {
    HttpResponse<Buffer> answer = send(request, INSERT);
    assertThat(answer.statusCode()).isEqualTo(status);
    JsonObject error = answer.bodyAsJsonObject().getJsonObject("error");
    assertThat(error.getString("name")).isEqualTo(name);
    assertThat(error.getString("message")).contains("expected", "found");
    assertThat(items()).isZero();
  }

  private long items() throws TimeoutException {
    JsonArray rows = server.ok("SELECT count(*) FROM item").getJsonArray("rows");
    return rows.getJsonArray(0).getLong(0);
  }

  private HttpRequest<Buffer> post(String host) {
    return request(HttpMethod.POST, "/sql", host);
  }

  /** A request that reaches the server, whatever host it names. */
  private HttpRequest<Buffer> request(HttpMethod method, String path, String host) {
    return server
        .client
        .request(method, server.port(), "localhost", path)
        .putHeader("host", host + ":" + server.port());
  }

  private static HttpRequest<Buffer> json(HttpRequest<Buffer> request) {
    return request.putHeader("content-type", "application/json");
  }

  private static HttpResponse<Buffer> send(HttpRequest<Buffer> request) throws TimeoutException {
    return request.send().await(60, TimeUnit.SECONDS);
  }

  private static HttpResponse<Buffer> send(HttpRequest<Buffer> request, Buffer body)
      throws TimeoutException {
    return request.sendBuffer(body).await(60, TimeUnit.SECONDS);
  }
}
