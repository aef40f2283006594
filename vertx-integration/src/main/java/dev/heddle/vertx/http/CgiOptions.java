package dev.heddle.vertx.http;

import dev.heddle.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How CGI programs serve requests. Not thread-safe.
 *
 * <p>As JSON, with the defaults: {@code {"scriptName": "", "maxRequests": 100, "environment": {},
 * "deadline": 30000, "maxBodySize": 10485760, "maxHeadSize": 8192, "maxHeaders": 100,
 * "tellingFailures": false}}; a deadline of 0 is none.
 */
public final class CgiOptions {

  /** How many programs may run, if nothing is said. */
  public static final int DEFAULT_MAX_REQUESTS = 100;

  private final HttpOptions common;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private String scriptName = "";
  private int maxRequests = DEFAULT_MAX_REQUESTS;

  /** The defaults. */
  public CgiOptions() {
    common = new HttpOptions();
  }

  /** A copy. */
  public CgiOptions(CgiOptions other) {
    common = new HttpOptions(other.common);
    environment.putAll(other.environment);
    scriptName = other.scriptName;
    maxRequests = other.maxRequests;
  }

  /**
   * What JSON says.
   *
   * @throws IllegalArgumentException if it says something else; the message says what and where
   */
  public CgiOptions(JsonObject json) {
    this();
    JsonFields fields =
        new JsonFields("cgi", json)
            .text("scriptName", this::setScriptName)
            .integer("maxRequests", 1, this::setMaxRequests)
            .object("environment", this::readEnvironment);
    common.read(fields).end();
  }

  private void readEnvironment(JsonObject variables) {
    variables.forEach(variable -> {
      if (!(variable.getValue() instanceof String value)) {
        throw new IllegalArgumentException(
            "cgi.environment."
                + variable.getKey()
                + ": expected a string, found "
                + variable.getValue());
      }
      setVariable(variable.getKey(), value);
    });
  }

  /** The same as JSON. */
  public JsonObject toJson() {
    JsonObject variables = new JsonObject();
    environment.forEach(variables::put);
    return common.writeTo(
        new JsonObject()
            .put("scriptName", scriptName)
            .put("maxRequests", maxRequests)
            .put("environment", variables));
  }

  HttpLimits limits() {
    return common.limits();
  }

  public String getScriptName() {
    return scriptName;
  }

  /**
   * The part of paths that leads to the program, without a slash at its end; what comes after it is
   * {@code PATH_INFO}. Empty by default.
   */
  public CgiOptions setScriptName(String path) {
    scriptName = path;
    return this;
  }

  public int getMaxRequests() {
    return maxRequests;
  }

  /** How many programs may run at a time; requests beyond are answered with 503. */
  public CgiOptions setMaxRequests(int programs) {
    maxRequests = (int) HttpOptions.atLeast(1, programs, "maxRequests");
    return this;
  }

  public Map<String, String> getEnvironment() {
    return Map.copyOf(environment);
  }

  /** Adds a variable to what CGI says of the request, which it cannot replace. */
  public CgiOptions setVariable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public @Nullable Duration getDeadline() {
    return common.deadline;
  }

  /** How long a program may run; null for ever. 30 seconds by default. */
  public CgiOptions setDeadline(@Nullable Duration time) {
    common.setDeadline(time);
    return this;
  }

  public long getMaxBodySize() {
    return common.maxBodySize;
  }

  /** How many bytes the body of a request may have; -1 for any number. 10 MiB by default. */
  public CgiOptions setMaxBodySize(long bytes) {
    common.setMaxBodySize(bytes);
    return this;
  }

  public int getMaxHeadSize() {
    return common.maxHeadSize;
  }

  /** How many bytes a program may write before its body. 8 KiB by default. */
  public CgiOptions setMaxHeadSize(int bytes) {
    common.setMaxHeadSize(bytes);
    return this;
  }

  public int getMaxHeaders() {
    return common.maxHeaders;
  }

  /** How many header fields a response may have. 100 by default. */
  public CgiOptions setMaxHeaders(int fields) {
    common.setMaxHeaders(fields);
    return this;
  }

  public boolean isTellingFailures() {
    return common.tellingFailures;
  }

  /** Whether clients are told what went wrong, which is for development. Not so by default. */
  public CgiOptions setTellingFailures(boolean tell) {
    common.tellingFailures = tell;
    return this;
  }
}
