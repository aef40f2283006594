/* A guest that was compiled for threads: it has thread-locals, and an allocator that never frees. */
#define EXPORT(name) __attribute__((export_name(#name)))
#define IMPORT(name) __attribute__((import_module("env"), import_name(#name)))

IMPORT(wait) int wait_for(int id);

extern char __heap_base;

static unsigned long next;
static _Thread_local int counter = 100;
static _Thread_local int owner;

EXPORT(malloc) void *allocate(unsigned long size) {
  if (!next) {
    next = (unsigned long)&__heap_base;
  }
  unsigned long start = (next + 15) & ~15ul;
  unsigned long end = start + size;
  unsigned long have = __builtin_wasm_memory_size(0) * 65536;
  if (end > have && __builtin_wasm_memory_grow(0, (end - have + 65535) / 65536) == -1ul) {
    return 0;
  }
  next = end;
  return (void *)start;
}

EXPORT(free) void release(void *block) {}

/* Counts up by id before it waits and by one after, and returns the count; -1 if it is another's. */
EXPORT(count) int count(int id) {
  owner = id;
  counter += id;
  wait_for(id);
  counter++;
  return owner == id ? counter : -1;
}

EXPORT(counted) int counted(void) {
  return counter;
}
