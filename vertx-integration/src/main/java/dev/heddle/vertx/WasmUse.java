package dev.heddle.vertx;

import io.vertx.core.json.JsonObject;

/**
 * What a guest does and has done, as of when it was asked. Immutable and thread-safe.
 *
 * @param queued how many calls wait for their turn to start, or for an instance
 * @param running how many have started and not ended, suspended ones included
 * @param succeeded how many have returned since it was made
 * @param failed how many have failed since, were refused or stopped
 * @param instances how many instances there are; 0 once it is closed
 * @param memoryBytes how much memory these have together
 */
public record WasmUse(
    long queued, long running, long succeeded, long failed, int instances, long memoryBytes) {

  /** The same as JSON, for health checks and pages of figures. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("queued", queued)
        .put("running", running)
        .put("succeeded", succeeded)
        .put("failed", failed)
        .put("instances", instances)
        .put("memoryBytes", memoryBytes);
  }
}
