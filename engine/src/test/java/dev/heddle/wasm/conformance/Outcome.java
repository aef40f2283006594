package dev.heddle.wasm.conformance;

/** What became of one command of a script. */
sealed interface Outcome {

  /** The engine did what the script wants. */
  record Passed() implements Outcome {}

  /** The engine did something else. */
  record Failed(String reason) implements Outcome {}

  /**
   * The command tests something other than an engine, a reader of the text format, or a rule that
   * WebAssembly has given up.
   */
  record NotApplicable() implements Outcome {}

  /** The command needs a feature of WebAssembly that the engine says it does not have. */
  record NotYet(String feature) implements Outcome {}
}
