package dev.heddle.examples.sql.http;

import dev.heddle.examples.sql.Statistics;
import io.vertx.core.json.JsonObject;

/** The database's counts, as {@code GET /stats} shows them. */
final class DatabaseStatistics {

  static JsonObject toJson(Statistics statistics) {
    return new JsonObject()
        .put("queries", statistics.queries())
        .put("failures", statistics.failures())
        .put("queued", statistics.queued())
        .put("running", statistics.running())
        .put("fileOperations", statistics.fileOperations())
        .put("suspensions", statistics.suspensions())
        .put("connections", statistics.connections());
  }

  private DatabaseStatistics() {}
}
