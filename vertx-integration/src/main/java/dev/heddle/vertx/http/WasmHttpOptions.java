package dev.heddle.vertx.http;

import dev.heddle.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a guest serves requests. Not thread-safe.
 *
 * <p>As JSON, with the defaults: {@code {"export": "handle", "deadline": 30000, "maxBodySize":
 * 10485760, "maxHeadSize": 8192, "maxHeaders": 100, "tellingFailures": false}}; a deadline of 0 is
 * none.
 */
public final class WasmHttpOptions {

  /** The function that serves requests, if nothing is said. */
  public static final String DEFAULT_EXPORT = "handle";

  private final HttpOptions common;
  private String export = DEFAULT_EXPORT;

  /** The defaults. */
  public WasmHttpOptions() {
    common = new HttpOptions();
  }

  /** A copy. */
  public WasmHttpOptions(WasmHttpOptions other) {
    common = new HttpOptions(other.common);
    export = other.export;
  }

  /**
   * What JSON says.
   *
   * @throws IllegalArgumentException if it says something else; the message says what and where
   */
  public WasmHttpOptions(JsonObject json) {
    this();
    common.read(new JsonFields("http", json).text("export", this::setExport)).end();
  }

  /** The same as JSON. */
  public JsonObject toJson() {
    return common.writeTo(new JsonObject().put("export", export));
  }

  HttpLimits limits() {
    return common.limits();
  }

  public String getExport() {
    return export;
  }

  /** The function that serves requests, without parameters and results. */
  public WasmHttpOptions setExport(String name) {
    export = name;
    return this;
  }

  public @Nullable Duration getDeadline() {
    return common.deadline;
  }

  /**
   * How long a request may take, its time in the queue and all waiting for the client included;
   * null for ever. 30 seconds by default.
   */
  public WasmHttpOptions setDeadline(@Nullable Duration time) {
    common.setDeadline(time);
    return this;
  }

  public long getMaxBodySize() {
    return common.maxBodySize;
  }

  /** How many bytes the body of a request may have; -1 for any number. 10 MiB by default. */
  public WasmHttpOptions setMaxBodySize(long bytes) {
    common.setMaxBodySize(bytes);
    return this;
  }

  public int getMaxHeadSize() {
    return common.maxHeadSize;
  }

  /** How many bytes the header fields of a response may have together. 8 KiB by default. */
  public WasmHttpOptions setMaxHeadSize(int bytes) {
    common.setMaxHeadSize(bytes);
    return this;
  }

  public int getMaxHeaders() {
    return common.maxHeaders;
  }

  /** How many header fields a response may have. 100 by default. */
  public WasmHttpOptions setMaxHeaders(int fields) {
    common.setMaxHeaders(fields);
    return this;
  }

  public boolean isTellingFailures() {
    return common.tellingFailures;
  }

  /** Whether clients are told what went wrong, which is for development. Not so by default. */
  public WasmHttpOptions setTellingFailures(boolean tell) {
    common.tellingFailures = tell;
    return this;
  }
}
