package dev.heddle.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A page of documentation, whose code is that of tests and of guests. */
public record GuidePage(String text) {

  /** The page of this name in {@code docs}. */
  public static GuidePage of(String name) throws IOException {
    return new GuidePage(Files.readString(Path.of("..", "docs", name)));
  }

  /** Its Java is that of a test, spaces aside: so many blocks. */
  public void assertHasCodeOf(Class<?> test, int blocks) throws IOException {
    Path source = Path.of("src/test/java", test.getName().replace('.', '/') + ".java");
    String code = Files.readString(source).replaceAll("\\s+", "");
    assertThat(blocks("java"))
        .hasSize(blocks)
        .allSatisfy(block -> assertThat(code).contains(block.replaceAll("\\s+", "")));
  }

  /** It has one block in a language, which is a file below {@code src/test/guest}. */
  public void assertHasGuest(String language, String file) throws IOException {
    assertThat(blocks(language)).containsExactly(Files.readString(Path.of("src/test/guest", file)));
  }

  private List<String> blocks(String language) {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .toList();
  }
}
