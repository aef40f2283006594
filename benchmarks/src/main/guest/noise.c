// Gradient noise in four octaves on n by n points, as textures and landscapes are made: f32 arithmetic, floor,
// conversions between f32 and i32, a table in memory. The result is the sum of the heights in 65,536ths.

#include "guest.h"

static uint8_t shuffled[512];

static void shuffle(void) {
  uint32_t state = 42;
  for (int i = 0; i < 256; i++) {
    shuffled[i] = (uint8_t) i;
  }
  for (int i = 255; i > 0; i--) {
    int other = (int) (next_random(&state) % (uint32_t) (i + 1));
    uint8_t kept = shuffled[i];
    shuffled[i] = shuffled[other];
    shuffled[other] = kept;
  }
  for (int i = 0; i < 256; i++) {
    shuffled[256 + i] = shuffled[i];
  }
}

static float faded(float t) { return t * t * t * (t * (t * 6.0f - 15.0f) + 10.0f); }

static float mixed(float a, float b, float t) { return a + t * (b - a); }

static float slope(int hash, float x, float y) {
  float a = hash & 1 ? -x : x, b = hash & 2 ? -y : y;
  return hash & 4 ? a + 0.5f * b : 0.5f * a + b;
}

static float noise(float x, float y) {
  float floor_x = __builtin_floorf(x), floor_y = __builtin_floorf(y);
  int ix = (int) floor_x & 255, iy = (int) floor_y & 255;
  x -= floor_x;
  y -= floor_y;
  int left = shuffled[ix] + iy, right = shuffled[ix + 1] + iy;
  float u = faded(x);
  float near = mixed(slope(shuffled[left], x, y), slope(shuffled[right], x - 1, y), u);
  float far = mixed(slope(shuffled[left + 1], x, y - 1), slope(shuffled[right + 1], x - 1, y - 1), u);
  return mixed(near, far, faded(y));
}

EXPORT int64_t run(int32_t n) {
  shuffle();
  int64_t sum = 0;
  for (int32_t row = 0; row < n; row++) {
    for (int32_t column = 0; column < n; column++) {
      float x = (float) column * 0.07f, y = (float) row * 0.07f, weight = 1, height = 0;
      for (int octave = 0; octave < 4; octave++) {
        height += weight * noise(x, y);
        x *= 2;
        y *= 2;
        weight *= 0.5f;
      }
      sum += (int32_t) (height * 65536.0f);
    }
  }
  return sum;
}
