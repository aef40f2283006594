/*
 * Calls that reach into each other's stacks, as threads do: with condition variables, intrusive lists,
 * buffers that others fill. Right for any compiler and any number of calls, if each has a stack of its own.
 */
#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define IMPORT(name) __attribute__((import_module("env"), import_name(#name)))

IMPORT(wait) int wait_for(int id);
IMPORT(read) int read_into(char *buffer, int length, int id);

struct waiter {
  struct waiter *next;
  int value;
};

static struct waiter *waiters;

/* Waits on a list of waiters for what somebody gives; returns what it was given. */
EXPORT(take) int take(int id) {
  struct waiter own = {waiters, 0};
  waiters = &own;
  wait_for(id);
  struct waiter **link = &waiters;
  while (*link && *link != &own) {
    link = &(*link)->next;
  }
  if (*link) {
    *link = own.next;
  }
  return *(volatile int *)&own.value;
}

/* Gives a value to all who wait. Returns how many bytes of its own frame have changed meanwhile. */
EXPORT(give) int give(int value) {
  volatile unsigned char frame[256];
  for (int i = 0; i < 256; i++) {
    frame[i] = (unsigned char)i;
  }
  for (struct waiter *one = waiters; one; one = one->next) {
    one->value = value;
  }
  int changed = 0;
  for (int i = 0; i < 256; i++) {
    changed += frame[i] != (unsigned char)i;
  }
  return changed;
}

/* Has a buffer on its stack filled by the host; returns the sum of what is there. */
EXPORT(load) int load(int length, int id) {
  char buffer[4096];
  memset(buffer, 0, sizeof buffer);
  int got = read_into(buffer, length, id);
  int sum = 0;
  for (int i = 0; i < got; i++) {
    sum += buffer[i];
  }
  return sum;
}

/* Goes down so many frames of some 1,000 bytes, waits there, and returns as many, and what it waited for. */
static __attribute__((noinline)) int down(int depth, int id, volatile char *above) {
  volatile char frame[1000];
  frame[0] = 1;
  frame[999] = *above;
  int below = depth > 1 ? down(depth - 1, id, frame) : wait_for(id);
  return below + frame[0] + frame[999] + *above - 2;
}

EXPORT(descend) int descend(int depth, int id) {
  volatile char top = 1;
  return down(depth, id, &top);
}

/* What is on the heap, and stays as it is whatever stacks do. */
EXPORT(heap) int heap(int blocks) {
  int wrong = 0;
  for (int i = 0; i < blocks; i++) {
    unsigned char *block = malloc(3000);
    memset(block, i, 3000);
    wrong += block[0] != (unsigned char)i || block[2999] != (unsigned char)i;
    free(block);
  }
  return wrong;
}
