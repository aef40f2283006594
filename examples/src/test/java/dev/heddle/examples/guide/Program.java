package dev.heddle.examples.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A Java program that a page shows: compiled without a warning, and run in a JVM of its own. */
final class Program implements AutoCloseable {

  /** What the tests have, on the class path, as one has it who copies from a page. */
  private static final String CLASS_PATH =
      String.join(
          File.pathSeparator,
          Stream.of("jdk.module.path", "java.class.path")
              .map(property -> System.getProperty(property, ""))
              .filter(path -> !path.isEmpty())
              .toList());

  private static final int LONGEST_SECONDS = 300;

  private final Process process;
  private final BufferedReader output;
  private final List<String> printed = new ArrayList<>();

  private Program(Process process) {
    this.process = process;
    this.output = process.inputReader(UTF_8);
    // One that hangs prints no more: reading ends, and the test fails.
    CompletableFuture.runAsync(
        process::destroyForcibly, delayedExecutor(LONGEST_SECONDS, TimeUnit.SECONDS));
  }

  /** Writes sources into a folder. */
  static void write(Path folder, String file, String source) throws IOException {
    Files.writeString(folder.resolve(file), source);
  }

  /** Compiles all Java files of a folder, and runs one of them there. */
  static Program start(Path folder, String mainClass, String... options) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    compile(folder, classes);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", classes + File.pathSeparator + CLASS_PATH));
    command.addAll(List.of(options));
    command.add(mainClass);
    return new Program(
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start());
  }

  private static void compile(Path folder, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8);
        Stream<Path> sources = Files.list(folder)) {
      List<String> options =
          List.of(
              "-Xlint:all,-path,-classfile",
              "-Werror",
              "-proc:none",
              "-cp",
              CLASS_PATH,
              "-d",
              classes.toString());
      boolean compiled =
          compiler
              .getTask(
                  complaints,
                  files,
                  null,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(
                      sources.filter(file -> file.toString().endsWith(".java")).toList()))
              .call();
      assertThat(compiled).as(complaints::toString).isTrue();
    }
  }

  /** Waits for a line and returns it, split into its groups. */
  Matcher awaitLine(String pattern) throws IOException {
    Pattern expected = Pattern.compile(pattern);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      printed.add(line);
      Matcher found = expected.matcher(line);
      if (found.matches()) {
        return found;
      }
    }
    throw new AssertionError(
        "the program ended without a line \"" + pattern + "\" and printed " + printed);
  }

  /** All that it prints, and it ends well. */
  String printed() throws IOException, InterruptedException {
    String all = output.readAllAsString();
    assertThat(process.waitFor()).as(all).isZero();
    return all;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
