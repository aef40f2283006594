// What only a test wants: odd types, and a guest that lies.
#include "heddle.h"

static int lent = 0;

HEDDLE_EXPORT("heddle_alloc") void *heddle_alloc(size_t size, size_t alignment) {
  (void)alignment;
  lent++;
  return malloc(size);
}

HEDDLE_EXPORT("heddle_free") void heddle_free(void *address, size_t size, size_t alignment) {
  (void)size, (void)alignment;
  lent--;
  free(address);
}

HEDDLE_EXPORT("lent") int count_lent(void) { return lent; }

// ---- types

HEDDLE_EXPORT("half") int64_t half(int32_t present, int32_t value) {
  return present ? value / 2 : -1;
}

typedef struct {
  uint8_t present;
  int32_t value;
} maybe;

HEDDLE_EXPORT("maybe_half") maybe *maybe_half(int32_t value) {
  static maybe result;
  result = (maybe){value % 2 == 0, value / 2};
  return &result;
}

HEDDLE_EXPORT("flip") int flip(int truth) { return !truth; }
HEDDLE_EXPORT("low_byte") int low_byte(int number) { return number; }
HEDDLE_EXPORT("low_short") int low_short(int number) { return number; }
HEDDLE_EXPORT("next_char") int next_char(int letter) { return letter + 1; }
HEDDLE_EXPORT("negated") float negated(float number) { return -number; }
HEDDLE_EXPORT("wide") int64_t wide(int64_t number) { return number * 2; }
HEDDLE_EXPORT("halved") double halved(double number) { return number / 2; }

typedef struct {
  int8_t tiny;
  int16_t little;
  uint16_t letter;
  bool truth;
  int32_t number;
  int64_t big;
  float single_;
  double double_;
  heddle_string text;
} all;

HEDDLE_EXPORT("echo_all") const all *echo_all(const all *list, size_t count) {
  return &list[count - 1];
}

// Seventeen numbers are more than are passed as such.
HEDDLE_EXPORT("sum_many") int sum_many(const int32_t *numbers) {
  int sum = 0;
  for (int i = 0; i < 17; i++) {
    sum += numbers[i] * (i + 1);
  }
  return sum;
}

typedef HEDDLE_LIST(int16_t) shorts;

HEDDLE_EXPORT("shorts_of") shorts *shorts_of(int count) {
  static int16_t data[100];
  static shorts result;
  for (int i = 0; i < count; i++) {
    data[i] = -i;
  }
  result = (shorts){data, count};
  return &result;
}

HEDDLE_EXPORT("count_true") int count_true(const bool *truths, size_t count) {
  int sum = 0;
  for (size_t i = 0; i < count; i++) {
    sum += truths[i];
  }
  return sum;
}

// ---- lies

// A string where and as long as one likes.
HEDDLE_EXPORT("text_at") heddle_string *text_at(uint32_t data, uint32_t size) {
  static heddle_string result;
  result = (heddle_string){(const char *)data, size};
  return &result;
}

// The address of a string that is anywhere.
HEDDLE_EXPORT("text_behind") uint32_t text_behind(uint32_t address) { return address; }

// So many strings, all of them the same megabyte.
HEDDLE_EXPORT("bomb") const void *bomb(uint32_t count) {
  static HEDDLE_LIST(heddle_string) result;
  heddle_string *all = malloc(count * sizeof *all);
  char *megabyte = malloc(1 << 20);
  memset(megabyte, 'x', 1 << 20);
  for (uint32_t i = 0; i < count; i++) {
    all[i] = (heddle_string){megabyte, 1 << 20};
  }
  result.data = all;
  result.count = count;
  return &result;
}

HEDDLE_EXPORT("color") int color(int number) { return number; }

HEDDLE_EXPORT("broken_text") heddle_string *broken_text(void) {
  static heddle_string result = {"tea\xff", 4};
  return &result;
}

HEDDLE_EXPORT("replaced_text") heddle_string *replaced_text(void) {
  static heddle_string result = {"\xef\xbf\xbd", 3};
  return &result;
}

HEDDLE_IMPORT("env", "take") void take(uint32_t data, uint32_t size);
HEDDLE_IMPORT("env", "give") void give(uint32_t result);

HEDDLE_EXPORT("lie") void lie(uint32_t data, uint32_t size) { take(data, size); }

HEDDLE_EXPORT("lie_about_result") void lie_about_result(uint32_t result) { give(result); }

HEDDLE_EXPORT("fail_with") void fail_with(const char *text, size_t size) {
  take((uint32_t)text, size);
}

HEDDLE_EXPORT("trap_with") void trap_with(const char *text, size_t size) {
  (void)text, (void)size;
  __builtin_trap();
}
