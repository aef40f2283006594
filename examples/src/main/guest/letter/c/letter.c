#include <string.h>

// What a word stands for: written to `to`, `room` bytes at most. Returns how many bytes that were.
// The host may take its time. To the guest it is a call like any other.
__attribute__((import_module("host"), import_name("lookup")))
int lookup(const char *word, int length, char *to, int room);

// Copies a text, with each {word} replaced by what it stands for. Returns how long it has become.
__attribute__((export_name("fill")))
int fill(const char *text, int length, char *to, int room) {
  const char *end = text + length;
  char *next = to, *limit = to + room;
  while (text < end && next < limit) {
    const char *close = *text == '{' ? memchr(text, '}', end - text) : NULL;
    if (close == NULL) {
      *next++ = *text++;
    } else {
      next += lookup(text + 1, close - text - 1, next, limit - next);
      text = close + 1;
    }
  }
  return next - to;
}
