// The Mandelbrot set on n by n points, 50 steps each at the most: f64 arithmetic in registers, a branch a step.
// The result is the number of steps made.

#include "guest.h"

EXPORT int64_t run(int32_t n) {
  int64_t steps = 0;
  for (int32_t row = 0; row < n; row++) {
    double ci = 2.0 * row / n - 1.0;
    for (int32_t column = 0; column < n; column++) {
      double cr = 3.0 * column / n - 2.0;
      double r = 0, i = 0;
      int32_t step = 0;
      while (step < 50 && r * r + i * i <= 4.0) {
        double next = r * r - i * i + cr;
        i = 2.0 * r * i + ci;
        r = next;
        step++;
      }
      steps += step;
    }
  }
  return steps;
}
