package dev.heddle.examples.sql;

/**
 * What a database has done so far, and what is waiting.
 *
 * @param queries queries that have ended, however
 * @param failures those of them that failed
 * @param queued queries that wait for their turn now
 * @param running 1 while a query runs, else 0
 * @param fileOperations calls of the guest for its files: reads, writes, syncs, locks and so on
 * @param suspensions those of them for which the guest was parked, as they were not done at once
 * @param connections how often a guest was started: 1, and 1 more for each that had to be discarded
 */
public record Statistics(
    long queries,
    long failures,
    int queued,
    int running,
    long fileOperations,
    long suspensions,
    long connections) {}
