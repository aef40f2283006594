// Records of 32 bytes sorted by a library's way of it: heap sort of anything, with functions to compare and to swap
// by, three orders in turn, n records: call_indirect at every step, of two types.

#include "guest.h"

#define MOST 100000

struct record {
  uint32_t id, group;
  double weight;
  uint64_t stamp;
  uint8_t name[8];
};

typedef int comparator(const void *a, const void *b);
typedef void swapper(void *a, void *b);

static struct record records[MOST];

static int by_weight(const void *a, const void *b) {
  double x = ((const struct record *) a)->weight, y = ((const struct record *) b)->weight;
  return (x > y) - (x < y);
}

static int by_name(const void *a, const void *b) {
  const uint8_t *x = ((const struct record *) a)->name, *y = ((const struct record *) b)->name;
  for (int i = 0; i < 8; i++) {
    if (x[i] != y[i]) {
      return x[i] - y[i];
    }
  }
  return 0;
}

static int by_group_and_stamp(const void *a, const void *b) {
  const struct record *x = a, *y = b;
  if (x->group != y->group) {
    return x->group < y->group ? -1 : 1;
  }
  return (x->stamp > y->stamp) - (x->stamp < y->stamp);
}

static void swap_records(void *a, void *b) {
  struct record *x = a, *y = b, kept = *x;
  *x = *y;
  *y = kept;
}

static void sift(uint8_t *base, int32_t root, int32_t end, uint32_t size, comparator *compare, swapper *swap) {
  for (;;) {
    int32_t child = 2 * root + 1;
    if (child >= end) {
      return;
    }
    if (child + 1 < end && compare(base + child * size, base + (child + 1) * size) < 0) {
      child++;
    }
    if (compare(base + root * size, base + child * size) >= 0) {
      return;
    }
    swap(base + root * size, base + child * size);
    root = child;
  }
}

static void sort(void *base, int32_t count, uint32_t size, comparator *compare, swapper *swap) {
  for (int32_t root = count / 2 - 1; root >= 0; root--) {
    sift(base, root, count, size, compare, swap);
  }
  for (int32_t end = count - 1; end > 0; end--) {
    swap(base, (uint8_t *) base + end * size);
    sift(base, 0, end, size, compare, swap);
  }
}

// Read at run time, so that no compiler can look through it.
static comparator *volatile orders[] = {by_weight, by_name, by_group_and_stamp};
static swapper *volatile swaps = swap_records;

EXPORT int64_t run(int32_t n) {
  uint32_t state = 42;
  for (int32_t i = 0; i < n; i++) {
    records[i].id = (uint32_t) i;
    records[i].group = next_random(&state) % 16;
    records[i].weight = next_random(&state) / 1024.0;
    records[i].stamp = (uint64_t) next_random(&state) << 32 | (uint32_t) i;
    for (int at = 0; at < 8; at++) {
      records[i].name[at] = (uint8_t) ('a' + next_random(&state) % 4);
    }
  }
  uint64_t hash = 0;
  for (int order = 0; order < 3; order++) {
    sort(records, n, sizeof(struct record), orders[order], swaps);
    // of records with equal names any may come first: what is hashed is their names
    for (int32_t i = 0; i < n; i++) {
      hash = hash * 31 + (order == 1 ? records[i].name[3] : records[i].id);
    }
  }
  return (int64_t) hash;
}
