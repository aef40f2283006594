package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The guide to errors leaves nothing out. */
class ErrorGuideTest {

  private static String guide() throws IOException {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path guide = folder.resolve("docs/errors.md");
      if (Files.exists(guide)) {
        return Files.readString(guide);
      }
    }
    throw new IOException("no docs/errors.md around " + Path.of("").toAbsolutePath());
  }

  @Test
  void everyExceptionIsInTheGuide() throws IOException {
    String guide = guide();
    assertThat(WasmException.class.getPermittedSubclasses())
        .extracting(type -> "`" + type.getSimpleName() + "`")
        .allSatisfy(name -> assertThat(guide).contains(name));
  }

  @Test
  void everyTrapIsInTheGuideAndNoOther() throws IOException {
    String guide = guide();
    String traps = guide.substring(guide.indexOf("## Traps"));
    String table = traps.substring(0, traps.indexOf("\n## ", 1));
    String names =
        table
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(1, line.indexOf('|', 1)))
            .reduce("", String::concat);

    assertThat(
            Arrays.stream(names.split("`[ ,]*`|`", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty()))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(TrapKind.values()).map(TrapKind::wording).toList());
  }
}
