package dev.heddle.examples.sql.demo;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to the server, with what it must answer.
 *
 * @param status the expected HTTP status
 * @param expected members the answer must have, those of objects within included; it may have more
 */
record Question(JsonObject request, int status, JsonObject expected) {

  /** Returns a question that asks for rows. */
  static Question rows(String sql, JsonArray parameters, JsonArray rows) {
    return new Question(
        request(sql, parameters),
        200,
        new JsonObject().put("rows", rows).put("rowCount", rows.size()));
  }

  /** Returns a statement that changes so many rows. */
  static Question changes(String sql, JsonArray parameters, int changes) {
    return new Question(request(sql, parameters), 200, new JsonObject().put("changes", changes));
  }

  /** Returns a statement that must be refused with an error of SQLite. */
  static Question refused(String sql, JsonArray parameters, int status, String errorName) {
    return new Question(
        request(sql, parameters),
        status,
        new JsonObject().put("error", new JsonObject().put("name", errorName)));
  }

  private static JsonObject request(String sql, JsonArray parameters) {
    return new JsonObject().put("sql", sql).put("parameters", parameters);
  }

  /** Returns what is wrong with an answer, nothing if it is as expected. */
  Optional<String> judge(int answerStatus, @Nullable Buffer body) {
    if (answerStatus == status && contains(json(body), expected)) {
      return Optional.empty();
    }
    return Optional.of(
        "wrong answer to %s%n  expected %d %s%n  found    %d %s"
            .formatted(request.encode(), status, expected.encode(), answerStatus, body));
  }

  private static @Nullable Object json(@Nullable Buffer body) {
    try {
      return body == null ? null : Json.decodeValue(body);
    } catch (DecodeException e) {
      return null;
    }
  }

  private static boolean contains(@Nullable Object actual, @Nullable Object expected) {
    if (!(expected instanceof JsonObject members)) {
      return Objects.equals(actual, expected);
    }
    return actual instanceof JsonObject object
        && members.stream()
            .map(Map.Entry::getKey)
            .allMatch(name -> contains(object.getValue(name), members.getValue(name)));
  }
}
