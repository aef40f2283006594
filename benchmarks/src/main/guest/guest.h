// What all kernels share. They are freestanding: no library, no imports, one export.

#ifndef HEDDLE_BENCHMARKS_GUEST_H
#define HEDDLE_BENCHMARKS_GUEST_H

#include <stddef.h>
#include <stdint.h>

#define EXPORT __attribute__((export_name("run")))

// The numbers all kernels take for data: a linear congruential generator, its upper bits used.
// The tests repeat it in Java.
static inline uint32_t next_random(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

static inline void fill_random(uint8_t *target, size_t length) {
  uint32_t state = 42;
  for (size_t i = 0; i < length; i++) {
    target[i] = (uint8_t) next_random(&state);
  }
}

static inline int64_t bits_of(double value) {
  int64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
}

#endif
