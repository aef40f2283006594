package dev.heddle.cli;

import dev.heddle.cli.option.Sizes;
import dev.heddle.cli.shell.ExitCode;
import dev.heddle.cli.shell.Failure;
import dev.heddle.cli.shell.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle aot-cache}. */
@Command(
    name = "aot-cache",
    descriptionHeading = "%n",
    description = {
      "Makes the JDK's AOT cache for this program, with which it starts in half of the time: 'heddle'",
      "uses it when it finds it beside heddle.jar, or where HEDDLE_AOT_CACHE says. It is for this",
      "version of Java and for heddle.jar as it is: make it again when one of them has changed.",
      "",
      "Without PROGRAM a small program is run to see what is needed; one of your own may serve better.",
      ""
    },
    footer = {"", "Example: heddle aot-cache"})
final class AotCacheCommand implements Callable<Integer> {

  /** Where it is, if not beside the jar. */
  private static final String VARIABLE = "HEDDLE_AOT_CACHE";

  private static final String JAR = ".jar";

  private final Shell shell;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write it, if not there.")
  private @Nullable Path output;

  @Parameters(
      arity = "0..*",
      paramLabel = "PROGRAM",
      description = "What 'heddle run' is to run: options, a file, arguments.")
  private List<String> program = new ArrayList<>();

  AotCacheCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    String jar = System.getProperty("java.class.path", "");
    if (!jar.endsWith(JAR) || jar.contains(System.getProperty("path.separator"))) {
      throw new Failure("aot-cache: is for heddle.jar alone, not for the class path " + jar);
    }
    Path cache = cache(jar);
    Path made = cache.resolveSibling(cache.getFileName() + ".new");
    run(jar, made);
    if (!Files.isRegularFile(made)) {
      throw new Failure("aot-cache: this Java has made no cache: Java 25 or later does");
    }
    try {
      Files.move(made, cache, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new Failure("aot-cache: " + cache + " cannot be written: " + e.getMessage());
    }
    Output.print(shell, cache + ": " + Sizes.text(Files.size(cache)) + System.lineSeparator());
    return ExitCode.OK;
  }

  private Path cache(String jar) {
    if (output != null) {
      return output.toAbsolutePath();
    }
    String told = shell.environment().get(VARIABLE);
    return Path.of(told != null ? told : jar.substring(0, jar.length() - JAR.length()) + ".aot")
        .toAbsolutePath();
  }

  /** Runs this program in a JVM that notes what it needs. */
  private void run(String jar, Path made) throws IOException, InterruptedException {
    if (!Files.isWritable(made.getParent())) {
      throw new Failure(
          "aot-cache: " + made.getParent() + " cannot be written to; -o says where else");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:AOTCacheOutput=" + made,
                "-Xlog:disable",
                "-jar",
                jar));
    if (program.isEmpty()) {
      command.add(Training.NAME);
    } else {
      command.add("run");
      command.addAll(program);
    }
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.waitFor();
  }
}
