package dev.heddle.benchmarks.engines;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A way to run WebAssembly on the JVM. */
public enum Engine {
  /** Heddle's interpreter. */
  HEDDLE("heddle", HeddleProgram::load),

  /** Chicory's interpreter, which is its default. */
  CHICORY_INTERPRETER("chicory-interpreter", ChicoryProgram::load),

  /**
   * Chicory with the module translated to JVM bytecode; a function it cannot translate is an error.
   */
  CHICORY_COMPILER("chicory-compiler", ChicoryProgram::compile),

  /** The interpreter of Endive, Chicory's successor. */
  ENDIVE_INTERPRETER("endive-interpreter", EndiveProgram::load);

  /** Makes a program of a module. */
  private interface Loader {
    Program load(byte[] module);
  }

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // method references, without state
  private final Loader loader;

  Engine(String label, Loader loader) {
    this.label = label;
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

  /**
   * Decodes and validates a module, and translates it if the engine does so ahead of running it.
   */
  public Program load(byte[] module) {
    return loader.load(module);
  }
}
