// An interpreter within the interpreter: a stack machine whose loop is one br_table.
// Its program counts the steps of the Collatz sequences that start with 1 to n, n up to 100,000.

#include "guest.h"

enum op {
  PUSH,     // the next word
  LOAD,     // push a variable
  STORE,    // pop into a variable
  INCREMENT,
  ADD,
  MULTIPLY,
  HALVE,
  ODD,
  EQUAL,
  GREATER,
  DUPLICATE,
  JUMP,
  JUMP_IF,  // pop; jump unless it is zero
  HALT
};

enum variable { N, START, VALUE, STEPS, VARIABLES };

// clang-format off
static const uint32_t program[] = {
    /*  0 */ PUSH, 1, STORE, START,
    /*  4 */ LOAD, START, LOAD, N, GREATER, JUMP_IF, 47,
    /* 11 */ LOAD, START, STORE, VALUE,
    /* 15 */ LOAD, VALUE, PUSH, 1, EQUAL, JUMP_IF, 43,
    /* 22 */ INCREMENT, STEPS,
    /* 24 */ LOAD, VALUE, DUPLICATE, ODD, JUMP_IF, 33,
    /* 30 */ HALVE, JUMP, 39,
    /* 33 */ PUSH, 3, MULTIPLY, PUSH, 1, ADD,
    /* 39 */ STORE, VALUE, JUMP, 15,
    /* 43 */ INCREMENT, START, JUMP, 4,
    /* 47 */ HALT};
// clang-format on

static uint32_t stack[16];
static uint32_t variables[VARIABLES];

EXPORT int64_t run(int32_t n) {
  const uint32_t *next = program;
  uint32_t *top = stack;
  variables[N] = (uint32_t) n;
  variables[STEPS] = 0;
  for (;;) {
    switch (*next++) {
      case PUSH:
        *++top = *next++;
        break;
      case LOAD:
        *++top = variables[*next++];
        break;
      case STORE:
        variables[*next++] = *top--;
        break;
      case INCREMENT:
        variables[*next++]++;
        break;
      case ADD:
        top--;
        *top += top[1];
        break;
      case MULTIPLY:
        top--;
        *top *= top[1];
        break;
      case HALVE:
        *top >>= 1;
        break;
      case ODD:
        *top &= 1;
        break;
      case EQUAL:
        top--;
        *top = *top == top[1];
        break;
      case GREATER:
        top--;
        *top = *top > top[1];
        break;
      case DUPLICATE:
        top[1] = top[0];
        top++;
        break;
      case JUMP:
        next = program + *next;
        break;
      case JUMP_IF:
        next = *top-- ? program + *next : next + 1;
        break;
      default:
        return variables[STEPS];
    }
  }
}
