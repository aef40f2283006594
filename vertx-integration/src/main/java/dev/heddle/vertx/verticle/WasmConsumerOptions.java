package dev.heddle.vertx.verticle;

import dev.heddle.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which export of a guest handles the messages to an address, and how. Not thread-safe.
 *
 * <p>As JSON, with the time in milliseconds: {@code {"export": "price", "deadline": 1000, "local":
 * false}}.
 */
public final class WasmConsumerOptions {

  private String export;
  private @Nullable Duration deadline;
  private boolean local;

  /** An export, without a deadline of its own. */
  public WasmConsumerOptions(String export) {
    this.export = export;
  }

  /** A copy. */
  public WasmConsumerOptions(WasmConsumerOptions other) {
    export = other.export;
    deadline = other.deadline;
    local = other.local;
  }

  /**
   * What JSON says.
   *
   * @throws IllegalArgumentException if it says something else; the message says what and where
   */
  public WasmConsumerOptions(JsonObject json) {
    this("consumer", json);
  }

  WasmConsumerOptions(String place, JsonObject json) {
    this("");
    new JsonFields(place, json)
        .text("export", this::setExport)
        .millis("deadline", this::setDeadline)
        .truth("local", this::setLocal)
        .end();
    if (export.isEmpty()) {
      throw new IllegalArgumentException(
          place + ".export: expected the name of a function, found nothing");
    }
  }

  /** The same as JSON. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("export", export).put("local", local);
    return deadline == null ? json : json.put("deadline", deadline.toMillis());
  }

  public String getExport() {
    return export;
  }

  /** Sets the function: without parameters, and without a result or with an {@code i32}. */
  public WasmConsumerOptions setExport(String function) {
    export = function;
    return this;
  }

  public @Nullable Duration getDeadline() {
    return deadline;
  }

  /** Sets how long handling a message may take, queueing included; null for that of all calls. */
  public WasmConsumerOptions setDeadline(@Nullable Duration time) {
    deadline = time;
    return this;
  }

  public boolean isLocal() {
    return local;
  }

  /** Sets whether only messages of this Vert.x are taken, and not those of the cluster. */
  public WasmConsumerOptions setLocal(boolean only) {
    local = only;
    return this;
  }
}
