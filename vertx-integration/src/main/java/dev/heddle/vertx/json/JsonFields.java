package dev.heddle.vertx.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of an object one by one, each for who is given its value, and refuses what it
 * does not know. Absent members, and null, are as if nothing was said. Not thread-safe.
 *
 * <p>All that is wrong throws {@link IllegalArgumentException}, which says where, what was expected
 * and what was found.
 */
public final class JsonFields {

  private final String place;
  private final JsonObject object;
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * Reads an object.
   *
   * @param place where it is, for messages: {@code options}
   */
  public JsonFields(String place, JsonObject object) {
    this.place = place;
    this.object = object;
  }

  /** A text. */
  public JsonFields text(String name, Consumer<String> to) {
    return read(name, "a string", value -> value instanceof String text ? text : null, to);
  }

  /** A truth. */
  public JsonFields truth(String name, Consumer<Boolean> to) {
    return read(name, "true or false", value -> value instanceof Boolean truth ? truth : null, to);
  }

  /** An integer of at least so much. */
  public JsonFields integer(String name, int least, Consumer<Integer> to) {
    return whole(name, least, Integer.MAX_VALUE, number -> to.accept(Math.toIntExact(number)));
  }

  /** A long integer of at least so much. */
  public JsonFields longInteger(String name, long least, Consumer<Long> to) {
    return whole(name, least, Long.MAX_VALUE, to);
  }

  private JsonFields whole(String name, long least, long most, Consumer<Long> to) {
    String range = most == Long.MAX_VALUE ? " or more" : " to " + most;
    return read(
        name,
        "an integer from " + least + range,
        value ->
            value instanceof Number number
                    && number.doubleValue() == number.longValue()
                    && number.longValue() >= least
                    && number.longValue() <= most
                ? number.longValue()
                : null,
        to);
  }

  /** A time in milliseconds, at least 1. */
  public JsonFields millis(String name, Consumer<Duration> to) {
    return longInteger(name, 1, millis -> to.accept(Duration.ofMillis(millis)));
  }

  /** A constant, in capital or small letters. */
  public <E extends Enum<E>> JsonFields constant(String name, Class<E> type, Consumer<E> to) {
    List<E> all = List.of(type.getEnumConstants());
    return read(
        name,
        "one of " + all.stream().map(each -> "\"" + nameOf(each) + "\"").toList(),
        value ->
            all.stream()
                .filter(each -> value instanceof String text && each.name().equalsIgnoreCase(text))
                .findAny()
                .orElse(null),
        to);
  }

  /** How a constant is written. */
  public static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** An object, for somebody who reads its members. */
  public JsonFields object(String name, Consumer<JsonObject> to) {
    return read(name, "an object", JsonFields::objectOf, to);
  }

  private static @Nullable JsonObject objectOf(Object value) {
    return value instanceof JsonObject inner ? inner : null;
  }

  /** The same, with the place for messages. */
  public JsonFields fields(String name, Consumer<JsonFields> to) {
    return object(name, inner -> to.accept(new JsonFields(place + "." + name, inner)));
  }

  /** A list of texts. */
  public JsonFields texts(String name, Consumer<List<String>> to) {
    return read(
        name,
        "an array of strings",
        value -> {
          if (!(value instanceof JsonArray array)
              || !array.stream().allMatch(String.class::isInstance)) {
            return null;
          }
          List<String> texts = new ArrayList<>();
          array.forEach(each -> texts.add((String) each));
          return texts;
        },
        to);
  }

  /** Refuses members that were not asked for. */
  public void end() {
    Set<String> unknown = new TreeSet<>(object.fieldNames());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          place + ": found " + unknown + ", which is none of " + known);
    }
  }

  private <T> JsonFields read(
      String name, String expected, Function<Object, @Nullable T> reading, Consumer<T> to) {
    known.add(name);
    Object value = object.getValue(name);
    if (value == null) {
      return this;
    }
    T read = reading.apply(value);
    if (read == null) {
      throw new IllegalArgumentException(
          place + "." + name + ": expected " + expected + ", found " + shown(value));
    }
    to.accept(read);
    return this;
  }

  private static String shown(Object value) {
    String text =
        switch (value) {
          case JsonObject object -> "an object";
          case JsonArray array -> "an array";
          case String string -> "\"" + string + "\"";
          default -> value.toString();
        };
    return text.length() <= 80 ? text : text.substring(0, 80) + "...";
  }
}
