package dev.heddle.examples.sql.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.examples.sql.SqliteOptions;
import dev.heddle.examples.sql.http.SqlHttpOptions;
import dev.heddle.examples.sql.http.SqlService;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {

  @Test
  void printsWhatItMeasured(@TempDir Path directory) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (SqlService service =
            SqlService.start(
                directory.resolve("shop.db"),
                SqliteOptions.defaults(),
                SqlHttpOptions.builder().build());
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      new Demo(service, 20, 300, out).run();
    }

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .containsPattern("(?m)^rows +13,000 loaded, \\d+ added")
        .containsPattern("(?m)^queries +300,")
        .containsPattern("(?m)^queries per second +[1-9]")
        .containsPattern("(?m)^suspensions +[1-9]")
        .containsPattern(
            "(?m)^latency +p50 [0-9.]+ ms, p90 [0-9.]+ ms, p99 [0-9.]+ ms, max [0-9.]+ ms")
        .containsPattern("(?m)^event loop held +[0-9.]+ ms")
        .containsPattern("(?m)^heap +[1-9]");
  }

  @Test
  void aSingleWrongAnswerEndsItWithBothAnswers() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      HttpServer liar =
          vertx
              .createHttpServer()
              .requestHandler(request ->
                  request.response().end(new JsonObject().put("rows", new JsonArray()).toBuffer()))
              .listen(0)
              .await(30, TimeUnit.SECONDS);
      try (ShopClient client = new ShopClient(liar.actualPort(), 10)) {
        Crowd crowd = new Crowd(client, new Workload(new Shop(1)), 1_000);

        assertThatThrownBy(() -> crowd.start(10, 1).await(30, TimeUnit.SECONDS))
            .isInstanceOf(WrongAnswerException.class)
            .hasMessageContainingAll("wrong answer to {\"sql\"", "expected", "found    200");
        assertThat(crowd.answered()).isZero();
      }
    } finally {
      vertx.close().await(30, TimeUnit.SECONDS);
    }
  }
}
