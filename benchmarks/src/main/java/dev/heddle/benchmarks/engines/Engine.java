package dev.heddle.benchmarks.engines;

import dev.heddle.wasm.Execution;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A way to run WebAssembly on the JVM.
 *
 * <p>What is to be compared is added here, and nowhere else: a label, what to say of it in a
 * report, and how a module is loaded.
 */
public enum Engine {
  /** Heddle as it comes: what is used often is compiled to JVM bytecode in the background. */
  HEDDLE(
      "heddle",
      "Heddle, tiered: its default",
      Family.HEDDLE,
      module -> HeddleProgram.load(module, Execution.TIERED)),

  /** The same in a JVM that has the Vector API. */
  HEDDLE_VECTOR_API(
      "heddle-vector-api",
      "Heddle, tiered, in a JVM with the Vector API",
      Family.HEDDLE,
      module -> HeddleProgram.load(module, Execution.TIERED)),

  /** Heddle with every function compiled before it is called. */
  HEDDLE_COMPILED(
      "heddle-compiled",
      "Heddle, compiled before the first call",
      Family.HEDDLE,
      module -> HeddleProgram.load(module, Execution.COMPILED)),

  /** Heddle's interpreter alone. */
  HEDDLE_INTERPRETED(
      "heddle-interpreted",
      "Heddle, interpreted",
      Family.HEDDLE,
      module -> HeddleProgram.load(module, Execution.INTERPRETED)),

  /** Endive with the module translated to JVM bytecode. */
  ENDIVE_COMPILER(
      "endive-compiler", "Endive, compiled to JVM bytecode", Family.ENDIVE, EndiveProgram::compile),

  /** The interpreter of Endive, Chicory's successor. */
  ENDIVE_INTERPRETER(
      "endive-interpreter", "Endive, interpreted", Family.ENDIVE, EndiveProgram::load),

  /** Chicory with the module translated to JVM bytecode. */
  CHICORY_COMPILER(
      "chicory-compiler",
      "Chicory, compiled to JVM bytecode",
      Family.CHICORY,
      ChicoryProgram::compile),

  /** Chicory's interpreter, which is its default. */
  CHICORY_INTERPRETER(
      "chicory-interpreter", "Chicory, interpreted", Family.CHICORY, ChicoryProgram::load),

  /** GraalWasm with Graal's compiler put into this JDK. */
  GRAALWASM_COMPILER(
      "graalwasm-compiler",
      "GraalWasm, compiled by Graal (JVMCI)",
      Family.GRAALWASM_WITH_COMPILER,
      GraalProgram::load),

  /** GraalWasm as it runs on any JDK. */
  GRAALWASM_INTERPRETER(
      "graalwasm-interpreter", "GraalWasm, interpreted", Family.GRAALWASM, GraalProgram::load);

  /** What engines have in common that come together. */
  private enum Family {
    HEDDLE("dev.heddle/heddle-engine"),
    ENDIVE("run.endive/runtime"),
    CHICORY("com.dylibso.chicory/runtime"),
    GRAALWASM(""),
    GRAALWASM_WITH_COMPILER("");

    /** Group and name of the artifact that tells the version; none if it is asked for otherwise. */
    final String coordinates;

    Family(String coordinates) {
      this.coordinates = coordinates;
    }

    boolean isGraalWasm() {
      return this == GRAALWASM || this == GRAALWASM_WITH_COMPILER;
    }
  }

  /** Makes a program of a module. */
  private interface Loader {
    Program load(byte[] module);
  }

  private static final List<String> COMPILER_OF_GRAAL =
      List.of("compiler", "truffle-compiler", "collections", "nativeimage", "jniutils", "word");

  private final String label;
  private final String title;
  private final Family family;

  @SuppressWarnings("ImmutableEnumChecker") // without state
  private final Loader loader;

  Engine(String label, String title, Family family, Loader loader) {
    this.label = label;
    this.title = title;
    this.family = family;
    this.loader = loader;
  }

  /**
   * The engine of this label.
   *
   * @throws IllegalArgumentException if there is none; the message lists what there is
   */
  public static Engine of(String label) {
    return Arrays.stream(values())
        .filter(engine -> engine.label.equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no engine '%s'; there are %s"
                    .formatted(
                        label,
                        Arrays.stream(values())
                            .map(Engine::label)
                            .collect(Collectors.joining(", ")))));
  }

  /** The name in parameters and tables. */
  public String label() {
    return label;
  }

  /** What it is, for people. */
  public String title() {
    return title;
  }

  /**
   * Its version, as its own jar tells it.
   *
   * @throws IllegalStateException if it cannot be told, as the engine is not there
   */
  public String version() {
    if (isBeside()) {
      return GraalProgram.version();
    }
    String path = "/META-INF/maven/" + family.coordinates + "/pom.properties";
    try (InputStream stream = Engine.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + path + " on the class path");
      }
      Properties properties = new Properties();
      properties.load(stream);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + path, e);
    }
  }

  /** Whether it comes from outside of the one jar that all else is in. */
  public boolean isBeside() {
    return family.isGraalWasm();
  }

  /**
   * What a JVM is to be started with, for this engine to run in it.
   *
   * @param beside the folder of what {@link #isBeside} the one jar
   */
  public List<String> jvmOptions(Path beside) {
    if (this == HEDDLE_VECTOR_API) {
      return List.of("--add-modules=jdk.incubator.vector");
    }
    return switch (family) {
      case HEDDLE, ENDIVE, CHICORY -> List.of();
      case GRAALWASM -> modules(beside);
      case GRAALWASM_WITH_COMPILER -> {
        List<String> options = new ArrayList<>(modules(beside));
        options.add("-XX:+UnlockExperimentalVMOptions");
        options.add("-XX:+EnableJVMCI");
        options.add("--upgrade-module-path=" + jars(beside, true));
        yield List.copyOf(options);
      }
    };
  }

  private static List<String> modules(Path beside) {
    return List.of(
        "--module-path=" + jars(beside, false),
        "--add-modules=org.graalvm.polyglot,org.graalvm.truffle.runtime,org.graalvm.wasm",
        "--enable-native-access=org.graalvm.truffle",
        "--sun-misc-unsafe-memory-access=allow");
  }

  private static String jars(Path folder, boolean ofCompiler) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .filter(file -> {
            String name = file.getFileName().toString().replaceFirst("-[0-9].*", "");
            return ofCompiler ? COMPILER_OF_GRAAL.contains(name) : !name.equals("compiler");
          })
          .map(Path::toString)
          .sorted()
          .collect(Collectors.joining(File.pathSeparator));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  /**
   * Decodes and validates a module, and translates it if the engine does so ahead of running it.
   */
  public Program load(byte[] module) {
    return loader.load(module);
  }
}
