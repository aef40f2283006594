package dev.heddle.wasm;

import java.util.Locale;

/**
 * How guests are executed. All ways give the same results, traps, costs in fuel and limits; they
 * differ in time and memory. Thread-safe.
 */
public enum Execution {

  /**
   * Functions are interpreted first, and compiled to JVM bytecode in the background when they are
   * called often or loop long. The default.
   */
  TIERED,

  /** Nothing is compiled: for guests that run once and briefly, or where no classes may be made. */
  INTERPRETED,

  /**
   * Every function is compiled before it is called for the first time, on the thread of the call.
   * What compiling does not pay for, such as functions of absurd size, is interpreted all the same.
   */
  COMPILED;

  /**
   * What instances are executed by that do not say: {@link #TIERED}, or what the system property
   * {@code heddle.execution} names.
   *
   * @throws IllegalArgumentException if the property names none of these
   */
  public static Execution standard() {
    String name = System.getProperty("heddle.execution");
    if (name == null) {
      return TIERED;
    }
    for (Execution execution : values()) {
      if (execution.name().equals(name.toUpperCase(Locale.ROOT))) {
        return execution;
      }
    }
    throw new IllegalArgumentException(
        "system property heddle.execution: expected tiered, interpreted or compiled, found "
            + name);
  }
}
