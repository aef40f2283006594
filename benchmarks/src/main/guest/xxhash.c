// xxHash (64 bits) of 64 KiB, n times, each with another seed: i64 multiplications, reads of 8 bytes, unrolled.

#include "guest.h"

#define LENGTH (64 << 10)

static const uint64_t p1 = 0x9e3779b185ebca87, p2 = 0xc2b2ae3d27d4eb4f, p3 = 0x165667b19e3779f9,
                      p4 = 0x85ebca77c2b2ae63;

static uint8_t data[LENGTH];

static uint64_t rotated(uint64_t value, int count) { return value << count | value >> (64 - count); }

static uint64_t word(const uint8_t *at) {
  uint64_t value;
  __builtin_memcpy(&value, at, sizeof value);
  return value;
}

static uint64_t round_of(uint64_t sum, uint64_t input) { return rotated(sum + input * p2, 31) * p1; }

static uint64_t merged(uint64_t hash, uint64_t sum) { return (hash ^ round_of(0, sum)) * p1 + p4; }

static uint64_t hash_of(uint64_t seed) {
  uint64_t a = seed + p1 + p2, b = seed + p2, c = seed, d = seed - p1;
  for (const uint8_t *at = data; at < data + LENGTH; at += 32) {
    a = round_of(a, word(at));
    b = round_of(b, word(at + 8));
    c = round_of(c, word(at + 16));
    d = round_of(d, word(at + 24));
  }
  uint64_t hash = rotated(a, 1) + rotated(b, 7) + rotated(c, 12) + rotated(d, 18);
  hash = merged(merged(merged(merged(hash, a), b), c), d) + LENGTH;
  hash = (hash ^ hash >> 33) * p2;
  hash = (hash ^ hash >> 29) * p3;
  return hash ^ hash >> 32;
}

EXPORT int64_t run(int32_t n) {
  fill_random(data, LENGTH);
  uint64_t hash = 0;
  for (int32_t i = 0; i < n; i++) {
    hash = hash_of(hash);
  }
  return (int64_t) hash;
}
