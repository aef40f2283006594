package dev.heddle.benchmarks.engines;

import java.util.List;

/** An instance of a module. Not thread-safe. */
public interface Guest {

  /** The exported function of this name, which must be of type {@code (i32) -> i64}. */
  GuestFunction function(String name);

  /**
   * A call of the exported function of this name.
   *
   * @param arguments of the types of the function's parameters
   * @param results the types of its results
   */
  Call call(String name, List<Scalar> arguments, List<Scalar.Type> results);
}
