package dev.heddle.wasm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Runs a program in a JVM with options of its own. */
final class OtherJvm {

  /** More than any program of a test takes. */
  private static final int MINUTES = 2;

  private OtherJvm() {}

  /** What the program prints; it has to end well. */
  static String run(Class<?> program, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(folderOf(WasmModule.class) + File.pathSeparator + folderOf(program));
    command.add(program.getName());
    Path said = Files.createTempFile("other-jvm", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      boolean ended;
      try {
        ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
      } finally {
        process.destroyForcibly();
      }
      process.waitFor();
      String output = Files.readString(said, UTF_8);
      assertThat(ended).as("it ends; so far it has said " + output).isTrue();
      assertThat(process.exitValue()).as(output).isZero();
      return output;
    } finally {
      Files.delete(said);
    }
  }

  /** The folder in which a class file and its package are. */
  private static Path folderOf(Class<?> type) throws Exception {
    String file = type.getName().replace('.', '/') + ".class";
    URL url = Objects.requireNonNull(type.getResource("/" + file));
    Path path = Path.of(url.toURI());
    for (int i = 0; i < Path.of(file).getNameCount(); i++) {
      path = Objects.requireNonNull(path.getParent());
    }
    return path;
  }
}
