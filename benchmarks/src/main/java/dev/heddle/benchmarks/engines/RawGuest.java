package dev.heddle.benchmarks.engines;

import java.util.ArrayList;
import java.util.List;

/** An instance whose functions take and return numbers as they are in a {@code long}. */
interface RawGuest extends Guest {

  /** A function in that form. */
  @FunctionalInterface
  interface RawFunction {
    long[] apply(long... arguments);
  }

  /** The exported function of this name. */
  RawFunction raw(String name);

  @Override
  default GuestFunction function(String name) {
    RawFunction function = raw(name);
    return n -> function.apply(n)[0];
  }

  @Override
  default Call call(String name, List<Scalar> arguments, List<Scalar.Type> results) {
    RawFunction function = raw(name);
    long[] given = arguments.stream().mapToLong(Scalar::bits).toArray();
    return () -> {
      long[] raw = function.apply(given.clone());
      List<Scalar> values = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        values.add(new Scalar(results.get(i), raw[i]));
      }
      return values;
    };
  }
}
