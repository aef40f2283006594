// 64 KiB of text, n times: the lines are found and the characters counted, 16 bytes at a time: i8x16 comparisons,
// bitmask, population count, any_true. Without SIMD the same is done a byte at a time.

#include "guest.h"

#define TEXT (64 << 10)

static uint8_t text[TEXT] __attribute__((aligned(16)));

static int64_t lines, characters, places;

#ifdef __wasm_simd128__
#include <wasm_simd128.h>

static void scan(void) {
  v128_t newline = wasm_i8x16_splat('\n'), continuation = wasm_i8x16_splat(-64);
  for (int32_t at = 0; at < TEXT; at += 16) {
    v128_t bytes = wasm_v128_load(text + at);
    // a byte that continues a character is less than -64
    characters += 16 - __builtin_popcount(wasm_i8x16_bitmask(wasm_i8x16_lt(bytes, continuation)));
    v128_t found = wasm_i8x16_eq(bytes, newline);
    if (wasm_v128_any_true(found)) {
      uint32_t mask = wasm_i8x16_bitmask(found);
      while (mask) {
        places += at + __builtin_ctz(mask);
        lines++;
        mask &= mask - 1;
      }
    }
  }
}
#else
static void scan(void) {
  for (int32_t at = 0; at < TEXT; at++) {
    characters += (text[at] & 0xc0) != 0x80;
    if (text[at] == '\n') {
      places += at;
      lines++;
    }
  }
}
#endif

EXPORT int64_t run(int32_t n) {
  uint32_t state = 42;
  for (int32_t at = 0; at < TEXT;) {
    uint32_t random = next_random(&state) % 128;
    if (random < 8 && at < TEXT - 2) {
      text[at++] = 0xc3;
      text[at++] = (uint8_t) (0x80 + random);
    } else {
      text[at++] = random < 10 ? '\n' : (uint8_t) random;
    }
  }
  lines = characters = places = 0;
  for (int32_t round = 0; round < n; round++) {
    scan();
    text[round % TEXT] ^= 1;
  }
  return lines * 1000003 + characters + places * 31;
}
