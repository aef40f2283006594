package dev.heddle.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example does what it says, and its coordinates are those of the build. */
final class ReadmeTest {

  private static final Guest SHOP = Guest.in("shop");

  @TempDir Path folder;

  @Test
  void theProgramPrintsWhatTheReadmeSays() throws Exception {
    Page readme = Page.of("README.md");
    Files.copy(SHOP.module("shop.wasm"), folder.resolve("shop.wasm"));
    Program.write(folder, "Shop.java", readme.block("file: Shop.java"));

    try (Program shop = Program.start(folder, "Shop")) {
      String printed = shop.printed();
      assertThat(printed).isEqualToNormalizingNewlines("1500 cents\n");
      assertThat(readme.text()).contains("`Shop.java`, prints `" + printed.strip() + "`:");
    }
  }

  @Test
  void theGuestIsTheOneThatIsRun() throws Exception {
    Page readme = Page.of("README.md");
    SHOP.assertShown(readme, "shop.c");
    SHOP.assertBuiltBy(readme.block("command: guest"));
    SHOP.assertUpToDate("shop.c", "shop.wasm");
  }

  @Test
  void coordinatesAndModuleNamesAreThoseOfTheBuild() throws Exception {
    String readme = Page.of("README.md").text();
    assertThat(Coordinates.in(readme)).isNotEmpty().allMatch(Coordinates::isOfThisBuild);
    assertThat(
            Pattern.compile("^\\| `(.+?)` \\| `(heddle-.+?)` \\| `(.+?)` \\|", Pattern.MULTILINE)
                .matcher(readme)
                .results()
                .toList())
        .hasSize(6)
        .allSatisfy(ReadmeTest::assertIsSo);
  }

  /** A folder has a POM with the artifact, and a module descriptor with the name. */
  private static void assertIsSo(MatchResult row) {
    Path module = Path.of("..", row.group(1));
    assertThat(module.resolve("pom.xml"))
        .content()
        .contains("<artifactId>" + row.group(2) + "</artifactId>\n\n  <name>");
    assertThat(module.resolve("src/main/java/module-info.java"))
        .content()
        .contains("\nmodule " + row.group(3) + " {");
  }
}
