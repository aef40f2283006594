package dev.heddle.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/go.md} has what the examples do, and its commands run them. */
final class GoTest {

  private static final Path SOURCES = Path.of("src/main/guest/go");
  private static final Path MODULES = Path.of("src/main/resources/dev/heddle/examples/go");
  private static final Path JAVA = Path.of("src/main/java/dev/heddle/examples/go");
  private static final Path TESTS = Path.of("src/test/java/dev/heddle/examples/go");
  private static final Pattern COMMAND =
      Pattern.compile("mvn -B -q -DskipTests -Pdemo -DmainClass=(\\S+) -pl examples -am verify\n");

  @ParameterizedTest
  @ValueSource(strings = {"all", "hashing", "plugin", "request", "untrusted"})
  void aCommandRunsAProgram(String name) throws Exception {
    Matcher command = COMMAND.matcher(Page.of("docs/go.md").block("command: " + name));
    assertThat(command.matches()).isTrue();
    int modifiers =
        Class.forName(command.group(1)).getMethod("main", String[].class).getModifiers();
    assertThat(Modifier.isStatic(modifiers)).isTrue();
  }

  @Test
  void theReadmeRunsThemAll() throws Exception {
    assertThat(Page.of("README.md").block("command: go"))
        .isEqualTo(Page.of("docs/go.md").block("command: all"));
  }

  @Test
  void theGuestIsTheOneThatIsRun() throws Exception {
    new Guest(SOURCES.resolve("plugin")).assertShown(Page.of("docs/go.md"), "v1/price.go");
    List<String> sums = Files.readAllLines(SOURCES.resolve("SHA256SUMS"));
    assertThat(sums).hasSize(10);
    for (String line : sums) {
      String[] sum = line.split("  ");
      Path source = SOURCES.resolve(sum[1]);
      Path file = Files.exists(source) ? source : MODULES.resolve(sum[1]);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      assertThat(HexFormat.of().formatHex(digest))
          .as("%s, changed after build.sh has run", file)
          .isEqualTo(sum[0]);
    }
  }

  @Test
  void whatThePageShowsIsInTheExamples() throws Exception {
    StringBuilder code = new StringBuilder();
    for (Path folder : List.of(JAVA, TESTS)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          code.append(Files.readString(file));
        }
      }
    }
    String all = squeezed(code.toString());
    List<String> blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Page.of("docs/go.md").text())
            .results()
            .map(match -> squeezed(match.group(1)))
            .toList();
    assertThat(blocks).hasSize(6).allSatisfy(block -> assertThat(all).contains(block));
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s+", "");
  }
}
