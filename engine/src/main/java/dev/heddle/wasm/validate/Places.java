package dev.heddle.wasm.validate;

import dev.heddle.wasm.module.ModuleDefinition;

/** Names the places in a module for messages. */
final class Places {

  private Places() {}

  /** For example {@code function 7 "main"}. */
  static String function(ModuleDefinition module, int functionIndex) {
    return "function " + functionIndex + " \"" + module.functionName(functionIndex) + "\"";
  }
}
