package dev.heddle.wasm.conformance;

import static dev.heddle.wasm.conformance.ScriptResult.Verdict.COMPLETE;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.heddle.wasm.Execution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The engine against recorded scripts: the official test suite and generated modules.
 *
 * <p>They are looked for in {@code ../shared/spec-tests} and {@code ../shared/differential}, seen
 * from the repository; {@code -Dheddle.specTests=DIR} names any other folder of the same format
 * instead. A failed command fails the build. What is not there is skipped, aloud.
 *
 * <p>The totals go to standard output and to {@code target/conformance-report.txt}, the results of
 * every script to {@code target/conformance-scripts.txt}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RecordedSuitesConformance {

  private static final String FOLDER_PROPERTY = "heddle.specTests";

  /** A regular expression; of the scripts only those are run of whose path it is a part. */
  private static final String SCRIPTS_PROPERTY = "heddle.scripts";

  private static final Pattern SCRIPTS = Pattern.compile(System.getProperty(SCRIPTS_PROPERTY, ""));

  /** The only feature that the engine may say it does not have. */
  private static final Set<String> MISSING_FEATURES = Set.of("stack-switching");

  /** The only folder with scripts that need it: everywhere else "not yet" is a failure, too. */
  private static final Set<String> WITH_MISSING_FEATURES =
      Set.of("spec-tests/proposals/stack-switching");

  /**
   * What passed when it was last looked at, so that a mistake that refuses modules, and a suite
   * that has shrunk, are noticed. To be raised whenever more passes.
   */
  private static final Map<String, Floor> FLOORS =
      Map.ofEntries(
          entry("differential/all", new Floor(3, 4_990)),
          entry("differential/exceptions", new Floor(3, 4_022)),
          entry("differential/gc", new Floor(3, 3_927)),
          entry("differential/memories", new Floor(3, 4_891)),
          entry("differential/simd", new Floor(3, 4_576)),
          entry("differential/tail-calls", new Floor(3, 4_848)),
          entry("differential/threads", new Floor(3, 3_751)),
          entry("differential/wasm2", new Floor(3, 4_386)),
          entry("differential/wide-arithmetic", new Floor(3, 4_219)),
          entry("spec-tests/core", new Floor(255, 63_946)),
          entry("spec-tests/legacy-exceptions", new Floor(4, 89)),
          entry("spec-tests/proposals/custom-page-sizes", new Floor(5, 203)),
          entry("spec-tests/proposals/threads", new Floor(4, 589)),
          entry("spec-tests/proposals/threads-litmus", new Floor(13, 551)),
          entry("spec-tests/proposals/wide-arithmetic", new Floor(1, 109)));

  /**
   * The least that must pass in a folder.
   *
   * @param scripts how many scripts completely
   * @param commands how many commands
   */
  private record Floor(int scripts, int commands) {}

  private final Path repository = repository();
  private final ConformanceReport report = new ConformanceReport();
  private final List<String> skipped = new ArrayList<>();

  @TestFactory
  List<DynamicNode> suites() throws IOException {
    String folder = System.getProperty(FOLDER_PROPERTY);
    if (folder != null && !folder.isBlank()) {
      Path root = repository.resolve(folder);
      assertThat(root).as("the folder named by -D%s", FOLDER_PROPERTY).isDirectory();
      return suite(root);
    }
    List<DynamicNode> suites = new ArrayList<>();
    for (String name : List.of("spec-tests", "differential")) {
      Path root = repository.resolve("../shared").resolve(name).normalize();
      if (Files.isDirectory(root)) {
        suites.addAll(suite(root));
        if (SCRIPTS.pattern().isEmpty()) {
          suites.add(
              dynamicTest(
                  "no folder of " + name + " is missing", () -> compareFolders(name, root)));
        }
      } else {
        suites.add(missing(name));
      }
    }
    return suites;
  }

  /** How this JVM's guests are executed. */
  private static String execution() {
    String seed = System.getProperty("heddle.mixed");
    return seed == null
        ? Execution.standard().name().toLowerCase(Locale.ROOT)
        : "interpreted and compiled as chance wants it, seed " + seed;
  }

  @AfterAll
  void showTheTotals() throws IOException {
    StringBuilder text =
        new StringBuilder("Conformance to the recorded test suites, " + execution() + "\n");
    skipped.forEach(line -> text.append(line).append('\n'));
    String scripts = report.scripts();
    if (!scripts.isEmpty()) {
      text.append(report.totals());
      text.append("Every script: engine/target/conformance-scripts.txt\n");
    }
    Path target = Files.createDirectories(repository.resolve("engine/target"));
    Files.writeString(target.resolve("conformance-report.txt"), text);
    Files.writeString(target.resolve("conformance-scripts.txt"), scripts);
    System.out.println(text);
  }

  private List<DynamicNode> suite(Path root) throws IOException {
    List<DynamicNode> nodes = new ArrayList<>();
    for (SuiteFolder folder : SuiteFolder.below(root)) {
      List<DynamicTest> tests = new ArrayList<>();
      for (Path file : folder.scripts()) {
        if (SCRIPTS.matcher(folder.name() + "/" + file.getFileName()).find()) {
          tests.add(
              dynamicTest(file.getFileName().toString(), file.toUri(), () -> run(folder, file)));
        }
      }
      if (SCRIPTS.pattern().isEmpty()) {
        tests.add(dynamicTest("no less passes than before", () -> compareWithFloor(folder.name())));
      } else if (tests.isEmpty()) {
        continue;
      }
      nodes.add(dynamicContainer(folder.name(), tests));
    }
    assertThat(nodes).as("folders with scripts below %s", root).isNotEmpty();
    return nodes;
  }

  private void run(SuiteFolder folder, Path file) throws Exception {
    ScriptResult result = ScriptRunner.run(ScriptReader.read(file));
    report.add(folder.name(), result);
    List<String> failures = result.failures();
    if (!failures.isEmpty()) {
      fail(
          failures.size()
              + " failed commands:\n"
              + String.join("\n", failures.subList(0, Math.min(20, failures.size()))));
    }
    assertThat(result.tally().features())
        .as("features that are missing")
        .isSubsetOf(WITH_MISSING_FEATURES.contains(folder.name()) ? MISSING_FEATURES : Set.of());
    Assumptions.assumeTrue(
        result.tally().passed() > 0, () -> result.verdict() + " " + result.tally().wanted());
  }

  private static void compareFolders(String suite, Path root) throws IOException {
    assertThat(SuiteFolder.below(root).stream().map(SuiteFolder::name))
        .containsAll(
            FLOORS.keySet().stream().filter(name -> name.startsWith(suite + "/")).toList());
  }

  private void compareWithFloor(String folder) {
    Floor floor = FLOORS.getOrDefault(folder, new Floor(0, 0));
    assertThat(report.scripts(folder, COMPLETE))
        .as("scripts of %s that passed completely", folder)
        .isGreaterThanOrEqualTo(floor.scripts());
    assertThat(report.tally(folder).passed())
        .as("commands of %s that passed", folder)
        .isGreaterThanOrEqualTo(floor.commands());
  }

  private DynamicNode missing(String name) {
    return dynamicTest(
        name,
        () -> {
          String line =
              "SKIPPED: the suite "
                  + name
                  + " is not at ../shared/"
                  + name
                  + "; get it there or name a folder with -D"
                  + FOLDER_PROPERTY
                  + "=DIR";
          skipped.add(line);
          Assumptions.abort(line);
        });
  }

  /** The folder of the repository, wherever in it the tests are run. */
  private static Path repository() {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("engine/pom.xml"))) {
        return folder;
      }
    }
    throw new IllegalStateException("not run inside the repository, but in " + start);
  }
}
