package dev.heddle.cli;

import static dev.heddle.cli.Cli.guest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code heddle compile}. */
class CompileTest {

  @TempDir Path folder = Path.of("");

  @Test
  void aJarIsRunInThePlaceOfTheModule() throws IOException {
    Path module = Files.copy(Path.of(guest("math")), folder.resolve("math.wasm"));
    assertThat(Cli.plain().run("compile", module.toString())).isEqualTo(new Result(0, "", ""));
    String jar = folder.resolve("math.jar").toString();

    assertThat(Cli.plain().run("run", "--invoke", "add", jar, "20", "22").out())
        .isEqualToNormalizingNewlines("42\n");
    assertThat(Cli.plain().run("validate", jar).code()).isZero();
    assertThat(Cli.plain().run("inspect", jar).out()).contains("\"math\"");
  }

  @Test
  void itCanBeSaidWhereEverythingGoes() throws IOException {
    Path jar = folder.resolve("other.jar");
    byte[] module = Files.readAllBytes(Path.of(guest("math")));
    assertThat(
            Cli.plain()
                .in(module)
                .run("compile", "-", "-o", jar.toString(), "--metered", "--resource", "a/b.wasm"))
        .isEqualTo(new Result(0, "", ""));

    try (JarFile file = new JarFile(jar.toFile())) {
      assertThat(file.getEntry("a/b.wasm")).isNotNull();
    }
    assertThat(
            Cli.plain()
                .run("run", "--fuel", "100", "--invoke", "add", jar.toString(), "1", "2")
                .out())
        .isEqualToNormalizingNewlines("3\n");
  }

  @Test
  void whatIsWrongIsSaidInALine() {
    assertThat(Cli.plain().run("compile", "-").err())
        .isEqualToNormalizingNewlines("heddle: -o is needed where the module comes from stdin\n");
    assertThat(Cli.plain().run("compile", "missing.wasm").err())
        .isEqualToNormalizingNewlines("heddle: missing.wasm: no such file\n");
    assertThat(Cli.plain().run("compile", guest("broken"), "-o", folder + "/x.jar").err())
        .startsWith("heddle: " + guest("broken") + ": type mismatch")
        .hasLineCount(1);
    Path nowhere = folder.resolve("nowhere").resolve("x.jar");
    assertThat(Cli.plain().run("compile", guest("math"), "-o", nowhere.toString()).err())
        .isEqualToNormalizingNewlines("heddle: " + nowhere + ": cannot be written: no such file\n");
  }
}
