package dev.heddle.benchmarks.engines;

import java.util.function.IntUnaryOperator;

/** A loaded module. */
public interface Program {

  /** Makes an instance of a module that imports nothing. */
  Guest instantiate();

  /**
   * Makes an instance of a module that imports one function.
   *
   * @param next what the guest gets as {@code host.next}, of type {@code (i32) -> i32}
   */
  Guest instantiate(IntUnaryOperator next);
}
