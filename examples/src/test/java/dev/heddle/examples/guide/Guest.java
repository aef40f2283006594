package dev.heddle.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A guest that a page shows: its source, the script that compiles it, and what came out. */
public record Guest(Path folder) {

  /** The guest in this folder of {@code src/main/guest}. */
  public static Guest in(String folder) {
    return new Guest(Path.of("src/main/guest").resolve(folder));
  }

  Path module(String name) {
    return folder.resolve(name);
  }

  /** The page shows a file as it is. */
  void assertShown(Page page, String file) throws IOException {
    assertThat(page.block("file: " + file))
        .as("%s in %s", file, page.name())
        .isEqualTo(Files.readString(folder.resolve(file)));
  }

  /** The script does what the page says. */
  void assertBuiltBy(String command) throws IOException {
    assertThat(Files.readString(folder.resolve("build.sh"))).contains("\n" + command);
  }

  /** What was compiled is what is there: the script leaves the checksums of both. */
  public void assertUpToDate(String... files) throws IOException, NoSuchAlgorithmException {
    StringBuilder sums = new StringBuilder();
    for (String file : files) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(folder.resolve(file)));
      sums.append(HexFormat.of().formatHex(digest)).append("  ").append(file).append('\n');
    }
    assertThat(sums)
        .as("files of %s, changed after build.sh has run", folder)
        .hasToString(Files.readString(folder.resolve("SHA256SUMS")));
  }
}
