package dev.heddle.wasm.execute;

import java.util.List;

/** The classes of the interpreter, to be initialised before guests run. */
public final class InterpreterClasses {

  private InterpreterClasses() {}

  /** All of them; those nested in them belong to it, too. */
  public static List<Class<?>> all() {
    return List.of(
        Calls.class,
        Entry.class,
        Interpreter.class,
        Loops.class,
        Trampoline.class,
        Unwinding.class);
  }
}
