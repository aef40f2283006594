package dev.heddle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.cli.shell.ExitCode;
import dev.heddle.cli.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What is done while the JVM notes what it needs: a little with each command. */
@Command(name = Training.NAME, hidden = true)
final class Training implements Callable<Integer> {

  static final String NAME = "aot-training";

  private static final String GUEST = "training.wasm";

  Training() {}

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("heddle-aot");
    Path guest = folder.resolve(GUEST);
    try {
      try (InputStream stream = Training.class.getResourceAsStream(GUEST)) {
        Files.write(guest, Objects.requireNonNull(stream, GUEST).readAllBytes());
      }
      String file = guest.toString();
      run("run", file, "one", "two");
      run("run", "--dir", folder + "::/data", "--env", "HOME=/", "--timeout", "1m", file, "one");
      run("run", "--fuel", "100000000", "--max-memory", "64MiB", "--interpreter", file);
      run("inspect", file);
      run("validate", file);
      run("disasm", "-f", "0", file);
      run("--help");
    } finally {
      Files.deleteIfExists(folder.resolve("file.txt"));
      Files.deleteIfExists(guest);
      Files.deleteIfExists(folder);
    }
    return ExitCode.OK;
  }

  private static void run(String... arguments) {
    Shell shell =
        new Shell(
            Map.of(),
            new ByteArrayInputStream("line\n".getBytes(UTF_8)),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            Set.of());
    new Heddle(shell).run(arguments);
  }
}
