// Product of two matrices of 128 by 128, n times: f32x4 multiplications and additions on loads that walk along rows.
// Without SIMD the same is done a lane at a time, in the same order.

#include "guest.h"

#define SIZE 128

static float a[SIZE * SIZE] __attribute__((aligned(16)));
static float b[SIZE * SIZE] __attribute__((aligned(16)));
static float product[SIZE * SIZE] __attribute__((aligned(16)));

#ifdef __wasm_simd128__
#include <wasm_simd128.h>

static void multiply(void) {
  for (int i = 0; i < SIZE; i++) {
    for (int j = 0; j < SIZE; j += 16) {
      v128_t s0 = wasm_f32x4_splat(0), s1 = s0, s2 = s0, s3 = s0;
      for (int k = 0; k < SIZE; k++) {
        v128_t x = wasm_v128_load32_splat(a + i * SIZE + k);
        const float *row = b + k * SIZE + j;
        s0 = wasm_f32x4_add(s0, wasm_f32x4_mul(x, wasm_v128_load(row)));
        s1 = wasm_f32x4_add(s1, wasm_f32x4_mul(x, wasm_v128_load(row + 4)));
        s2 = wasm_f32x4_add(s2, wasm_f32x4_mul(x, wasm_v128_load(row + 8)));
        s3 = wasm_f32x4_add(s3, wasm_f32x4_mul(x, wasm_v128_load(row + 12)));
      }
      float *to = product + i * SIZE + j;
      wasm_v128_store(to, s0);
      wasm_v128_store(to + 4, s1);
      wasm_v128_store(to + 8, s2);
      wasm_v128_store(to + 12, s3);
    }
  }
}
#else
static void multiply(void) {
  for (int i = 0; i < SIZE; i++) {
    for (int j = 0; j < SIZE; j++) {
      float sum = 0;
      for (int k = 0; k < SIZE; k++) {
        sum += a[i * SIZE + k] * b[k * SIZE + j];
      }
      product[i * SIZE + j] = sum;
    }
  }
}
#endif

EXPORT int64_t run(int32_t n) {
  uint32_t state = 42;
  for (int i = 0; i < SIZE * SIZE; i++) {
    a[i] = (float) (next_random(&state) % 1000) / 1000.0f;
    b[i] = (float) (next_random(&state) % 1000) / 1000.0f - 0.5f;
  }
  for (int32_t round = 0; round < n; round++) {
    multiply();
    a[round % (SIZE * SIZE)] += 0.25f;
  }
  uint64_t hash = 0;
  for (int i = 0; i < SIZE * SIZE; i++) {
    uint32_t bits;
    __builtin_memcpy(&bits, &product[i], sizeof bits);
    hash = hash * 31 + bits;
  }
  return (int64_t) hash;
}
