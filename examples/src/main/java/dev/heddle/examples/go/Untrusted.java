package dev.heddle.examples.go;

import dev.heddle.async.DeadlineExceededException;
import dev.heddle.wasi.ExitStatus;
import dev.heddle.wasi.HostFileSystem;
import dev.heddle.wasi.Wasi;
import dev.heddle.wasi.WasiLimits;
import dev.heddle.wasi.WasiOutput;
import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * A program that nobody trusts, with limits on memory, fuel, time and files: it tries to get out,
 * and to take more than it was given, in every way that it knows, and cannot.
 */
public final class Untrusted {

  private static final int OUTPUT_BYTES = 1 << 20;
  private static final WasiLimits FILES =
      WasiLimits.DEFAULTS.withMaxOpenFiles(64).withMaxBytesWritten(8 << 20);
  private static final Limits MEMORY = Limits.builder().maxMemoryPages(1_024).build(); // 64 MiB
  private static final long FUEL = 50_000_000;
  private static final int MOST_SHOWN = 100;
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofSeconds(1);

  /** Each ends by a number or by an error that says why. */
  static final List<Attack> ATTACKS =
      List.of(
          new Attack("read-absolute", "exit 1: open /etc/passwd: Bad file number"),
          new Attack("read-dots", "Bad file number"),
          new Attack("read-descended", "Bad file number"),
          new Attack("read-link", "exit 1: open /box/link: Capabilities insufficient"),
          new Attack("read-given", "Capabilities insufficient"),
          new Attack("move-out", "Bad file number"),
          new Attack("write-readonly", "Read-only file system"),
          new Attack("remove-given", "Read-only file system"),
          new Attack("environment", "exit 1: the environment is empty"),
          new Attack("connect", "Connection refused"),
          new Attack("listen", "Socket operation on non-socket"),
          new Attack("execute", "exit 1: "),
          new Attack("stdin", "Bad file number"),
          new Attack("descriptors", "after 59 files: open /box/hello.txt: Too many open files"),
          new Attack("long-name", "File name too long"),
          // it may not even print why
          new Attack("fill-disk", "exit 1: "),
          new Attack("flood", "No space left on device"),
          new Attack("memory", "exit 2: runtime: out of memory"),
          new Attack("recurse", "trap: call stack exhausted"),
          new Attack("goroutines", "trap: fuel exhausted"),
          new Attack("spin", "trap: fuel exhausted"),
          new Attack("sleep", "exceeded its deadline"));

  private final WasmModule program;
  private final Path box;
  private final Path library;

  private Untrusted(WasmModule program, Path box, Path library) {
    this.program = program;
    this.box = box;
    this.library = library;
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    run(ATTACKS, System.out);
  }

  static void run(List<Attack> attacks, PrintStream out) throws Exception {
    Figures figures = new Figures(out);
    Path world = Files.createTempDirectory("heddle-untrusted");
    try {
      Path box = Files.createDirectories(world.resolve("box"));
      Path library = Files.createDirectories(world.resolve("library"));
      Path outside = Files.createDirectories(world.resolve("outside"));
      Files.writeString(box.resolve("hello.txt"), "hello");
      Files.writeString(library.resolve("book.txt"), "a book");
      Files.writeString(outside.resolve("secret.txt"), "a secret");
      // somebody has left a way out
      Files.createSymbolicLink(box.resolve("escape"), outside);
      Untrusted guest = new Untrusted(GoModule.load("untrusted"), box, library);
      Map<String, String> before = contents(library, outside);
      long start = System.nanoTime();
      for (Attack attack : attacks) {
        figures.row(attack.name(), "%s", guest.resist(attack));
      }
      if (!contents(library, outside).equals(before)) {
        throw new IllegalStateException("files outside of the box are not what they were");
      }
      figures.row(
          "attacks",
          "%d in %.1f s, none got anything; the files around are as they were",
          attacks.size(),
          Figures.millis(System.nanoTime() - start) / 1e3);
    } finally {
      delete(world);
    }
  }

  /** How it ended, which is not as it wanted. */
  private String resist(Attack attack) {
    WasiOutput.Captured errors = WasiOutput.Captured.ofAtMost(OUTPUT_BYTES);
    String end =
        Wasi.builder()
            .arguments("untrusted", attack.name())
            .directory("/box", HostFileSystem.of(box))
            .directory("/library", HostFileSystem.of(library).readOnly())
            .stdout(WasiOutput.to(WasiOutput.Captured.ofAtMost(OUTPUT_BYTES)))
            .stderr(WasiOutput.to(errors))
            .limits(FILES)
            .instance(instance ->
                instance
                    .limits(MEMORY)
                    .fuel(Fuel.of(FUEL))
                    .defaultDeadline(attack.name().equals("sleep") ? SHORT : LONGEST))
            .build()
            .run(program)
            .map(ExitStatus::code)
            .map(code -> "exit " + code + ": " + firstLine(errors.text()))
            .onErrorResume(TrapException.class, trap -> Mono.just("trap: " + trap.getMessage()))
            .onErrorResume(
                DeadlineExceededException.class, late -> Mono.just("stopped: " + late.getMessage()))
            .block();
    if (end == null || end.startsWith("exit 0:") || !end.contains(attack.stoppedBy())) {
      throw new IllegalStateException(
          attack.name() + ": expected \"" + attack.stoppedBy() + "\", found \"" + end + "\"");
    }
    return end;
  }

  private static String firstLine(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() <= MOST_SHOWN
        ? line
        : line.substring(0, 20) + " ... " + line.substring(line.length() - 30);
  }

  private static Map<String, String> contents(Path... directories) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (Path directory : directories) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          contents.put(file.toString(), Files.readString(file));
        }
      }
    }
    return contents;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
