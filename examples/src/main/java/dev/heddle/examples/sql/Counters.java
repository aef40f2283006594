package dev.heddle.examples.sql;

import java.util.concurrent.atomic.LongAdder;

/** The running totals behind {@link Statistics}. Thread-safe. */
final class Counters {

  final LongAdder queries = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder fileOperations = new LongAdder();
  final LongAdder suspensions = new LongAdder();
  final LongAdder connections = new LongAdder();

  Statistics snapshot(int queued, int running) {
    return new Statistics(
        queries.sum(),
        failures.sum(),
        queued,
        running,
        fileOperations.sum(),
        suspensions.sum(),
        connections.sum());
  }
}
