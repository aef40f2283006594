package dev.heddle.wasm.conformance;

import java.util.List;
import java.util.Optional;

/** What a {@link Command} does with an instance: the named one, or else the current one. */
sealed interface Action {

  /** The name of the instance in the script. */
  Optional<String> module();

  /** The name of the export. */
  String field();

  /** Calls an exported function. */
  record Invoke(Optional<String> module, String field, List<Value> arguments) implements Action {

    public Invoke {
      arguments = List.copyOf(arguments);
    }
  }

  /** Reads an exported global. */
  record Get(Optional<String> module, String field) implements Action {}
}
