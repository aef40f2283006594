// Base64 (RFC 4648) of 48 KiB there and back, n times over: bytes, shifts, tables, short branches.
// The result adds up all characters; it is -1 if what comes back is not what went in.

#include "guest.h"

static const char alphabet[65] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static uint8_t values[256];
static uint8_t data[48 * 1024];
static uint8_t text[64 * 1024];
static uint8_t back[48 * 1024];

static void encode(void) {
  uint8_t *out = text;
  for (size_t i = 0; i < sizeof data; i += 3) {
    uint32_t group = (uint32_t) data[i] << 16 | (uint32_t) data[i + 1] << 8 | data[i + 2];
    *out++ = (uint8_t) alphabet[group >> 18];
    *out++ = (uint8_t) alphabet[group >> 12 & 63];
    *out++ = (uint8_t) alphabet[group >> 6 & 63];
    *out++ = (uint8_t) alphabet[group & 63];
  }
}

static int decode(void) {
  uint8_t *out = back;
  for (size_t i = 0; i < sizeof text; i += 4) {
    uint32_t group = 0;
    for (int j = 0; j < 4; j++) {
      uint8_t value = values[text[i + j]];
      if (value > 63) {
        return 0;
      }
      group = group << 6 | value;
    }
    *out++ = (uint8_t) (group >> 16);
    *out++ = (uint8_t) (group >> 8);
    *out++ = (uint8_t) group;
  }
  return 1;
}

EXPORT int64_t run(int32_t rounds) {
  for (int i = 0; i < 256; i++) {
    values[i] = 0xff;
  }
  for (int i = 0; i < 64; i++) {
    values[(uint8_t) alphabet[i]] = (uint8_t) i;
  }
  fill_random(data, sizeof data);

  int64_t sum = 0;
  for (int32_t round = 0; round < rounds; round++) {
    data[round % sizeof data] ^= (uint8_t) round;
    encode();
    if (!decode()) {
      return -1;
    }
    for (size_t i = 0; i < sizeof text; i++) {
      sum += text[i];
    }
    for (size_t i = 0; i < sizeof data; i++) {
      if (back[i] != data[i]) {
        return -1;
      }
    }
  }
  return sum;
}
