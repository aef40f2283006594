package dev.heddle.benchmarks.report;

/**
 * Who took part, or did not.
 *
 * @param label the name in tables
 * @param title what it is
 * @param version its version; of one that is absent, the reason
 * @param present whether it took part
 */
public record Participant(String label, String title, String version, boolean present) {}
