package dev.heddle.examples.sql.http;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the answers of all event loops of a server.
 *
 * <p>Safe for use by any thread; the counts are read one after the other, not at one instant.
 */
public final class HttpStatistics {
  private final LongAdder requests = new LongAdder();
  private final LongAdder abandoned = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final LongAdder pauses = new LongAdder();
  private final Map<Integer, LongAdder> answersByStatus = new ConcurrentSkipListMap<>();

  /** Makes counts of nothing. */
  public HttpStatistics() {}

  /** Returns how many requests have arrived. */
  public long requests() {
    return requests.sum();
  }

  /** Returns how many requests ended by the client going away before it had the whole answer. */
  public long abandoned() {
    return abandoned.sum();
  }

  /** Returns how many answers with the given status were sent to their end. */
  public long answers(int status) {
    LongAdder count = answersByStatus.get(status);
    return count == null ? 0 : count.sum();
  }

  /** Returns how many rows have been handed to sockets, as JSON. */
  public long rowsSent() {
    return rows.sum();
  }

  /** Returns how often a query had to wait for its client, which had not read what was sent. */
  public long pauses() {
    return pauses.sum();
  }

  void arrived() {
    requests.increment();
  }

  void answered(int status) {
    answersByStatus.computeIfAbsent(status, key -> new LongAdder()).increment();
  }

  void clientWentAway() {
    abandoned.increment();
  }

  void rowsSent(long count) {
    rows.add(count);
  }

  void paused() {
    pauses.increment();
  }

  JsonObject toJson() {
    JsonObject answers = new JsonObject();
    answersByStatus.forEach((status, count) -> answers.put(status.toString(), count.sum()));
    return new JsonObject()
        .put("requests", requests())
        .put("abandoned", abandoned())
        .put("rowsSent", rowsSent())
        .put("pauses", pauses())
        .put("answers", answers);
  }
}
