package dev.heddle.benchmarks.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What all trials gave: for each section, subject and contender the samples or the reason why there
 * are none. Sections have their order, subjects come in the order in which they were measured. Not
 * thread-safe.
 */
public final class Results {

  private record Cell(List<Double> samples, List<String> failures) {
    Cell() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  private final Map<Section, Map<String, Map<String, Cell>>> cells = new EnumMap<>(Section.class);

  /** Adds measurements; several trials of the same make one set of samples. */
  public void add(Section section, String subject, String contender, List<Double> samples) {
    cell(section, subject, contender).samples.addAll(samples);
  }

  /** Adds the reason why a trial gave nothing. */
  public void fail(Section section, String subject, String contender, String reason) {
    cell(section, subject, contender).failures.add(reason);
  }

  private Cell cell(Section section, String subject, String contender) {
    return cells
        .computeIfAbsent(section, _ -> new LinkedHashMap<>())
        .computeIfAbsent(subject, _ -> new LinkedHashMap<>())
        .computeIfAbsent(contender, _ -> new Cell());
  }

  /** The sections in which anything was tried. */
  Set<Section> sections() {
    return cells.keySet();
  }

  /** What was tried in a section. */
  List<String> subjects(Section section) {
    return List.copyOf(cells.getOrDefault(section, Map.of()).keySet());
  }

  /** The samples, if there are any. */
  List<Double> samples(Section section, String subject, String contender) {
    return find(section, subject, contender).map(Cell::samples).orElse(List.of());
  }

  /** The median, if it was measured. */
  OptionalDouble median(Section section, String subject, String contender) {
    List<Double> samples = samples(section, subject, contender);
    return samples.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Statistics.median(samples));
  }

  /** Why a trial gave nothing, if one did. */
  Optional<String> failure(Section section, String subject, String contender) {
    return find(section, subject, contender).flatMap(cell -> cell.failures.stream().findFirst());
  }

  private Optional<Cell> find(Section section, String subject, String contender) {
    return Optional.ofNullable(
        cells.getOrDefault(section, Map.of()).getOrDefault(subject, Map.of()).get(contender));
  }

  /** How many times what {@code base} takes a contender takes, if both were measured. */
  OptionalDouble ratio(Section section, String subject, String contender, String base) {
    OptionalDouble own = median(section, subject, contender);
    OptionalDouble others = median(section, subject, base);
    return own.isPresent() && others.isPresent()
        ? OptionalDouble.of(own.getAsDouble() / others.getAsDouble())
        : OptionalDouble.empty();
  }

  /** The ratios over these subjects, as far as both were measured. */
  Map<String, Double> ratios(
      Section section, List<String> subjects, String contender, String base) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (String subject : subjects) {
      ratio(section, subject, contender, base).ifPresent(ratio -> ratios.put(subject, ratio));
    }
    return ratios;
  }
}
