// The spectral norm of an infinite matrix, cut at n by n, n up to 1,000: f64 divisions, conversions from i32.

#include "guest.h"

#define MOST 1000

static double u[MOST], v[MOST], between[MOST];

static double element(int32_t i, int32_t j) { return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1); }

static void multiply(int32_t n, const double *from, double *to) {
  for (int32_t i = 0; i < n; i++) {
    double sum = 0;
    for (int32_t j = 0; j < n; j++) {
      sum += element(i, j) * from[j];
    }
    to[i] = sum;
  }
}

static void multiply_transposed(int32_t n, const double *from, double *to) {
  for (int32_t i = 0; i < n; i++) {
    double sum = 0;
    for (int32_t j = 0; j < n; j++) {
      sum += element(j, i) * from[j];
    }
    to[i] = sum;
  }
}

EXPORT int64_t run(int32_t n) {
  for (int32_t i = 0; i < n; i++) {
    u[i] = 1;
  }
  for (int round = 0; round < 5; round++) {
    multiply(n, u, between);
    multiply_transposed(n, between, v);
    multiply(n, v, between);
    multiply_transposed(n, between, u);
  }
  double uv = 0, vv = 0;
  for (int32_t i = 0; i < n; i++) {
    uv += u[i] * v[i];
    vv += v[i] * v[i];
  }
  return bits_of(__builtin_sqrt(uv / vv));
}
