package dev.heddle.examples.guide;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of documentation, whose fenced blocks have a name in a comment above them. */
record Page(String name, String text) {

  private static final Pattern HUNK = Pattern.compile("^@@\\n", Pattern.MULTILINE);

  /** The page of this name, as seen from the root of the repository. */
  static Page of(String name) throws IOException {
    return new Page(name, Files.readString(Path.of("..").resolve(name)));
  }

  /** The block below {@code <!-- mark -->}. */
  String block(String mark) {
    Matcher block =
        Pattern.compile(
                "^<!-- " + Pattern.quote(mark) + " -->\n```.*\n((?:.*\n)*?)```$", Pattern.MULTILINE)
            .matcher(text);
    if (!block.find()) {
      throw new AssertionError(name + " has no block below <!-- " + mark + " -->");
    }
    String found = block.group(1);
    if (block.find()) {
      throw new AssertionError(name + " has two blocks below <!-- " + mark + " -->");
    }
    return found;
  }

  /**
   * A source with the changes of a block applied, which is a diff without numbers: {@code @@}
   * stands before each change.
   */
  String change(String mark, String source) {
    String changed = source;
    for (String hunk : HUNK.splitAsStream(block(mark)).skip(1).toList()) {
      String before = side(hunk, '-');
      assertThat(changed.split(Pattern.quote(before), -1))
          .as("places in the source where %s has%n%s", mark, before)
          .hasSize(2);
      changed = changed.replace(before, side(hunk, '+'));
    }
    return changed;
  }

  /** The lines before, or after a change, without the first column. */
  private static String side(String hunk, char column) {
    return hunk.lines()
        .filter(line -> line.charAt(0) == ' ' || line.charAt(0) == column)
        .map(line -> line.substring(1) + "\n")
        .collect(joining());
  }
}
