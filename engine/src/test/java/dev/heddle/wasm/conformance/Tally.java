package dev.heddle.wasm.conformance;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many commands had which outcome. Not thread-safe. */
final class Tally {

  private int passed;
  private int failed;
  private int notApplicable;
  private final Map<String, Integer> notYet = new TreeMap<>();

  void add(Outcome outcome) {
    switch (outcome) {
      case Outcome.Passed() -> passed++;
      case Outcome.Failed(String _) -> failed++;
      case Outcome.NotApplicable() -> notApplicable++;
      case Outcome.NotYet(String feature) -> notYet.merge(feature, 1, Integer::sum);
    }
  }

  void add(Tally other) {
    passed += other.passed;
    failed += other.failed;
    notApplicable += other.notApplicable;
    other.notYet.forEach((feature, count) -> notYet.merge(feature, count, Integer::sum));
  }

  int passed() {
    return passed;
  }

  int failed() {
    return failed;
  }

  int notApplicable() {
    return notApplicable;
  }

  /** How many commands need a feature that the engine does not have. */
  int allNotYet() {
    return notYet.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The features that commands need and the engine does not have. */
  Set<String> features() {
    return Collections.unmodifiableSet(notYet.keySet());
  }

  /** The features that commands need, each with the number of those commands, the most first. */
  String wanted() {
    return String.join(
        ", ",
        notYet.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .toList());
  }
}
