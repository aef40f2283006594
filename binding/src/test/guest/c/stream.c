// Streams both ways: what the guest writes and reads one by one, as it would a file.
#include "heddle.h"

HEDDLE_ALLOCATOR

HEDDLE_EMIT("words") void word(const char *text, size_t size);

HEDDLE_EXPORT("words") void words(const char *text, size_t size) {
  size_t start = 0;
  for (size_t at = 0; at <= size; at++) {
    if (at == size || text[at] == ' ') {
      if (at > start) word(text + start, at - start);
      start = at + 1;
    }
  }
}

typedef struct {
  heddle_string name;
  int32_t cents;
} article;

HEDDLE_IMPORT("env", "articles") int32_t articles(int32_t cart);
HEDDLE_NEXT("articles") bool next_article(int32_t articles, article *next);

HEDDLE_EXPORT("sum") int32_t sum(int32_t cart) {
  int32_t cents = 0;
  int32_t all = articles(cart);
  article next;
  while (next_article(all, &next)) {
    cents += next.cents;
    free((void *)next.name.data);
  }
  return cents;
}

// For ever, for who asks for a few.
HEDDLE_EMIT("naturals") void natural(int32_t number);
static int32_t made;
HEDDLE_EXPORT("made") int32_t how_many(void) { return made; }
HEDDLE_EXPORT("naturals") void naturals(void) {
  for (int32_t i = 1;; i++) {
    made = i;
    natural(i);
  }
}

// Both at once: reads a stream and writes another one.
HEDDLE_EMIT("labels") void label(const char *text, size_t size);
HEDDLE_EXPORT("labels") void labels(int32_t cart) {
  int32_t all = articles(cart);
  article next;
  while (next_article(all, &next)) {
    label(next.name.data, next.name.size);
    free((void *)next.name.data);
  }
}

// What is no stream.
HEDDLE_EXPORT("misread") bool misread(int32_t number) {
  article next;
  return next_article(number, &next);
}
