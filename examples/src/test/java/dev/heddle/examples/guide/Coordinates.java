package dev.heddle.examples.guide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The Maven coordinates of Heddle in a dependency that a page shows. */
record Coordinates(String artifact, String version) {

  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<groupId>dev\\.heddle</groupId>\\s*<artifactId>heddle-(.*)</artifactId>\\s*<version>(.*)</version>");

  static List<Coordinates> in(String page) {
    return DEPENDENCY
        .matcher(page)
        .results()
        .map(found -> new Coordinates(found.group(1), found.group(2)))
        .toList();
  }

  /** There is a module of this name, which is published, and the build makes this version. */
  boolean isOfThisBuild() {
    try {
      String pom = Files.readString(Path.of("..", artifact, "pom.xml"));
      return pom.contains("<artifactId>heddle-" + artifact + "</artifactId>\n\n  <name>")
          && !pom.contains("maven.install.skip")
          && pom.contains("<version>" + version + "</version>\n  </parent>");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
