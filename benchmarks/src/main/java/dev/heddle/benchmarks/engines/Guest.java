package dev.heddle.benchmarks.engines;

/** An instance of a module. Not thread-safe. */
public interface Guest {

  /** The exported function of this name, which must be of type {@code (i32) -> i64}. */
  GuestFunction function(String name);
}
