package dev.heddle.vertx.capability;

import dev.heddle.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * That a guest may write to the log of the application, by {@link System.Logger}. Not thread-safe.
 *
 * <p>As JSON: {@code {"logger": "guests.prices", "maxMessageBytes": 4096, "maxPerSecond": 100}}.
 */
public final class LogGrant {

  /** The logger, if nothing is said. */
  public static final String DEFAULT_LOGGER = "dev.heddle.guest";

  /** How long a message may be, if nothing is said. */
  public static final int DEFAULT_MAX_MESSAGE_BYTES = 4_096;

  /** How many messages there may be in a second, if nothing is said. */
  public static final int DEFAULT_MAX_PER_SECOND = 100;

  private String logger = DEFAULT_LOGGER;
  private int maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES;
  private int maxPerSecond = DEFAULT_MAX_PER_SECOND;

  /** The defaults. */
  public LogGrant() {}

  /** A copy. */
  public LogGrant(LogGrant other) {
    logger = other.logger;
    maxMessageBytes = other.maxMessageBytes;
    maxPerSecond = other.maxPerSecond;
  }

  /**
   * What JSON says.
   *
   * @throws IllegalArgumentException if it says something else; the message says what and where
   */
  public LogGrant(JsonObject json) {
    new JsonFields("log", json)
        .text("logger", this::setLogger)
        .integer("maxMessageBytes", 1, this::setMaxMessageBytes)
        .integer("maxPerSecond", 1, this::setMaxPerSecond)
        .end();
  }

  /** The same as JSON. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("logger", logger)
        .put("maxMessageBytes", maxMessageBytes)
        .put("maxPerSecond", maxPerSecond);
  }

  public String getLogger() {
    return logger;
  }

  /** Sets the name of the logger. */
  public LogGrant setLogger(String name) {
    logger = name;
    return this;
  }

  public int getMaxMessageBytes() {
    return maxMessageBytes;
  }

  /** Sets after how many bytes a message is cut. */
  public LogGrant setMaxMessageBytes(int bytes) {
    maxMessageBytes = bytes;
    return this;
  }

  public int getMaxPerSecond() {
    return maxPerSecond;
  }

  /** Sets how many messages of all calls together are logged in a second; others are counted. */
  public LogGrant setMaxPerSecond(int messages) {
    maxPerSecond = messages;
    return this;
  }
}
