// A memory of 64 bits, for which there is no C library: addresses and sizes have 8 bytes.
typedef unsigned long size_t;

typedef struct {
  const char *data;
  size_t size;
} string;

static char heap[1 << 16];
static size_t used;

__attribute__((export_name("heddle_alloc"))) void *heddle_alloc(size_t size, size_t alignment) {
  used = (used + alignment - 1) / alignment * alignment;
  void *room = heap + used;
  used += size;
  return room;
}

__attribute__((export_name("heddle_free"))) void heddle_free(void *address, size_t size, size_t alignment) {
  (void)size, (void)alignment;
  used = (char *)address - heap; // the last first
}

__attribute__((export_name("used"))) size_t count_used(void) { return used; }

__attribute__((import_module("env"), import_name("name"))) void name(int number, string *result);

__attribute__((export_name("last"))) const string *last(const string *list, size_t count) {
  return &list[count - 1];
}

__attribute__((export_name("name_of"))) string *name_of(int number) {
  static string result;
  name(number, &result);
  return &result;
}
