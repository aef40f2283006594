package dev.heddle.benchmarks.report;

import dev.heddle.benchmarks.guests.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes a page of what was measured.
 *
 * @param heading what stands above it
 * @param introduction paragraphs: what was run, when and how
 * @param machine lines of what it ran on
 * @param participants all contenders, those that were absent, too
 * @param bases those that the others are compared with, the first of them in every table
 * @param results what was measured
 */
public record Report(
    String heading,
    List<String> introduction,
    List<String> machine,
    List<Participant> participants,
    List<String> bases,
    Results results) {

  /**
   * Writes the page, and its charts into a folder beside it that is named like it.
   *
   * @throws IOException if they cannot be written
   */
  public void write(Path page) throws IOException {
    String name = page.getFileName().toString().replaceFirst("\\.md$", "");
    Path folder = page.resolveSibling(name);
    Files.createDirectories(folder);
    for (Map.Entry<String, Chart> chart : charts().entrySet()) {
      Files.writeString(folder.resolve(chart.getKey() + ".svg"), chart.getValue().toSvg());
    }
    Files.writeString(page, toMarkdown(name));
  }

  /** The page; {@code folder} is where its charts are. */
  String toMarkdown(String folder) {
    StringBuilder page = new StringBuilder("# " + heading + "\n\n");
    introduction.forEach(paragraph -> page.append(paragraph).append("\n\n"));
    machine.forEach(line -> page.append("- ").append(line).append('\n'));
    page.append('\n').append(whoTookPart());
    if (results.sections().contains(Section.WARM)) {
      page.append(summary(folder));
    }
    for (Section section : results.sections()) {
      page.append(section(section, folder));
    }
    return page.toString();
  }

  /** The pictures, by name. */
  Map<String, Chart> charts() {
    Map<String, Chart> charts = new LinkedHashMap<>();
    for (Section section : results.sections()) {
      Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
      for (String subject : results.subjects(section)) {
        Map<String, Double> row = new LinkedHashMap<>();
        for (String contender : present()) {
          number(section, subject, contender).ifPresent(it -> row.put(contender, it));
        }
        rows.put(subject, row);
      }
      boolean relative = isRelative(section);
      charts.put(
          section.label(),
          new Chart(
              section.title() + (relative ? ", in times " + bases.getFirst() : ""),
              relative ? "times " + bases.getFirst() + ", less is better" : section.unit(),
              present(),
              rows));
    }
    if (results.sections().contains(Section.WARM) && !bases.isEmpty()) {
      charts.put("summary", means());
    }
    return charts;
  }

  private Chart means() {
    Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
    kinds()
        .forEach((kind, subjects) -> {
          Map<String, Double> row = new LinkedHashMap<>();
          for (String contender : present()) {
            mean(subjects, contender, bases.getFirst()).ifPresent(it -> row.put(contender, it));
          }
          rows.put(kind, row);
        });
    return new Chart(
        "Warm, geometric means by kind of program, in times " + bases.getFirst(),
        "times " + bases.getFirst() + ", less is better",
        present(),
        rows);
  }

  private OptionalDouble number(Section section, String subject, String contender) {
    if (isRelative(section)) {
      return results.ratio(section, subject, contender, bases.getFirst());
    }
    OptionalDouble median = results.median(section, subject, contender);
    return median.isPresent()
        ? OptionalDouble.of(section.inUnit(median.getAsDouble()))
        : OptionalDouble.empty();
  }

  private boolean isRelative(Section section) {
    return section == Section.WARM && !bases.isEmpty();
  }

  private List<String> present() {
    return participants.stream().filter(Participant::present).map(Participant::label).toList();
  }

  private String whoTookPart() {
    StringBuilder table = new StringBuilder();
    row(table, Stream.of("engine", "what", "version"));
    rule(table, 3, 3);
    for (Participant it : participants) {
      row(
          table,
          Stream.of(
              it.label(), it.title(), it.present() ? it.version() : "absent: " + it.version()));
    }
    return table.append('\n').toString();
  }

  private String summary(String folder) {
    if (bases.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("## Summary\n\n");
    text.append(
        "Warm, geometric means of the ratios of medians; less is better. Each over what both");
    text.append(" have run.\n\n");
    text.append("![Means by kind](").append(folder).append("/summary.svg)\n\n");
    row(
        text,
        Stream.of(
                Stream.of("engine"),
                bases.stream().map(base -> "times " + base),
                Stream.of("worst, times " + bases.getFirst(), "cases"))
            .flatMap(it -> it));
    rule(text, 1, bases.size() + 3);
    for (String contender : present()) {
      List<String> cells = new ArrayList<>(List.of(contender));
      List<String> all = results.subjects(Section.WARM);
      bases.forEach(base -> cells.add(text(mean(all, contender, base))));
      Map<String, Double> ratios = results.ratios(Section.WARM, all, contender, bases.getFirst());
      cells.add(
          ratios.entrySet().stream()
              .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
              .map(worst -> Numbers.three(worst.getValue()) + " (" + worst.getKey() + ")")
              .orElse("-"));
      cells.add(ratios.size() + " of " + all.size());
      row(text, cells.stream());
    }
    text.append("\nBy kind of program, in times ").append(bases.getFirst()).append(":\n\n");
    Map<String, List<String>> kinds = kinds();
    row(text, Stream.concat(Stream.of("engine"), kinds.keySet().stream()));
    rule(text, 1, kinds.size() + 1);
    for (String contender : present()) {
      row(
          text,
          Stream.concat(
              Stream.of(contender),
              kinds.values().stream()
                  .map(subjects -> text(mean(subjects, contender, bases.getFirst())))));
    }
    return text.append('\n').toString();
  }

  /** The subjects of the warm runs by kind; those that are no kernels of ours are all of one. */
  private Map<String, List<String>> kinds() {
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    for (Kernel kernel : Kernel.values()) {
      if (results.subjects(Section.WARM).contains(kernel.label())) {
        kinds.computeIfAbsent(kernel.kind().label(), _ -> new ArrayList<>()).add(kernel.label());
      }
    }
    if (kinds.isEmpty()) {
      kinds.put("all", results.subjects(Section.WARM));
    }
    return kinds;
  }

  private OptionalDouble mean(List<String> subjects, String contender, String base) {
    Map<String, Double> ratios = results.ratios(Section.WARM, subjects, contender, base);
    return ratios.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Statistics.mean(ratios.values()));
  }

  private String section(Section section, String folder) {
    StringBuilder text = new StringBuilder();
    text.append("## ").append(section.title()).append("\n\n");
    text.append(section.about()).append("\n\n");
    text.append("![%s](%s/%s.svg)\n\n".formatted(section.title(), folder, section.label()));
    text.append("Medians in ").append(section.unit()).append(", with their spread:\n\n");
    Footnotes footnotes = new Footnotes();
    table(
        text,
        section,
        subject ->
            contender -> {
              List<Double> samples = results.samples(section, subject, contender);
              return samples.isEmpty()
                  ? results
                      .failure(section, subject, contender)
                      .map(reason -> "fails " + footnotes.mark(reason))
                      .orElse("-")
                  : Numbers.three(section.inUnit(Statistics.median(samples))) + spread(samples);
            });
    text.append(footnotes.text());
    if (section != Section.MEMORY && !bases.isEmpty()) {
      text.append("In times ").append(bases.getFirst()).append("; less is better:\n\n");
      table(
          text,
          section,
          subject ->
              contender -> text(results.ratio(section, subject, contender, bases.getFirst())));
      text.append('\n');
    }
    return text.toString();
  }

  private void table(
      StringBuilder text, Section section, Function<String, Function<String, String>> cells) {
    row(text, Stream.concat(Stream.of(""), present().stream()));
    rule(text, 1, present().size() + 1);
    for (String subject : results.subjects(section)) {
      row(text, Stream.concat(Stream.of(subject), present().stream().map(cells.apply(subject))));
    }
  }

  private static String spread(List<Double> samples) {
    return samples.size() < 2 ? "" : " ±%.0f%%".formatted(100 * Statistics.spread(samples));
  }

  private static String text(OptionalDouble ratio) {
    return ratio.isPresent() ? Numbers.three(ratio.getAsDouble()) : "-";
  }

  private static void row(StringBuilder text, Stream<String> cells) {
    text.append('|');
    cells.forEach(cell -> text.append(' ').append(cell.replace("|", "\\|")).append(" |"));
    text.append('\n');
  }

  /**
   * The line below a heading: the columns after the first {@code left} are aligned to the right.
   */
  private static void rule(StringBuilder text, int left, int columns) {
    text.append('|');
    for (int column = 0; column < columns; column++) {
      text.append(column < left ? "---|" : "--:|");
    }
    text.append('\n');
  }

  /** Reasons that stand below a table. Not thread-safe. */
  private static final class Footnotes {

    private final List<String> reasons = new ArrayList<>();

    String mark(String reason) {
      if (!reasons.contains(reason)) {
        reasons.add(reason);
      }
      return "(" + (reasons.indexOf(reason) + 1) + ")";
    }

    String text() {
      StringBuilder text = new StringBuilder("\n");
      for (int i = 0; i < reasons.size(); i++) {
        text.append("(%d) `%s`\\\n".formatted(i + 1, reasons.get(i).replace('`', '\'')));
      }
      return reasons.isEmpty() ? text.toString() : text.append('\n').toString();
    }
  }
}
