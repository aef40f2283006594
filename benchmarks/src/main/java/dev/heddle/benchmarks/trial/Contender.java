package dev.heddle.benchmarks.trial;

import dev.heddle.benchmarks.engines.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who takes part in a comparison: an engine for the JVM, or one outside of it.
 *
 * @param label the name in options and tables
 * @param title what it is, for people
 * @param command what starts its trials; the words of the request come behind it
 */
public record Contender(String label, String title, List<String> command) {

  /** What the others are compared with. */
  public static final String WASMTIME = "wasmtime";

  /** The engine of Node.js and Chromium. */
  public static final String V8 = "v8";

  public Contender {
    command = List.copyOf(command);
  }

  /**
   * All that there may be, whether it is there or not.
   *
   * @param folder for the programs of trials outside of the JVM
   * @throws IOException if those cannot be written
   */
  public static List<Contender> all(Path folder) throws IOException {
    List<Contender> all = new ArrayList<>();
    for (Engine engine : Engine.values()) {
      all.add(new Contender(engine.label(), engine.title(), java(engine)));
    }
    all.add(
        new Contender(
            WASMTIME,
            "Wasmtime, driven from Python",
            List.of(environment("PYTHON", "python3"), script("trial.py", folder))));
    all.add(
        new Contender(
            V8,
            "V8, in Node.js",
            List.of(environment("NODE", "node"), script("trial.mjs", folder))));
    return List.copyOf(all);
  }

  private static List<String> java(Engine engine) {
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    Path beside = Path.of(classPath).toAbsolutePath().resolveSibling("graalwasm");
    if (!engine.isBeside()) {
      command.addAll(engine.jvmOptions(beside));
    } else if (Files.isDirectory(beside)) {
      command.addAll(engine.jvmOptions(beside));
    }
    command.addAll(Arrays.asList("-cp", classPath, Trial.class.getName(), engine.label()));
    return command;
  }

  private static String environment(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  private static String script(String name, Path folder) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream stream = Contender.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + name + " beside " + Contender.class);
      }
      Files.write(file, stream.readAllBytes());
    }
    return file.toString();
  }
}
