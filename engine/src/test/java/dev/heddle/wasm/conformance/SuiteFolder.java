package dev.heddle.wasm.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder that holds scripts.
 *
 * @param name its path from the parent of the suite's root, with slashes, e.g. {@code
 *     spec-tests/core}
 * @param scripts the files of its scripts, sorted by name
 */
record SuiteFolder(String name, List<Path> scripts) {

  SuiteFolder {
    scripts = List.copyOf(scripts);
  }

  /** All folders with scripts in and below {@code root}, sorted by name. */
  static List<SuiteFolder> below(Path root) throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    Map<String, List<Path>> scripts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(absolute)) {
      files
          .filter(file -> file.getFileName().toString().endsWith(".json"))
          .sorted()
          .forEach(file -> {
            Path from = absolute.getParent() == null ? absolute : absolute.getParent();
            String name = from.relativize(file.getParent()).toString().replace('\\', '/');
            scripts.computeIfAbsent(name, _ -> new ArrayList<>()).add(file);
          });
    }
    return scripts.entrySet().stream()
        .map(entry -> new SuiteFolder(entry.getKey(), entry.getValue()))
        .toList();
  }
}
