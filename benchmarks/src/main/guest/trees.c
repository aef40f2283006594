// Trees and strings that come and go, n rounds, on an allocator of its own (a list of free blocks for each power of
// two, blocks cut from larger ones): pointers, recursion, writes all over a heap of 4 MiB.

#include "guest.h"

#define HEAP (4 << 20)
#define SIZES 23
#define LEAST 4
#define KEPT 1024

struct block {
  uint32_t size;  // as a power of two
  struct block *next;
};

static uint8_t heap[HEAP] __attribute__((aligned(16)));
static struct block *free_blocks[SIZES];

static void reset(void) {
  for (int size = 0; size < SIZES; size++) {
    free_blocks[size] = 0;
  }
  struct block *all = (struct block *) heap;
  all->size = 22;
  all->next = 0;
  free_blocks[22] = all;
}

// The block's size stays in front of what is handed out.
static void *allocate(uint32_t bytes) {
  uint32_t wanted = LEAST;
  while ((1u << wanted) < bytes + 8) {
    wanted++;
  }
  uint32_t size = wanted;
  while (size < SIZES && !free_blocks[size]) {
    size++;
  }
  if (size == SIZES) {
    __builtin_trap();
  }
  struct block *block = free_blocks[size];
  free_blocks[size] = block->next;
  while (size > wanted) {
    size--;
    struct block *rest = (struct block *) ((uint8_t *) block + (1u << size));
    rest->size = size;
    rest->next = free_blocks[size];
    free_blocks[size] = rest;
  }
  block->size = wanted;
  return (uint8_t *) block + 8;
}

static void release(void *pointer) {
  struct block *block = (struct block *) ((uint8_t *) pointer - 8);
  block->next = free_blocks[block->size];
  free_blocks[block->size] = block;
}

struct tree {
  struct tree *left, *right;
  uint32_t value;
};

static struct tree *grow(int depth, uint32_t *state) {
  struct tree *tree = allocate(sizeof(struct tree));
  tree->value = next_random(state) & 0xff;
  tree->left = depth ? grow(depth - 1, state) : 0;
  tree->right = depth ? grow(depth - 1, state) : 0;
  return tree;
}

static uint32_t fell(struct tree *tree) {
  if (!tree) {
    return 0;
  }
  uint32_t sum = tree->value + fell(tree->left) * 3 + fell(tree->right);
  release(tree);
  return sum;
}

static uint8_t *kept[KEPT];

EXPORT int64_t run(int32_t n) {
  uint32_t state = 42;
  int64_t sum = 0;
  reset();
  for (int i = 0; i < KEPT; i++) {
    kept[i] = 0;
  }
  for (int32_t round = 0; round < n; round++) {
    struct tree *tree = grow(9, &state);
    for (int i = 0; i < 2000; i++) {
      uint32_t random = next_random(&state), slot = random % KEPT, length = 1 + (random >> 10) % 200;
      if (kept[slot]) {
        sum += kept[slot][0];
        release(kept[slot]);
      }
      kept[slot] = allocate(length);
      for (uint32_t at = 0; at < length; at += 8) {
        kept[slot][at] = (uint8_t) random;
      }
    }
    sum += fell(tree);
  }
  return sum;
}
