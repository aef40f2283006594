package dev.heddle.cli;

import static dev.heddle.cli.Cli.guest;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is built, by the script that starts it; run after packaging. */
@DisabledOnOs(OS.WINDOWS)
class PackagedTest {

  private static final Path SCRIPT = Path.of("bin", "heddle").toAbsolutePath();
  private static final Path JAR = Path.of("target", "heddle.jar").toAbsolutePath();

  @TempDir Path folder = Path.of("");

  private Result run(Path script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(script.toString());
    builder.command().addAll(java.util.List.of(arguments));
    builder.environment().put("HEDDLE_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    int code = builder.start().waitFor();
    return new Result(code, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  @Test
  void theScriptRunsTheJarFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("heddle"), SCRIPT);
    assertThat(run(link, Map.of(), "run", guest("tool"), "args", "a b", "*"))
        .isEqualTo(new Result(0, "0: tool.wasm\n1: args\n2: a b\n3: *\n", ""));
    assertThat(run(SCRIPT, Map.of(), "--version").out())
        .startsWith("heddle ")
        .doesNotContain("not from its jar");
  }

  @Test
  void anAotCacheIsMadeAndUsed() throws Exception {
    Path cache = folder.resolve("heddle.aot");
    Map<String, String> environment = Map.of("HEDDLE_AOT_CACHE", cache.toString());

    // of a program of one's own, which takes a part of the time
    Result made = run(SCRIPT, environment, "aot-cache", guest("tool"), "args");
    assertThat(made.err()).isEmpty();
    assertThat(made.out()).startsWith(cache + ": ");
    assertThat(made.code()).isZero();

    // a JVM that cannot use it fails with this
    Map<String, String> needed =
        Map.of("HEDDLE_AOT_CACHE", cache.toString(), "HEDDLE_JAVA_OPTIONS", "-XX:AOTMode=on");
    assertThat(run(SCRIPT, needed, "run", guest("tool"), "args"))
        .isEqualTo(new Result(0, "0: tool.wasm\n1: args\n", ""));

    // and one that need not says nothing
    Files.writeString(cache, "no cache");
    assertThat(run(SCRIPT, environment, "run", guest("tool"), "args"))
        .isEqualTo(new Result(0, "0: tool.wasm\n1: args\n", ""));
  }

  @Test
  void withoutAJavaThatIsNewEnoughTheScriptSaysSo() throws Exception {
    Path alone = Files.createDirectories(folder.resolve("alone"));
    Path script = Files.copy(SCRIPT, alone.resolve("heddle"));
    Result noJar = run(script, Map.of(), "--version");
    assertThat(noJar.err()).startsWith("heddle: heddle.jar is not beside ").hasLineCount(1);
    assertThat(noJar.code()).isEqualTo(1);

    Files.createSymbolicLink(alone.resolve("heddle.jar"), JAR);
    assertThat(run(script, Map.of(), "--version").code()).isZero();
  }
}
