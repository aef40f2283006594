// Three regular expressions, compiled into nodes and matched with backtracking at each place of 8 KiB of text, n
// times: deep recursion, small branches that no predictor likes, sets of characters as bits.
// The result counts matches and their lengths.

#include "guest.h"

enum op { SET, SPLIT, JUMP, MATCH };

struct node {
  enum op op;
  int32_t a, b;        // SPLIT tries a first
  uint32_t set[4];     // of ASCII
};

#define TEXT 8192

static struct node program[256];
static int32_t length;
static char text[TEXT + 1];
static const char *pattern;

static int32_t emit(enum op op, int32_t a, int32_t b) {
  program[length] = (struct node){op, a, b, {0, 0, 0, 0}};
  return length++;
}

static void include(struct node *node, int from, int to) {
  for (int c = from; c <= to; c++) {
    node->set[c >> 5] |= 1u << (c & 31);
  }
}

static void alternatives(void);

static void atom(void) {
  char c = *pattern++;
  if (c == '(') {
    alternatives();
    pattern++;
    return;
  }
  struct node *node = &program[emit(SET, 0, 0)];
  if (c == '.') {
    include(node, 1, 127);
  } else if (c == '\\') {
    c = *pattern++;
    if (c == 'd') {
      include(node, '0', '9');
    } else if (c == 'w') {
      include(node, 'a', 'z');
      include(node, '0', '9');
    } else {
      include(node, c, c);
    }
  } else if (c == '[') {
    while (*pattern != ']') {
      char from = *pattern++, to = from;
      if (*pattern == '-') {
        to = pattern[1];
        pattern += 2;
      }
      include(node, from, to);
    }
    pattern++;
  } else {
    include(node, c, c);
  }
}

// Makes room for a node in front of those from start on.
static void shift(int32_t start) {
  for (int32_t i = length; i > start; i--) {
    program[i] = program[i - 1];
    if (program[i].op == SPLIT || program[i].op == JUMP) {
      program[i].a += program[i].a >= start;
      program[i].b += program[i].b >= start;
    }
  }
  length++;
}

static void sequence(void) {
  while (*pattern && *pattern != '|' && *pattern != ')') {
    int32_t start = length;
    atom();
    if (*pattern == '+') {
      pattern++;
      emit(SPLIT, start, length + 1);
    } else if (*pattern == '*') {
      pattern++;
      shift(start);
      emit(JUMP, start, 0);
      program[start] = (struct node){SPLIT, start + 1, length, {0, 0, 0, 0}};
    } else if (*pattern == '?') {
      pattern++;
      shift(start);
      program[start] = (struct node){SPLIT, start + 1, length, {0, 0, 0, 0}};
    }
  }
}

static void alternatives(void) {
  int32_t start = length;
  sequence();
  while (*pattern == '|') {
    pattern++;
    shift(start);
    int32_t jump = emit(JUMP, 0, 0);
    program[start] = (struct node){SPLIT, start + 1, length, {0, 0, 0, 0}};
    sequence();
    program[jump].a = length;
  }
}

static const char *match(int32_t at, const char *from) {
  for (;;) {
    const struct node *node = &program[at];
    switch (node->op) {
      case SET: {
        uint8_t c = (uint8_t) *from;
        if (!(node->set[c >> 5] >> (c & 31) & 1)) {
          return 0;
        }
        from++;
        at++;
        break;
      }
      case SPLIT: {
        const char *end = match(node->a, from);
        if (end) {
          return end;
        }
        at = node->b;
        break;
      }
      case JUMP:
        at = node->a;
        break;
      default:
        return from;
    }
  }
}

static int64_t search(const char *expression) {
  pattern = expression;
  length = 0;
  alternatives();
  emit(MATCH, 0, 0);
  int64_t found = 0;
  for (const char *from = text; *from;) {
    const char *end = match(0, from);
    if (end && end > from) {
      found += 1000 + (end - from);
      from = end;
    } else {
      from++;
    }
  }
  return found;
}

static void compose(void) {
  static const char alphabet[] = "aaabcdeeefghiiijklmnooprstuuy0123456789     @@@...---//::";
  uint32_t state = 42;
  for (int i = 0; i < TEXT; i++) {
    text[i] = alphabet[next_random(&state) % (sizeof alphabet - 1)];
  }
  text[TEXT] = 0;
}

EXPORT int64_t run(int32_t n) {
  compose();
  int64_t found = 0;
  for (int32_t round = 0; round < n; round++) {
    found += search("\\w+@\\w+(\\.|-)?\\w*");
    found += search("(\\d+-)*\\d+|[a-e]+(x|u|i)[a-z]*");
    found += search("([a-z]+ ?)+:");
    text[round % TEXT] = ' ';
  }
  return found;
}
