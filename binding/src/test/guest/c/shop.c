#include "heddle.h"

HEDDLE_ALLOCATOR

typedef struct {
  int32_t sku;
  heddle_string name;
  double price;
  bool sold;
} item;

typedef struct {
  double x, y;
} point;

// ---- imports

HEDDLE_IMPORT("env", "price") int32_t price(int32_t sku);
HEDDLE_IMPORT("env", "describe") void describe(int32_t sku, heddle_string *description);
HEDDLE_IMPORT("env", "note") void note(const char *line, size_t size);

// ---- exports

HEDDLE_EXPORT("add") int32_t add(int32_t a, int32_t b) { return a + b; }

HEDDLE_EXPORT("total") int32_t total(int32_t cart) {
  int32_t cents = 0;
  for (int32_t sku = 1; sku <= cart; sku++) {
    cents += price(sku); // waits, and does not know it
  }
  return cents;
}

// What an export returns is the guest's: here it is kept until the host has read it.
HEDDLE_EXPORT("greet") heddle_string *greet(const char *name, size_t size) {
  static heddle_string greeting;
  char *text = malloc(size + 8);
  memcpy(text, "Hello, ", 7);
  memcpy(text + 7, name, size);
  text[size + 7] = '!';
  greeting = (heddle_string){text, size + 8};
  return &greeting;
}

HEDDLE_POST("greet") void greet_read(heddle_string *greeting) { free((void *)greeting->data); }

HEDDLE_EXPORT("reversed") heddle_bytes *reversed(const uint8_t *data, size_t size) {
  static heddle_bytes result;
  uint8_t *bytes = malloc(size + 1);
  for (size_t i = 0; i < size; i++) {
    bytes[i] = data[size - 1 - i];
  }
  result = (heddle_bytes){bytes, size};
  return &result;
}

HEDDLE_POST("reversed") void reversed_read(heddle_bytes *bytes) { free((void *)bytes->data); }

// The items are lent, and may be returned all the same: they are read before they are freed.
HEDDLE_EXPORT("cheapest") const item *cheapest(const item *items, size_t count) {
  const item *found = items;
  for (size_t i = 1; i < count; i++) {
    if (items[i].price < found->price) {
      found = &items[i];
    }
  }
  return found;
}

typedef HEDDLE_LIST(heddle_string) strings;

HEDDLE_EXPORT("names") strings *names(const char *query, size_t size) {
  static const heddle_string all[] = {{"tea", 3}, {"teapot", 6}, {"coffee", 6}};
  static heddle_string found[3];
  static strings result;
  result = (strings){found, 0};
  for (int i = 0; i < 3; i++) {
    if (size <= all[i].size && memcmp(all[i].data, query, size) == 0) {
      found[result.count++] = all[i];
    }
  }
  return &result;
}

HEDDLE_EXPORT("mean") double mean(const double *values, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    sum += values[i];
  }
  return sum / count;
}

typedef enum { RED, GREEN, BLUE } color;

HEDDLE_EXPORT("next_color") color next_color(color before) { return (before + 1) % 3; }

HEDDLE_EXPORT("scaled") point *scaled(double x, double y, double factor) {
  static point result;
  result = (point){x * factor, y * factor};
  return &result;
}

// What an import returns is the guest's, too.
HEDDLE_EXPORT("label") heddle_string *label(int32_t sku) {
  static heddle_string result;
  static char text[64];
  heddle_string description;
  describe(sku, &description);
  size_t size = description.size < 60 ? description.size : 60;
  text[0] = '<';
  memcpy(text + 1, description.data, size);
  text[size + 1] = '>';
  free((void *)description.data);
  result = (heddle_string){text, size + 2};
  note(text, size + 2);
  return &result;
}
