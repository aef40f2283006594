// Sorts n numbers, n up to 2^20, by quicksort with the middle as pivot: data-dependent branches, recursion.
// The result weighs each number with its place.

#include "guest.h"

static int32_t numbers[1 << 20];

static void sort(int32_t *low, int32_t *high) {
  while (low < high) {
    int32_t pivot = low[(high - low) / 2];
    int32_t *i = low, *j = high;
    while (i <= j) {
      while (*i < pivot) {
        i++;
      }
      while (*j > pivot) {
        j--;
      }
      if (i <= j) {
        int32_t swap = *i;
        *i++ = *j;
        *j-- = swap;
      }
    }
    // Recursion into the smaller part keeps the depth logarithmic.
    if (j - low < high - i) {
      sort(low, j);
      low = i;
    } else {
      sort(i, high);
      high = j;
    }
  }
}

EXPORT int64_t run(int32_t n) {
  uint32_t state = 42;
  for (int32_t i = 0; i < n; i++) {
    numbers[i] = (int32_t) next_random(&state) - (1 << 23);
  }
  sort(numbers, numbers + n - 1);
  int64_t sum = 0;
  for (int32_t i = 0; i < n; i++) {
    sum += (int64_t) numbers[i] * (i + 1);
  }
  return sum;
}
