package dev.heddle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.cli.shell.ExitCode;
import dev.heddle.cli.shell.Failure;
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

  /** What the guest ends with. */
  private static final int GUEST_EXITS = 3;

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
      run(GUEST_EXITS, "run", file, "one", "two");
      run(
          GUEST_EXITS,
          "run",
          "--dir",
          folder + "::/data",
          "--env",
          "HOME=/",
          "--timeout",
          "1m",
          file,
          "one");
      run(
          GUEST_EXITS,
          "run",
          "--fuel",
          "100000000",
          "--max-memory",
          "64MiB",
          "--interpreter",
          file);
      run(ExitCode.OK, "inspect", file);
      run(ExitCode.OK, "validate", file);
      run(ExitCode.OK, "disasm", "-f", "0", file);
      run(ExitCode.OK, "--help");
    } finally {
      Files.deleteIfExists(folder.resolve("file.txt"));
      Files.deleteIfExists(guest);
      Files.deleteIfExists(folder);
    }
    return ExitCode.OK;
  }

  private static void run(int expected, String... arguments) {
    Shell shell =
        new Shell(
            Map.of(),
            new ByteArrayInputStream("line\n".getBytes(UTF_8)),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            Set.of());
    int code = new Heddle(shell).run(arguments);
    if (code != expected) {
      throw new Failure(NAME + ": " + String.join(" ", arguments) + " ended with " + code);
    }
  }
}
