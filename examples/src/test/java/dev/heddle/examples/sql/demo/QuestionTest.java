package dev.heddle.examples.sql.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import org.junit.jupiter.api.Test;

class QuestionTest {
  private static final Question QUESTION =
      Question.rows("SELECT 1, 'a'", new JsonArray(), JsonArray.of(JsonArray.of(1, "a")));

  @Test
  void acceptsTheExpectedAnswerAndWhateverElseIsInIt() {
    assertThat(judge(QUESTION, 200, "{\"columns\":[],\"rows\":[[1,\"a\"]],\"rowCount\":1}"))
        .isTrue();
  }

  @Test
  void refusesEverythingElse() {
    assertThat(judge(QUESTION, 200, "{\"rows\":[[1,\"b\"]],\"rowCount\":1}")).isFalse();
    assertThat(judge(QUESTION, 200, "{\"rows\":[[1,\"a\"],[1,\"a\"]],\"rowCount\":2}")).isFalse();
    assertThat(judge(QUESTION, 200, "{\"rows\":[[1,\"a\"]]}")).isFalse();
    assertThat(judge(QUESTION, 503, "{\"rows\":[[1,\"a\"]],\"rowCount\":1}")).isFalse();
    assertThat(judge(QUESTION, 200, "{\"rows\":[[1,\"a\"]],")).isFalse();
    assertThat(judge(QUESTION, 200, "[]")).isFalse();
    assertThat(QUESTION.judge(200, null)).isPresent();
  }

  @Test
  void wantsAnErrorToBeTheRightOne() {
    Question question = Question.refused("SELEC", new JsonArray(), 400, "SQLITE_ERROR");

    assertThat(judge(question, 400, "{\"error\":{\"name\":\"SQLITE_ERROR\",\"code\":1}}")).isTrue();
    assertThat(judge(question, 400, "{\"error\":{\"name\":\"SQLITE_BUSY\"}}")).isFalse();
    assertThat(judge(question, 400, "{}")).isFalse();
  }

  private static boolean judge(Question question, int status, String body) {
    return question.judge(status, Buffer.buffer(body)).isEmpty();
  }
}
