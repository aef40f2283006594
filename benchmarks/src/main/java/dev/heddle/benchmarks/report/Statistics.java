package dev.heddle.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;

/** What is told of many measurements of one thing. */
final class Statistics {

  private Statistics() {}

  /** The median of at least one number. */
  static double median(Collection<Double> numbers) {
    return quantile(sorted(numbers), 0.5);
  }

  /**
   * How far measurements lie apart: half of what the middle half of them spans, as a part of the
   * median.
   */
  static double spread(Collection<Double> numbers) {
    double[] sorted = sorted(numbers);
    return (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2 / quantile(sorted, 0.5);
  }

  /** The geometric mean of at least one number. */
  static double mean(Collection<Double> numbers) {
    return Math.exp(numbers.stream().mapToDouble(Math::log).average().orElseThrow());
  }

  private static double[] sorted(Collection<Double> numbers) {
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException("no numbers");
    }
    double[] sorted = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private static double quantile(double[] sorted, double part) {
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
