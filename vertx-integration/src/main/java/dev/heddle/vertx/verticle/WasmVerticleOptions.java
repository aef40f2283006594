package dev.heddle.vertx.verticle;

import dev.heddle.vertx.WasmOptions;
import dev.heddle.vertx.json.JsonFields;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a verticle is made of besides its module: the configuration of its deployment. Not
 * thread-safe.
 *
 * <p>As JSON, with times in milliseconds and all members optional:
 *
 * <pre>{@code
 * {
 *   "options": {"concurrency": "interleaved"},       // see WasmOptions
 *   "capabilities": {"timers": {}},                  // see Capabilities.Builder.grants
 *   "config": {"currency": "EUR"},                   // what the guest reads by heddle_config
 *   "consumers": {"prices.get": "price",             // messages to an address, by which export
 *                 "prices.set": {"export": "set", "deadline": 1000}},
 *   "consume": ["prices.*"],                         // what the guest may listen to on top
 *   "start": "start",                                // exports that are called first and last
 *   "stop": "stop",
 *   "grace": 5000                                    // how long what is in flight may take to end
 * }
 * }</pre>
 */
public final class WasmVerticleOptions {

  /** How long calls in flight may take to end, and the export for the end, if nothing is said. */
  public static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

  /** How many messages wait for an instance, if the options do not say. */
  public static final int DEFAULT_MAX_QUEUED_CALLS = 1_000;

  private WasmOptions options = new WasmOptions();
  private JsonObject capabilities = new JsonObject();
  private JsonObject config = new JsonObject();
  private final Map<String, WasmConsumerOptions> consumers = new LinkedHashMap<>();
  private List<String> consume = List.of();
  private @Nullable String start;
  private @Nullable String stop;
  private Duration grace = DEFAULT_GRACE;

  /** The defaults. */
  public WasmVerticleOptions() {}

  /** A copy. */
  public WasmVerticleOptions(WasmVerticleOptions other) {
    this(other.toJson());
  }

  /**
   * What JSON says.
   *
   * @throws IllegalArgumentException if it says something else; the message says what and where
   */
  public WasmVerticleOptions(JsonObject json) {
    new JsonFields("config", json)
        .object("options", made -> setOptions(new WasmOptions(made)))
        .object("capabilities", this::setCapabilities)
        .object("config", this::setConfig)
        .object("consumers", this::readConsumers)
        .texts("consume", this::setConsume)
        .text("start", this::setStart)
        .text("stop", this::setStop)
        .longInteger("grace", 0, millis -> setGrace(Duration.ofMillis(millis)))
        .end();
  }

  private void readConsumers(JsonObject addresses) {
    addresses.forEach(entry -> {
      String place = "config.consumers." + entry.getKey();
      addConsumer(
          entry.getKey(),
          switch (entry.getValue()) {
            case String export -> new WasmConsumerOptions(export);
            case JsonObject json -> new WasmConsumerOptions(place, json);
            case null, default ->
                throw new IllegalArgumentException(
                    place
                        + ": expected the name of an export or an object, found "
                        + entry.getValue());
          });
    });
  }

  /** The same as JSON. */
  public JsonObject toJson() {
    JsonObject addresses = new JsonObject();
    consumers.forEach((address, consumer) -> addresses.put(address, consumer.toJson()));
    JsonObject json =
        new JsonObject()
            .put("options", options.toJson())
            .put("capabilities", capabilities)
            .put("config", config)
            .put("consumers", addresses)
            .put("consume", new JsonArray(consume))
            .put("grace", grace.toMillis());
    if (start != null) {
      json.put("start", start);
    }
    return stop == null ? json : json.put("stop", stop);
  }

  /** Options of a deployment with this as its configuration. */
  public DeploymentOptions toDeploymentOptions() {
    return new DeploymentOptions().setConfig(toJson());
  }

  public WasmOptions getOptions() {
    return options;
  }

  /** Sets what the guest is made with. */
  public WasmVerticleOptions setOptions(WasmOptions made) {
    options = made;
    return this;
  }

  public JsonObject getCapabilities() {
    return capabilities;
  }

  /** Sets what the guest is granted, as {@code Capabilities.Builder.grants} has it. */
  public WasmVerticleOptions setCapabilities(JsonObject grants) {
    capabilities = grants;
    return this;
  }

  public JsonObject getConfig() {
    return config;
  }

  /** Sets what the guest reads as its configuration. */
  public WasmVerticleOptions setConfig(JsonObject values) {
    config = values;
    return this;
  }

  public Map<String, WasmConsumerOptions> getConsumers() {
    return consumers;
  }

  /** Adds an address, whose messages an export handles. */
  public WasmVerticleOptions addConsumer(String address, String export) {
    return addConsumer(address, new WasmConsumerOptions(export));
  }

  /** Adds an address, whose messages an export handles. */
  public WasmVerticleOptions addConsumer(String address, WasmConsumerOptions consumer) {
    consumers.put(address, consumer);
    return this;
  }

  public List<String> getConsume() {
    return consume;
  }

  /** Sets which addresses the guest may listen to itself; a star stands for any characters. */
  public WasmVerticleOptions setConsume(List<String> addresses) {
    consume = List.copyOf(addresses);
    return this;
  }

  public @Nullable String getStart() {
    return start;
  }

  /**
   * Sets the function that is called before the first message; the deployment fails if it traps, or
   * returns another number than 0. In a pool it is what prepares the instances.
   */
  public WasmVerticleOptions setStart(@Nullable String export) {
    start = export;
    return this;
  }

  public @Nullable String getStop() {
    return stop;
  }

  /** Sets the function that is called after the last message; in a pool, in one instance. */
  public WasmVerticleOptions setStop(@Nullable String export) {
    stop = export;
    return this;
  }

  public Duration getGrace() {
    return grace;
  }

  /** Sets how long calls in flight may take to end on undeployment, and the last one after them. */
  public WasmVerticleOptions setGrace(Duration time) {
    grace = time;
    return this;
  }
}
