package dev.heddle.vertx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives the results of an export the one type that its caller asked for. */
final class ExportedResult {

  private ExportedResult() {}

  @SuppressWarnings("unchecked") // R is List, Void or the class that the value was checked against.
  static <R extends @Nullable Object> R as(
      Class<R> type, String export, List<@Nullable Object> results) {
    if (type == (Class<?>) List.class) {
      return (R) results;
    }
    if (type == (Class<?>) Void.class && results.isEmpty()) {
      return (R) null;
    }
    if (results.size() == 1) {
      Object result = results.get(0);
      if (result == null || type.isInstance(result)) {
        return (R) result;
      }
    }
    throw new IllegalArgumentException(
        "export " + export + " returned " + results + ", which is not " + type.getName());
  }
}
