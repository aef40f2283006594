package dev.heddle.vertx.verticle;

import dev.heddle.vertx.abi.Arguments;
import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.vertx.abi.Refusal;
import dev.heddle.vertx.abi.Wildcards;
import dev.heddle.wasm.WasmModule;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which addresses a verticle listens to: those of its configuration, and those that the guest adds
 * while it starts. Thread-safe.
 */
final class Listening {

  /** So many the guest may add. */
  private static final int MOST = 1_000;

  private final WasmModule module;
  private final Wildcards allowed;

  // Guarded by this.
  private final Map<String, Consumer> consumers = new LinkedHashMap<>();
  private boolean settled;

  /** Messages to an address, and what handles them. */
  record Consumer(Export export, WasmConsumerOptions options) {}

  /**
   * What the configuration says.
   *
   * @throws IllegalArgumentException if the module has not the functions for it
   */
  Listening(WasmModule module, WasmVerticleOptions options) {
    this.module = module;
    this.allowed = new Wildcards(options.getConsume());
    options
        .getConsumers()
        .forEach((address, consumer) ->
            consumers.put(
                address,
                new Consumer(
                    Export.of(module, "config.consumers." + address, consumer.getExport()),
                    consumer)));
  }

  /** {@code consume}: adds an address, which the guest handles by an export. */
  synchronized long add(Arguments arguments) {
    String address = arguments.text(0);
    String name = arguments.text(2);
    allowed.require(address);
    Export export;
    try {
      export = Export.of(module, "consume", name);
    } catch (IllegalArgumentException e) {
      throw new Refusal(CapabilityError.NOT_FOUND);
    }
    if (settled) {
      // Another instance of a pool that starts anew: it is listened to already.
      Refusal.when(!consumers.containsKey(address), CapabilityError.CLOSED);
      return 0;
    }
    Refusal.when(consumers.containsKey(address), CapabilityError.EXISTS);
    Refusal.when(consumers.size() >= MOST, CapabilityError.TOO_MANY);
    consumers.put(address, new Consumer(export, new WasmConsumerOptions(name)));
    return 0;
  }

  /** All of them, to which nothing is added any more. */
  synchronized Map<String, Consumer> settle() {
    settled = true;
    return Map.copyOf(consumers);
  }
}
