// 4,096 vertices moved by a matrix and packed into 16 bits an axis, n times: f32x4 arithmetic, splats, conversions
// with saturation, narrowing. Without SIMD the same is done a lane at a time.

#include "guest.h"

#define VERTICES 4096

static float vertices[VERTICES * 4] __attribute__((aligned(16)));
static int16_t packed[VERTICES * 4] __attribute__((aligned(16)));
static float matrix[16] __attribute__((aligned(16)));

#ifdef __wasm_simd128__
#include <wasm_simd128.h>

static void transform(void) {
  v128_t c0 = wasm_v128_load(matrix), c1 = wasm_v128_load(matrix + 4), c2 = wasm_v128_load(matrix + 8),
         c3 = wasm_v128_load(matrix + 12), scale = wasm_f32x4_splat(256.0f);
  for (int i = 0; i < VERTICES; i += 2) {
    v128_t moved[2];
    for (int j = 0; j < 2; j++) {
      v128_t v = wasm_v128_load(vertices + (i + j) * 4);
      v128_t x = wasm_i32x4_shuffle(v, v, 0, 0, 0, 0), y = wasm_i32x4_shuffle(v, v, 1, 1, 1, 1),
             z = wasm_i32x4_shuffle(v, v, 2, 2, 2, 2);
      v128_t sum = wasm_f32x4_add(wasm_f32x4_mul(x, c0), wasm_f32x4_mul(y, c1));
      sum = wasm_f32x4_add(wasm_f32x4_add(sum, wasm_f32x4_mul(z, c2)), c3);
      wasm_v128_store(vertices + (i + j) * 4, sum);
      moved[j] = wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_mul(sum, scale));
    }
    wasm_v128_store(packed + i * 4, wasm_i16x8_narrow_i32x4(moved[0], moved[1]));
  }
}
#else
static void transform(void) {
  for (int i = 0; i < VERTICES; i++) {
    float *v = vertices + i * 4, x = v[0], y = v[1], z = v[2];
    for (int lane = 0; lane < 4; lane++) {
      v[lane] = x * matrix[lane] + y * matrix[4 + lane] + z * matrix[8 + lane] + matrix[12 + lane];
      int32_t whole = (int32_t) (v[lane] * 256.0f);
      packed[i * 4 + lane] = (int16_t) (whole > 32767 ? 32767 : whole < -32768 ? -32768 : whole);
    }
  }
}
#endif

EXPORT int64_t run(int32_t n) {
  static const float turn[16] = {0.96f, 0.28f, 0, 0, -0.28f, 0.96f, 0, 0, 0, 0, 1, 0, 0.5f, -0.25f, 0.125f, 1};
  uint32_t state = 42;
  for (int i = 0; i < 16; i++) {
    matrix[i] = turn[i];
  }
  for (int i = 0; i < VERTICES * 4; i++) {
    vertices[i] = (float) (int32_t) (next_random(&state) % 20001) / 100.0f - 100.0f;
  }
  uint64_t hash = 0;
  for (int32_t round = 0; round < n; round++) {
    transform();
    hash = hash * 31 + (uint64_t) (int64_t) packed[round * 4 % (VERTICES * 4)];
  }
  for (int i = 0; i < VERTICES * 4; i++) {
    hash = hash * 31 + (uint64_t) (int64_t) packed[i];
  }
  return (int64_t) hash;
}
