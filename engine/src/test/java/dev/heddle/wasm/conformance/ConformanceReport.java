package dev.heddle.wasm.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects the results of scripts by folder and shows them as text. Not thread-safe. */
final class ConformanceReport {

  private static final String HEADINGS =
      """
      %1$s | scripts                                       | commands
      %1$s | complete  in part  not yet  n/a  failed   all |  passed  not yet   n/a  failed    all
      """;

  private static final String ROW = "%s | %8d  %7d  %7d  %3d  %6d  %4d | %7d  %7d  %4d  %6d  %5d%n";

  private final Map<String, List<ScriptResult>> folders = new TreeMap<>();

  void add(String folder, ScriptResult result) {
    folders.computeIfAbsent(folder, _ -> new ArrayList<>()).add(result);
  }

  /** The outcomes of all commands of a folder so far. */
  Tally tally(String folder) {
    return sum(results(folder));
  }

  /** How many scripts of a folder had the verdict so far. */
  int scripts(String folder, ScriptResult.Verdict verdict) {
    return count(results(folder), verdict);
  }

  /** One row for each folder and one for all, and what is waited for. */
  String totals() {
    int width = folders.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder text = new StringBuilder();
    text.append(HEADINGS.formatted(" ".repeat(width)));
    folders.forEach((folder, results) -> text.append(row(pad(folder, width), results)));
    List<ScriptResult> all = folders.values().stream().flatMap(List::stream).toList();
    text.append(row(pad("all", width), all));
    text.append("Not yet, by the feature that is needed:\n");
    folders.forEach((folder, results) -> {
      Tally tally = sum(results);
      if (tally.allNotYet() > 0) {
        text.append("  ").append(pad(folder, width)).append("  ").append(tally.wanted());
        text.append('\n');
      }
    });
    return text.toString();
  }

  /** One line for each script, each followed by its failures. */
  String scripts() {
    StringBuilder text = new StringBuilder();
    folders.forEach((folder, results) -> {
      text.append(folder).append('\n');
      for (ScriptResult result : results) {
        Tally tally = result.tally();
        text.append(
            "  %-40s %-8s passed %5d, failed %3d, not applicable %3d, not yet %5d%s%n"
                .formatted(
                    result.script(),
                    result.verdict(),
                    tally.passed(),
                    tally.failed(),
                    tally.notApplicable(),
                    tally.allNotYet(),
                    tally.allNotYet() > 0 ? " (" + tally.wanted() + ")" : ""));
        result.failures().forEach(failure -> text.append("      ").append(failure).append('\n'));
      }
    });
    return text.toString();
  }

  private List<ScriptResult> results(String folder) {
    return folders.getOrDefault(folder, List.of());
  }

  private static String row(String name, List<ScriptResult> results) {
    Tally tally = sum(results);
    return ROW.formatted(
        name,
        count(results, ScriptResult.Verdict.COMPLETE),
        count(results, ScriptResult.Verdict.IN_PART),
        count(results, ScriptResult.Verdict.NOT_YET),
        count(results, ScriptResult.Verdict.NOT_APPLICABLE),
        count(results, ScriptResult.Verdict.FAILED),
        results.size(),
        tally.passed(),
        tally.allNotYet(),
        tally.notApplicable(),
        tally.failed(),
        tally.passed() + tally.allNotYet() + tally.notApplicable() + tally.failed());
  }

  private static int count(List<ScriptResult> results, ScriptResult.Verdict verdict) {
    return (int) results.stream().filter(result -> result.verdict() == verdict).count();
  }

  private static Tally sum(List<ScriptResult> results) {
    Tally sum = new Tally();
    results.forEach(result -> sum.add(result.tally()));
    return sum;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
