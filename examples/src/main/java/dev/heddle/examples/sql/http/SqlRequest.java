package dev.heddle.examples.sql.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for: the body of {@code POST /sql}, understood.
 *
 * @param sql the statement
 * @param parameters the values of its parameters in order: {@code Long}, {@code Double}, {@code
 *     String}, {@code byte[]}, {@code Boolean} or null
 * @param deadline how long the query may take from its arrival, where the client says so
 */
record SqlRequest(String sql, List<@Nullable Object> parameters, Optional<Duration> deadline) {

  private static final String SHAPE =
      "{\"sql\": string, \"parameters\": array, \"deadlineMillis\": integer}";
  private static final String BLOB = "base64";
  private static final Set<String> MEMBERS = Set.of("sql", "parameters", "deadlineMillis");

  /**
   * Reads a body.
   *
   * @throws BadRequestException if it is not JSON, or not of the shape asked for
   */
  static SqlRequest parse(@Nullable Buffer body, Duration maxDeadline) {
    Map<String, @Nullable Object> members = object(body);
    for (String member : members.keySet()) {
      if (!MEMBERS.contains(member)) {
        throw new BadRequestException("unknown member \"" + member + "\", expected " + SHAPE);
      }
    }
    return new SqlRequest(
        sql(members), parameters(members.get("parameters")), deadline(members, maxDeadline));
  }

  private static Map<String, @Nullable Object> object(@Nullable Buffer body) {
    if (body == null || body.length() == 0) {
      throw new BadRequestException("the body is empty, expected " + SHAPE);
    }
    Object json;
    try {
      json = Json.decodeValue(body);
    } catch (DecodeException e) {
      throw new BadRequestException("the body is not JSON: " + syntaxError(e));
    }
    if (json instanceof JsonObject object) {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      object.forEach(member -> members.put(member.getKey(), member.getValue()));
      return members;
    }
    throw new BadRequestException("the body is " + kind(json) + ", expected " + SHAPE);
  }

  private static String syntaxError(DecodeException e) {
    if (e.getCause() instanceof JsonProcessingException syntax && syntax.getLocation() != null) {
      return "%s (line %d, column %d)"
          .formatted(
              syntax.getOriginalMessage(),
              syntax.getLocation().getLineNr(),
              syntax.getLocation().getColumnNr());
    }
    return String.valueOf(e.getMessage());
  }

  private static String sql(Map<String, @Nullable Object> members) {
    if (!(members.get("sql") instanceof String sql)) {
      throw new BadRequestException("sql: expected a string, found " + found(members, "sql"));
    }
    // C ends the text at the first U+0000: what stands behind it would be left out unseen.
    int end = sql.indexOf('\0');
    if (end >= 0) {
      throw new BadRequestException("sql: U+0000 at index " + end);
    }
    return wellFormed(sql, "sql");
  }

  private static List<@Nullable Object> parameters(@Nullable Object json) {
    if (json == null) {
      return List.of();
    }
    List<?> elements =
        switch (json) {
          case List<?> list -> list;
          case JsonArray array -> array.getList();
          default ->
              throw new BadRequestException("parameters: expected an array, found " + kind(json));
        };
    List<@Nullable Object> values = new ArrayList<>(elements.size());
    for (Object element : elements) {
      values.add(parameter(element, "parameters[" + values.size() + "]"));
    }
    return Collections.unmodifiableList(values);
  }

  private static @Nullable Object parameter(@Nullable Object json, String where) {
    return switch (json) {
      case null -> null;
      case Boolean truth -> truth;
      case String text -> wellFormed(text, where);
      case Integer number -> number.longValue();
      case Long number -> number;
      case BigInteger number ->
          throw new BadRequestException(
              where + ": " + abbreviated(number) + " does not fit into a signed 64-bit integer");
      case Double number when number.isInfinite() ->
          throw new BadRequestException(where + ": number out of the range of a 64-bit float");
      case Double number -> number;
      case Map<?, ?> object when object.size() == 1 && object.get(BLOB) instanceof String text ->
          blob(text, where);
      case JsonObject object -> parameter(object.getMap(), where);
      default ->
          throw new BadRequestException(
              where
                  + ": expected null, a boolean, a number, a string or {\"base64\": string}, found "
                  + kind(json));
    };
  }

  private static byte[] blob(String text, String where) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(
          where + ": not base64 (RFC 4648, section 4): " + e.getMessage());
    }
  }

  private static Optional<Duration> deadline(
      Map<String, @Nullable Object> members, Duration maxDeadline) {
    if (!members.containsKey("deadlineMillis")) {
      return Optional.empty();
    }
    long max = maxDeadline.toMillis();
    Object json = members.get("deadlineMillis");
    long millis =
        switch (json) {
          case Integer number -> number;
          case Long number -> number;
          case null, default -> 0;
        };
    if (millis < 1 || millis > max) {
      throw new BadRequestException(
          "deadlineMillis: expected an integer from 1 to "
              + max
              + ", found "
              + (json instanceof Number ? abbreviated(json) : found(members, "deadlineMillis")));
    }
    return Optional.of(Duration.ofMillis(millis));
  }

  /** JSON can spell half a surrogate pair, UTF-8 cannot: it would reach SQLite as another text. */
  private static String wellFormed(String text, String where) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new BadRequestException(where + ": unpaired surrogate, not Unicode text");
    }
    return text;
  }

  private static String found(Map<String, @Nullable Object> members, String name) {
    return members.containsKey(name) ? kind(members.get(name)) : "nothing";
  }

  private static String kind(@Nullable Object json) {
    return switch (json) {
      case null -> "null";
      case Boolean truth -> truth.toString();
      case Number number -> "the number " + abbreviated(number);
      case String text -> "a string";
      case List<?> list -> "an array";
      case JsonArray array -> "an array";
      default -> "an object";
    };
  }

  private static String abbreviated(Object number) {
    String digits = number.toString();
    return digits.length() <= 40 ? digits : digits.substring(0, 40) + "...";
  }
}
