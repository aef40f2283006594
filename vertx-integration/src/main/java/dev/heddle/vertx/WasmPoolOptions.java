package dev.heddle.vertx;

import dev.heddle.async.InstancePool;
import dev.heddle.async.Reuse;
import dev.heddle.vertx.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a pool of instances is made with; what is not said is as {@link InstancePool.Builder} says.
 * Not thread-safe.
 *
 * <p>As JSON, with times in milliseconds: {@code {"minSize": 1, "maxSize": 16, "maxWaiting": 1000,
 * "maxIdle": 60000, "reuse": "restored"}}.
 */
public final class WasmPoolOptions {

  /** How many instances there are at least, if nothing is said. */
  public static final int DEFAULT_MIN_SIZE = 0;

  /** How many instances there are at most, if nothing is said. */
  public static final int DEFAULT_MAX_SIZE = 16;

  /** How many may wait for an instance, if nothing is said. */
  public static final int DEFAULT_MAX_WAITING = 1_000;

  private int minSize = DEFAULT_MIN_SIZE;
  private int maxSize = DEFAULT_MAX_SIZE;
  private int maxWaiting = DEFAULT_MAX_WAITING;
  private @Nullable Duration maxIdle;
  private Reuse reuse = Reuse.RESTORED;

  /** The defaults. */
  public WasmPoolOptions() {}

  /** A copy. */
  public WasmPoolOptions(WasmPoolOptions other) {
    minSize = other.minSize;
    maxSize = other.maxSize;
    maxWaiting = other.maxWaiting;
    maxIdle = other.maxIdle;
    reuse = other.reuse;
  }

  /**
   * What JSON says.
   *
   * @throws IllegalArgumentException if it says something else; the message says what and where
   */
  public WasmPoolOptions(JsonObject json) {
    this(new JsonFields("pool", json));
  }

  WasmPoolOptions(JsonFields fields) {
    fields
        .integer("minSize", 0, this::setMinSize)
        .integer("maxSize", 1, this::setMaxSize)
        .integer("maxWaiting", 0, this::setMaxWaiting)
        .millis("maxIdle", this::setMaxIdle)
        .constant("reuse", Reuse.class, this::setReuse)
        .end();
  }

  /** The same as JSON. */
  public JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("minSize", minSize)
            .put("maxSize", maxSize)
            .put("maxWaiting", maxWaiting)
            .put("reuse", JsonFields.nameOf(reuse));
    return maxIdle == null ? json : json.put("maxIdle", maxIdle.toMillis());
  }

  /** Has a builder make a pool so. */
  public InstancePool.Builder applyTo(InstancePool.Builder pool) {
    pool.size(minSize, maxSize).maxWaiting(maxWaiting).reuse(reuse);
    return maxIdle == null ? pool : pool.maxIdle(maxIdle);
  }

  public int getMinSize() {
    return minSize;
  }

  /** How many instances there are from the start. */
  public WasmPoolOptions setMinSize(int instances) {
    minSize = instances;
    return this;
  }

  public int getMaxSize() {
    return maxSize;
  }

  /** How many instances there may be. */
  public WasmPoolOptions setMaxSize(int instances) {
    maxSize = instances;
    return this;
  }

  public int getMaxWaiting() {
    return maxWaiting;
  }

  /** How many calls may wait for an instance. */
  public WasmPoolOptions setMaxWaiting(int calls) {
    maxWaiting = calls;
    return this;
  }

  /** After how long idle instances are closed, if they are. */
  public @Nullable Duration getMaxIdle() {
    return maxIdle;
  }

  /** After how long idle instances are closed; null for never. */
  public WasmPoolOptions setMaxIdle(@Nullable Duration time) {
    maxIdle = time;
    return this;
  }

  public Reuse getReuse() {
    return reuse;
  }

  /** What becomes of instances that come back. */
  public WasmPoolOptions setReuse(Reuse how) {
    reuse = how;
    return this;
  }
}
