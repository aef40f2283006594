// What guests in C say to be bound to Java interfaces; see docs/binding.md.
#ifndef HEDDLE_H
#define HEDDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HEDDLE_EXPORT(name) __attribute__((export_name(name)))
#define HEDDLE_IMPORT(module, name) __attribute__((import_module(module), import_name(name)))

// A String: UTF-8, without a zero at its end. As a parameter it is two: const char *, size_t.
typedef struct {
  const char *data;
  size_t size;
} heddle_string;

// A byte[] or ByteBuffer.
typedef struct {
  const uint8_t *data;
  size_t size;
} heddle_bytes;

// A List or array of elements of a type, which for a record is a struct with the same fields.
#define HEDDLE_LIST(type) \
  struct { \
    const type *data; \
    size_t count; \
  }

// Once in a program: lets the host allocate. What it lends to an export, the host frees when the
// call has ended; what it returns from an import is the guest's, to be freed with free.
#define HEDDLE_ALLOCATOR \
  HEDDLE_EXPORT("heddle_alloc") void *heddle_alloc(size_t size, size_t alignment) { \
    return alignment <= _Alignof(max_align_t) \
               ? malloc(size) \
               : aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment); \
  } \
  HEDDLE_EXPORT("heddle_free") \
  void heddle_free(void *address, size_t size, size_t alignment) { \
    (void)size, (void)alignment; \
    free(address); \
  }

// The function that the host calls with what an export returned when it has read it.
#define HEDDLE_POST(name) HEDDLE_EXPORT("cabi_post_" name)

// Streams. What a function so imported is given is an element of the Flux that the export NAME is: it
// waits until it is wanted.
#define HEDDLE_EMIT(name) HEDDLE_IMPORT("heddle", "emit_" name)

// The function that reads the Flux that the import NAME returns, which is a number then: it takes
// that and where to put the next element, waits for it, and returns false at the end.
#define HEDDLE_NEXT(name) HEDDLE_IMPORT("heddle", "next_" name)

#endif
