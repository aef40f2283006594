// Evaluates a tree of 1,023 closures n times: call_indirect, shallow recursion, pointers.

#include "guest.h"

#define DEPTH 10
#define NODES ((1 << DEPTH) - 1)

struct node;
typedef uint32_t evaluator(const struct node *node, uint32_t x);

struct node {
  evaluator *evaluate;
  const struct node *left, *right;
  uint32_t constant;
};

static struct node nodes[NODES];

static uint32_t value(const struct node *node, uint32_t x) { return node->left->evaluate(node->left, x); }
static uint32_t other(const struct node *node, uint32_t x) { return node->right->evaluate(node->right, x); }

static uint32_t variable(const struct node *node, uint32_t x) { return x; }
static uint32_t constant(const struct node *node, uint32_t x) { return node->constant; }
static uint32_t add(const struct node *node, uint32_t x) { return value(node, x) + other(node, x); }
static uint32_t subtract(const struct node *node, uint32_t x) { return value(node, x) - other(node, x); }
static uint32_t multiply(const struct node *node, uint32_t x) { return value(node, x) * other(node, x); }
static uint32_t mix(const struct node *node, uint32_t x) { return value(node, x) ^ (other(node, x) >> 3); }

static evaluator *const inner[] = {add, subtract, multiply, mix};

EXPORT int64_t run(int32_t n) {
  uint32_t state = 42;
  for (int i = 0; i < NODES; i++) {
    uint32_t random = next_random(&state);
    struct node *node = &nodes[i];
    if (2 * i + 2 < NODES) {
      node->evaluate = inner[random & 3];
      node->left = &nodes[2 * i + 1];
      node->right = &nodes[2 * i + 2];
    } else {
      node->evaluate = random & 1 ? variable : constant;
      node->constant = random >> 8 & 255;
    }
  }
  int64_t sum = 0;
  for (int32_t x = 0; x < n; x++) {
    sum += nodes[0].evaluate(&nodes[0], (uint32_t) x);
  }
  return sum;
}
