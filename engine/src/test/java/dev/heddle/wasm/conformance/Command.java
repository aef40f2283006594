package dev.heddle.wasm.conformance;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One step of a {@link Script}. Names of modules are those of the script, with their {@code $}. */
sealed interface Command {

  /** The line of the command in the script as it was written. */
  int line();

  /** The word that the script has for the command. */
  String word();

  /** Instantiates a module, which becomes the current one. */
  record Module(int line, Optional<String> name, Path file) implements Command {
    @Override
    public String word() {
      return "module";
    }
  }

  /** Loads a module without instantiating it. */
  record ModuleDefinition(int line, Optional<String> name, Path file) implements Command {
    @Override
    public String word() {
      return "module_definition";
    }
  }

  /** Instantiates a module that was loaded before; the instance becomes the current one. */
  record ModuleInstance(int line, Optional<String> instance, Optional<String> definition)
      implements Command {
    @Override
    public String word() {
      return "module_instance";
    }
  }

  /** Gives the exports of an instance to later modules, under the module name {@code as}. */
  record Register(int line, Optional<String> name, String as) implements Command {
    @Override
    public String word() {
      return "register";
    }
  }

  /** Does something that must succeed, whatever it returns. */
  record Perform(int line, Action action) implements Command {
    @Override
    public String word() {
      return "action";
    }
  }

  /** The action must give exactly these results. */
  record AssertReturn(int line, Action action, List<Value> expected) implements Command {
    @Override
    public String word() {
      return "assert_return";
    }
  }

  /** The action must trap, with a message that begins with {@code text}. */
  record AssertTrap(int line, Action action, String text) implements Command {
    @Override
    public String word() {
      return "assert_trap";
    }
  }

  /** The action must run out of stack. */
  record AssertExhaustion(int line, Action action, String text) implements Command {
    @Override
    public String word() {
      return "assert_exhaustion";
    }
  }

  /** The action must throw a WebAssembly exception. */
  record AssertException(int line, Action action) implements Command {
    @Override
    public String word() {
      return "assert_exception";
    }
  }

  /** The action must suspend to a handler that is not there. */
  record AssertSuspension(int line, Action action) implements Command {
    @Override
    public String word() {
      return "assert_suspension";
    }
  }

  /** The module must not validate, with a message that begins with {@code text}. */
  record AssertInvalid(int line, Path file, String text) implements Command {
    @Override
    public String word() {
      return "assert_invalid";
    }
  }

  /** The module must not decode, with a message that begins with {@code text}. */
  record AssertMalformed(int line, Path file, String text) implements Command {
    @Override
    public String word() {
      return "assert_malformed";
    }
  }

  /** The module must not link, with a message that begins with {@code text}. */
  record AssertUnlinkable(int line, Path file, String text) implements Command {
    @Override
    public String word() {
      return "assert_unlinkable";
    }
  }

  /**
   * The module must trap while it is instantiated, with a message that begins with {@code text}.
   */
  record AssertUninstantiable(int line, Path file, String text) implements Command {
    @Override
    public String word() {
      return "assert_uninstantiable";
    }
  }

  /**
   * Begins to carry out commands on another thread, in a store of its own.
   *
   * @param shared the names of the instances that the commands know, too
   */
  record Thread(int line, String name, List<String> shared, List<Command> commands)
      implements Command {

    public Thread {
      shared = List.copyOf(shared);
      commands = List.copyOf(commands);
    }

    @Override
    public String word() {
      return "thread";
    }
  }

  /** Waits for a thread to end. */
  record Wait(int line, String thread) implements Command {
    @Override
    public String word() {
      return "wait";
    }
  }

  /** Tests something that only exists in the text format. */
  record TextOnly(int line, String word) implements Command {}
}
