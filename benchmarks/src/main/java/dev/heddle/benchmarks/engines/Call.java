package dev.heddle.benchmarks.engines;

import java.util.List;

/** A call of a guest's function that can be made again and again, its arguments already given. */
@FunctionalInterface
public interface Call {

  /** Makes it, and returns the results. */
  List<Scalar> make();
}
