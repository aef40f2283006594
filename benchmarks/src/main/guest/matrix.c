// The product of two n by n matrices of doubles, n up to 256: f64 loads, multiplications, additions.
// The result is the sum of all elements, as bits.

#include "guest.h"

#define MAX 256

static double a[MAX * MAX], b[MAX * MAX], c[MAX * MAX];

EXPORT int64_t run(int32_t n) {
  uint32_t state = 42;
  for (int32_t i = 0; i < n * n; i++) {
    a[i] = next_random(&state) / 16777216.0;
    b[i] = next_random(&state) / 16777216.0;
  }
  double total = 0;
  for (int32_t row = 0; row < n; row++) {
    for (int32_t column = 0; column < n; column++) {
      double sum = 0;
      for (int32_t k = 0; k < n; k++) {
        sum += a[row * n + k] * b[k * n + column];
      }
      c[row * n + column] = sum;
      total += sum;
    }
  }
  return bits_of(total + c[n / 2]);
}
