package dev.heddle.vertx.http;

import dev.heddle.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the options of all handlers have in common. Not thread-safe. */
final class HttpOptions {

  @Nullable Duration deadline = Duration.ofSeconds(30);
  long maxBodySize = 10 * 1024 * 1024;
  int maxHeadSize = 8 * 1024;
  int maxHeaders = 100;
  boolean tellingFailures;

  HttpOptions() {}

  HttpOptions(HttpOptions other) {
    deadline = other.deadline;
    maxBodySize = other.maxBodySize;
    maxHeadSize = other.maxHeadSize;
    maxHeaders = other.maxHeaders;
    tellingFailures = other.tellingFailures;
  }

  JsonFields read(JsonFields fields) {
    return fields
        .longInteger(
            "deadline", 0, millis -> deadline = millis == 0 ? null : Duration.ofMillis(millis))
        .longInteger("maxBodySize", -1, this::setMaxBodySize)
        .integer("maxHeadSize", 0, this::setMaxHeadSize)
        .integer("maxHeaders", 0, this::setMaxHeaders)
        .truth("tellingFailures", tell -> tellingFailures = tell);
  }

  JsonObject writeTo(JsonObject json) {
    return json.put("deadline", deadline == null ? 0 : deadline.toMillis())
        .put("maxBodySize", maxBodySize)
        .put("maxHeadSize", maxHeadSize)
        .put("maxHeaders", maxHeaders)
        .put("tellingFailures", tellingFailures);
  }

  HttpLimits limits() {
    return new HttpLimits(maxBodySize, maxHeadSize, maxHeaders);
  }

  void setDeadline(@Nullable Duration time) {
    if (time != null && !time.isPositive()) {
      throw new IllegalArgumentException(
          "deadline: expected more than zero, or null for none, found " + time);
    }
    deadline = time;
  }

  void setMaxBodySize(long bytes) {
    maxBodySize = atLeast(-1, bytes, "maxBodySize");
  }

  void setMaxHeadSize(int bytes) {
    maxHeadSize = (int) atLeast(0, bytes, "maxHeadSize");
  }

  void setMaxHeaders(int fields) {
    maxHeaders = (int) atLeast(0, fields, "maxHeaders");
  }

  static long atLeast(long least, long number, String what) {
    if (number < least) {
      throw new IllegalArgumentException(
          what + ": expected " + least + " or more, found " + number);
    }
    return number;
  }
}
