// bzip2 1.0.8: 42 KB of text compressed and decompressed, n times.
// The result is the size of what was compressed and a hash of it.

#include <bzlib.h>
#include <string.h>

#include "../guest.h"

#define TEXT (42 << 10)

static char text[TEXT], compressed[TEXT * 2], decompressed[TEXT];

// Words that come again and again, some more often than others, as in what people write.
static void compose(void) {
  static char words[512][8];
  uint32_t state = 42;
  for (int i = 0; i < 512; i++) {
    uint32_t length = 2 + next_random(&state) % 6;
    for (uint32_t at = 0; at < length; at++) {
      words[i][at] = (char) ('a' + next_random(&state) % 26);
    }
  }
  for (int at = 0; at < TEXT;) {
    const char *word = words[next_random(&state) % (1 + next_random(&state) % 512)];
    while (*word && at < TEXT) {
      text[at++] = *word++;
    }
    if (at < TEXT) {
      text[at++] = next_random(&state) % 12 ? ' ' : '\n';
    }
  }
}

EXPORT int64_t run(int32_t n) {
  compose();
  uint64_t hash = 0;
  for (int32_t round = 0; round < n; round++) {
    unsigned int size = sizeof compressed, restored = sizeof decompressed;
    text[round % TEXT] ^= 1;
    if (BZ2_bzBuffToBuffCompress(compressed, &size, text, TEXT, 9, 0, 0) != BZ_OK
        || BZ2_bzBuffToBuffDecompress(decompressed, &restored, compressed, size, 0, 0) != BZ_OK
        || restored != TEXT || memcmp(text, decompressed, TEXT)) {
      return -1;
    }
    for (unsigned int at = 0; at < size; at++) {
      hash = (hash ^ (uint8_t) compressed[at]) * 1099511628211u;
    }
    hash += size;
  }
  return (int64_t) hash;
}

void bz_internal_error(int code) { __builtin_trap(); }
