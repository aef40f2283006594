// ChaCha20 over n KiB, a block at a time with a row of its state in a vector: i32x4 additions, rotations by shifts,
// shuffles. Without SIMD the same is done a word at a time.

#include "guest.h"

static uint32_t state[16] __attribute__((aligned(16)));
static uint32_t block[16] __attribute__((aligned(16)));

#ifdef __wasm_simd128__
#include <wasm_simd128.h>

#define ROTATED(v, n) wasm_v128_or(wasm_i32x4_shl(v, n), wasm_u32x4_shr(v, 32 - (n)))
#define QUARTER_ROUNDS \
  a = wasm_i32x4_add(a, b), d = wasm_v128_xor(d, a), d = ROTATED(d, 16); \
  c = wasm_i32x4_add(c, d), b = wasm_v128_xor(b, c), b = ROTATED(b, 12); \
  a = wasm_i32x4_add(a, b), d = wasm_v128_xor(d, a), d = ROTATED(d, 8); \
  c = wasm_i32x4_add(c, d), b = wasm_v128_xor(b, c), b = ROTATED(b, 7)

static void make_block(void) {
  v128_t a0 = wasm_v128_load(state), b0 = wasm_v128_load(state + 4), c0 = wasm_v128_load(state + 8),
         d0 = wasm_v128_load(state + 12), a = a0, b = b0, c = c0, d = d0;
  for (int round = 0; round < 10; round++) {
    QUARTER_ROUNDS;
    b = wasm_i32x4_shuffle(b, b, 1, 2, 3, 0);
    c = wasm_i32x4_shuffle(c, c, 2, 3, 0, 1);
    d = wasm_i32x4_shuffle(d, d, 3, 0, 1, 2);
    QUARTER_ROUNDS;
    b = wasm_i32x4_shuffle(b, b, 3, 0, 1, 2);
    c = wasm_i32x4_shuffle(c, c, 2, 3, 0, 1);
    d = wasm_i32x4_shuffle(d, d, 1, 2, 3, 0);
  }
  wasm_v128_store(block, wasm_i32x4_add(a, a0));
  wasm_v128_store(block + 4, wasm_i32x4_add(b, b0));
  wasm_v128_store(block + 8, wasm_i32x4_add(c, c0));
  wasm_v128_store(block + 12, wasm_i32x4_add(d, d0));
}
#else
static uint32_t rotated(uint32_t value, int count) { return value << count | value >> (32 - count); }

static void quarter_round(int a, int b, int c, int d) {
  block[a] += block[b], block[d] = rotated(block[d] ^ block[a], 16);
  block[c] += block[d], block[b] = rotated(block[b] ^ block[c], 12);
  block[a] += block[b], block[d] = rotated(block[d] ^ block[a], 8);
  block[c] += block[d], block[b] = rotated(block[b] ^ block[c], 7);
}

static void make_block(void) {
  for (int i = 0; i < 16; i++) {
    block[i] = state[i];
  }
  for (int round = 0; round < 10; round++) {
    for (int i = 0; i < 4; i++) {
      quarter_round(i, 4 + i, 8 + i, 12 + i);
    }
    for (int i = 0; i < 4; i++) {
      quarter_round(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
    }
  }
  for (int i = 0; i < 16; i++) {
    block[i] += state[i];
  }
}
#endif

EXPORT int64_t run(int32_t n) {
  static const uint32_t words[4] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  uint32_t random = 42;
  for (int i = 0; i < 16; i++) {
    state[i] = i < 4 ? words[i] : next_random(&random);
  }
  uint64_t sum = 0;
  for (int32_t i = 0; i < n * 16; i++) {
    make_block();
    state[12]++;
    sum = (sum << 1 | sum >> 63) ^ ((uint64_t) block[i & 15] << 32 | block[15]);
  }
  return (int64_t) sum;
}
