package dev.heddle.vertx.capability;

import dev.heddle.async.AsyncImports;
import dev.heddle.vertx.abi.Arguments;
import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.vertx.abi.ImportModule;
import dev.heddle.vertx.abi.Refusal;
import dev.heddle.vertx.abi.Target;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;

/** {@code heddle_config}: values of a configuration, to be read. Thread-safe. */
final class Config {

  private final JsonObject values;

  private Config(JsonObject values) {
    this.values = values.copy();
  }

  static void addTo(AsyncImports.Builder imports, JsonObject values) {
    Config config = new Config(values);
    new ImportModule("heddle_config", 0, imports)
        .function("get", "i32 i32 i32 i32 -> i32", config::get)
        .function("text", "i32 i32 i32 i32 -> i32", config::text)
        .rest();
  }

  /** A value as JSON. */
  private long get(Arguments arguments) {
    Target target = arguments.target(2);
    return target.give(Json.encode(find(arguments.text(0))));
  }

  /** A value that is neither an object nor an array, without the quotes of JSON. */
  private long text(Arguments arguments) {
    Target target = arguments.target(2);
    Object value = find(arguments.text(0));
    Refusal.when(
        value instanceof JsonObject || value instanceof JsonArray, CapabilityError.INVALID);
    return target.give(value.toString());
  }

  /** Finds what a JSON pointer (RFC 6901) points to; null is as nothing. */
  private Object find(String pointer) {
    Object value;
    try {
      value = JsonPointer.from(pointer).queryJson(values);
    } catch (IllegalArgumentException e) {
      throw new Refusal(CapabilityError.INVALID);
    }
    if (value == null) {
      throw new Refusal(CapabilityError.NOT_FOUND);
    }
    return value;
  }
}
