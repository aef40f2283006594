// 16,384 vertex attributes of 4 bytes, packed as differences of 4 bits, unpacked n times, as codecs of meshes do:
// i8x16 shifts, interleaving shuffles, zigzag, a running sum of bytes by shuffles and additions.
// Without SIMD the same is done a byte at a time.

#include "guest.h"

#define BYTES (64 << 10)

static uint8_t packed[BYTES / 2] __attribute__((aligned(16)));
static uint8_t unpacked[BYTES] __attribute__((aligned(16)));

#ifdef __wasm_simd128__
#include <wasm_simd128.h>

static v128_t unzigzag(v128_t v) {
  v128_t sign = wasm_i8x16_neg(wasm_v128_and(v, wasm_i8x16_splat(1)));
  return wasm_v128_xor(sign, wasm_u8x16_shr(v, 1));
}

// Adds to each vertex the ones before it, four bytes apart, and the last vertex of what came before.
static v128_t summed(v128_t v, v128_t last) {
  v128_t zero = wasm_i8x16_splat(0);
  v = wasm_i8x16_add(v, wasm_i32x4_shuffle(zero, v, 0, 4, 5, 6));
  v = wasm_i8x16_add(v, wasm_i32x4_shuffle(zero, v, 0, 1, 4, 5));
  return wasm_i8x16_add(v, wasm_i32x4_shuffle(last, last, 3, 3, 3, 3));
}

static void decode(void) {
  v128_t last = wasm_i8x16_splat(0), low = wasm_i8x16_splat(15);
  for (int at = 0; at < BYTES; at += 32) {
    v128_t pairs = wasm_v128_load(packed + at / 2);
    v128_t high = wasm_u8x16_shr(pairs, 4);
    pairs = wasm_v128_and(pairs, low);
    v128_t first = wasm_i8x16_shuffle(high, pairs, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    v128_t second =
        wasm_i8x16_shuffle(high, pairs, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    last = summed(unzigzag(first), last);
    wasm_v128_store(unpacked + at, last);
    last = summed(unzigzag(second), last);
    wasm_v128_store(unpacked + at + 16, last);
  }
}
#else
static void decode(void) {
  uint8_t last[4] = {0, 0, 0, 0};
  for (int at = 0; at < BYTES; at++) {
    uint8_t v = at & 1 ? packed[at / 2] & 15 : packed[at / 2] >> 4;
    last[at & 3] = (uint8_t) (last[at & 3] + (uint8_t) (-(v & 1) ^ v >> 1));
    unpacked[at] = last[at & 3];
  }
}
#endif

EXPORT int64_t run(int32_t n) {
  fill_random(packed, sizeof packed);
  uint64_t hash = 0;
  for (int32_t round = 0; round < n; round++) {
    decode();
    hash = hash * 31 + unpacked[BYTES - 1 - round % 4];
    packed[round % (BYTES / 2)] ^= 0x21;
  }
  for (int at = 0; at < BYTES; at++) {
    hash = hash * 31 + unpacked[at];
  }
  return (int64_t) hash;
}
