package dev.heddle.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What users read explains itself: the numbers of the rules of the design are not for them, but for
 * the page that goes through them one by one.
 */
class PublicTextTest {

  private static final Pattern RULE = Pattern.compile("[Rr]ules?\\s+(?:\\*\\s+)?[RJS]\\d");

  private static Path root() throws IOException {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("docs/async-bridge.md"))) {
        return folder;
      }
    }
    throw new IOException("no docs/async-bridge.md around " + Path.of("").toAbsolutePath());
  }

  private static List<Path> filesOf(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void noRuleIsNamedByItsNumber() throws IOException {
    Path sources = root().resolve("async-bridge/src/main/java/dev/heddle/async");

    assertThat(filesOf(sources, ".java"))
        .hasSizeGreaterThan(10)
        .allSatisfy(file -> assertThat(read(file)).doesNotContainPattern(RULE));
    assertThat(filesOf(root().resolve("docs"), ".md"))
        .hasSizeGreaterThan(3)
        .filteredOn(file -> !file.endsWith("jspi.md"))
        .allSatisfy(file -> assertThat(read(file)).doesNotContainPattern(RULE));
  }
}
