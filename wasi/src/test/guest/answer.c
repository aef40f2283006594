// A library: its constructor runs in _initialize.
#include <time.h>

static int answer_known;

__attribute__((constructor)) static void prepare(void) { answer_known = 42; }

__attribute__((export_name("answer"))) int answer(void) {
  struct timespec pause = {0, 1000000};
  nanosleep(&pause, NULL);
  return answer_known;
}
