package dev.heddle.wasm.conformance;

import java.util.List;

/**
 * One test script: commands to be carried out in order, in one store.
 *
 * @param name the name of its file without the ending
 * @param commands what to do, in order
 */
record Script(String name, List<Command> commands) {

  Script {
    commands = List.copyOf(commands);
  }
}
