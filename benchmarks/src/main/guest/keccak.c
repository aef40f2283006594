// SHA3-256 of n KiB of pseudo-random bytes: i64 rotations and logic, 25 words of state.

#include "guest.h"

#define RATE 136

static const uint64_t constants[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

static const int rotations[24] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                  27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};
static const int places[24] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                               15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};

static uint64_t rotated(uint64_t value, int count) { return value << count | value >> (64 - count); }

static void permute(uint64_t *state) {
  for (int round = 0; round < 24; round++) {
    uint64_t parity[5];
    for (int x = 0; x < 5; x++) {
      parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
    }
    for (int x = 0; x < 5; x++) {
      uint64_t change = parity[(x + 4) % 5] ^ rotated(parity[(x + 1) % 5], 1);
      for (int y = 0; y < 25; y += 5) {
        state[y + x] ^= change;
      }
    }
    uint64_t moved = state[1];
    for (int i = 0; i < 24; i++) {
      uint64_t kept = state[places[i]];
      state[places[i]] = rotated(moved, rotations[i]);
      moved = kept;
    }
    for (int y = 0; y < 25; y += 5) {
      uint64_t row[5];
      for (int x = 0; x < 5; x++) {
        row[x] = state[y + x];
      }
      for (int x = 0; x < 5; x++) {
        state[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
      }
    }
    state[0] ^= constants[round];
  }
}

EXPORT int64_t run(int32_t n) {
  uint64_t state[25];
  for (int i = 0; i < 25; i++) {
    state[i] = 0;
  }
  uint32_t random = 42;
  int at = 0;
  for (int32_t i = 0; i < n * 1024; i++) {
    state[at / 8] ^= (uint64_t) (uint8_t) next_random(&random) << at % 8 * 8;
    if (++at == RATE) {
      permute(state);
      at = 0;
    }
  }
  state[at / 8] ^= (uint64_t) 6 << at % 8 * 8;
  state[RATE / 8 - 1] ^= 0x8000000000000000u;
  permute(state);
  return (int64_t) __builtin_bswap64(state[0]);
}
