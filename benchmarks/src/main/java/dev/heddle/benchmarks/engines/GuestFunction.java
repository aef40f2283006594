package dev.heddle.benchmarks.engines;

/** A function of a guest of type {@code (i32) -> i64}. */
@FunctionalInterface
public interface GuestFunction {

  /** Calls it. */
  long call(int n);
}
