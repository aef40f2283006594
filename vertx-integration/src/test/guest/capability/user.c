// A guest that uses all capabilities, for the tests: what it works on is given by the host, as is where the results go.
#include "heddle.h"

#define IMPORT(name) __attribute__((import_module("test"), import_name(#name)))
#define EXPORT(name) __attribute__((export_name(#name))) name

IMPORT(input) int input(char *to, heddle_size room);
IMPORT(output) void output(const void *from, heddle_size length);

typedef struct {
  const char *at;
  heddle_size length;
} text;

static text line(const char **from, const char *end) {
  text found = {*from, 0};
  while (*from < end && **from != '\n') {
    (*from)++;
    found.length++;
  }
  if (*from < end) {
    (*from)++;
  }
  return found;
}

#define INPUT \
  char given[2000]; \
  const char *next = given; \
  const char *end = given + input(given, sizeof given)
#define LINE line(&next, end)

// Gives what a function has written of a whole of this length, and gets the rest of it.
static int all(int length, const char *bytes, int room, int (*rest)(void *, heddle_size)) {
  int left = length;
  while (left > room) {
    output(bytes, room);
    int before = left;
    left = rest((void *)bytes, room);
    if (left != before - room) {
      return -100;
    }
  }
  if (left > 0) {
    output(bytes, left);
  }
  return length;
}

// ---- files

int EXPORT(copy)(void) {
  INPUT;
  text from = LINE;
  text to = LINE;
  int source = heddle_files_open(from.at, from.length, 0);
  if (source < 0) {
    return source;
  }
  int target = heddle_files_open(to.at, to.length, HEDDLE_WRITE | HEDDLE_CREATE | HEDDLE_TRUNCATE);
  if (target < 0) {
    return target;
  }
  char bytes[1000];
  long long offset = 0;
  for (;;) {
    int length = heddle_files_read(source, offset, bytes, sizeof bytes);
    if (length <= 0) {
      break;
    }
    int written = heddle_files_write(target, offset, bytes, length);
    if (written != length) {
      return written;
    }
    offset += length;
  }
  heddle_files_sync(target);
  int size = heddle_files_size(target);
  heddle_files_close(source);
  int closed = heddle_files_close(target);
  return closed < 0 ? closed : size;
}

int EXPORT(open_file)(int flags) {
  INPUT;
  text path = LINE;
  return heddle_files_open(path.at, path.length, flags);
}

int EXPORT(open_many)(int times) {
  INPUT;
  text path = LINE;
  int opened = 0;
  while (times-- > 0) {
    opened = heddle_files_open(path.at, path.length, 0);
  }
  return opened;
}

int EXPORT(write_at)(long long offset) {
  INPUT;
  text path = LINE;
  int file = heddle_files_open(path.at, path.length, HEDDLE_WRITE | HEDDLE_CREATE);
  return file < 0 ? file : heddle_files_write(file, offset, "12345678", 8);
}

int EXPORT(load)(void) {
  INPUT;
  text path = LINE;
  char bytes[16];
  return all(heddle_files_load(path.at, path.length, bytes, sizeof bytes), bytes, sizeof bytes, heddle_files_rest);
}

int EXPORT(list)(void) {
  INPUT;
  text path = LINE;
  char bytes[8];
  return all(heddle_files_list(path.at, path.length, bytes, sizeof bytes), bytes, sizeof bytes, heddle_files_rest);
}

int EXPORT(change)(int how) {
  INPUT;
  text path = LINE;
  text to = LINE;
  switch (how) {
    case 0: return heddle_files_kind(path.at, path.length);
    case 1: return heddle_files_remove(path.at, path.length);
    case 2: return heddle_files_rename(path.at, path.length, to.at, to.length);
    default: return heddle_files_make_directory(path.at, path.length);
  }
}

// ---- timers

int EXPORT(nap)(long long milliseconds) {
  long long before = heddle_timers_elapsed();
  int result = heddle_timers_sleep(milliseconds);
  return result < 0 ? result : (int)((heddle_timers_elapsed() - before) / 1000000);
}

int EXPORT(ticks)(long long period, int times) {
  int timer = heddle_timers_every(period);
  int ticks = 0;
  while (timer > 0 && times-- > 0) {
    ticks += heddle_timers_tick(timer);
  }
  return timer < 0 ? timer : heddle_timers_close(timer) < 0 ? -100 : heddle_timers_tick(timer) != HEDDLE_CLOSED ? -101 : ticks;
}

long long EXPORT(now)(void) {
  return heddle_timers_now();
}

// ---- HTTP

// Sends a request for each line, and only then waits for what comes.
int EXPORT(fetch)(void) {
  INPUT;
  int requests[20];
  int count = 0;
  while (next < end) {
    text url = LINE;
    requests[count] = heddle_http_client_start("GET", 3, url.at, url.length, "accept: text/plain\n", 19, 0, 0);
    if (requests[count] < 0) {
      return requests[count];
    }
    count++;
  }
  char bytes[100];
  for (int i = 0; i < count; i++) {
    int status = heddle_http_client_status(requests[i]);
    if (status < 0) {
      return status;
    }
    int length;
    while ((length = heddle_http_client_read(requests[i], bytes, sizeof bytes)) > 0) {
      output(bytes, length);
    }
    if (length < 0) {
      return length;
    }
    output("\n", 1);
    if (i + 1 < count) {
      heddle_http_client_close(requests[i]);
    } else {
      return status;
    }
  }
  return 0;
}

// What is sent is given by lines: method, URL, a header, the name of a header to get, a body.
int EXPORT(send_request)(void) {
  INPUT;
  text method = LINE;
  text url = LINE;
  text header = LINE;
  text name = LINE;
  text body = LINE;
  int request = heddle_http_client_start(
      method.at, method.length, url.at, url.length, header.at, header.length, body.at, body.length);
  if (request < 0) {
    return request;
  }
  char bytes[8];
  int length = heddle_http_client_header(request, name.at, name.length, bytes, sizeof bytes);
  return length < 0 ? length : all(length, bytes, sizeof bytes, heddle_http_client_rest);
}

// Reads a bit of a response, and waits until it is told to go on.
int EXPORT(read_slowly)(int pieces) {
  INPUT;
  text url = LINE;
  int request = heddle_http_client_start("GET", 3, url.at, url.length, 0, 0, 0, 0);
  char bytes[1000];
  int whole = 0;
  while (pieces-- > 0) {
    int length = heddle_http_client_read(request, bytes, sizeof bytes);
    if (length <= 0) {
      return length;
    }
    whole += length;
  }
  return whole;
}

// ---- event bus

int EXPORT(tell)(int all_recipients) {
  INPUT;
  text address = LINE;
  text body = LINE;
  text header = LINE;
  return all_recipients
      ? heddle_eventbus_publish(address.at, address.length, HEDDLE_TEXT, body.at, body.length, header.at, header.length)
      : heddle_eventbus_send(address.at, address.length, HEDDLE_TEXT, body.at, body.length, header.at, header.length);
}

int EXPORT(ask)(int kind, long long milliseconds) {
  INPUT;
  text address = LINE;
  text body = LINE;
  int request = heddle_eventbus_request(
      address.at, address.length, kind, body.at, body.length, "from: guest\n", 12, milliseconds);
  if (request < 0) {
    return request;
  }
  char bytes[8];
  int reply = heddle_eventbus_wait(request);
  if (reply == HEDDLE_FAILED) {
    all(heddle_eventbus_failure(request, bytes, sizeof bytes), bytes, sizeof bytes, heddle_eventbus_rest);
    return 1000 + heddle_eventbus_failure_code(request);
  }
  if (reply < 0) {
    return reply;
  }
  all(heddle_eventbus_body(request, bytes, sizeof bytes), bytes, sizeof bytes, heddle_eventbus_rest);
  int length = heddle_eventbus_header(request, "by", 2, bytes, sizeof bytes);
  if (length > 0) {
    output(" by ", 4);
    output(bytes, length);
  }
  heddle_eventbus_close(request);
  return heddle_eventbus_wait(request) == HEDDLE_CLOSED ? reply : -100;
}

// ---- shared data

long long EXPORT(count)(long long number) {
  INPUT;
  text counter = LINE;
  long long now = 0;
  int result = heddle_shared_add(counter.at, counter.length, number, &now);
  return result < 0 ? result : now;
}

int EXPORT(remember)(int how) {
  INPUT;
  text map = LINE;
  text key = LINE;
  text value = LINE;
  text other = LINE;
  switch (how) {
    case 0: return heddle_shared_put(map.at, map.length, key.at, key.length, value.at, value.length);
    case 1: return heddle_shared_put_if_absent(map.at, map.length, key.at, key.length, value.at, value.length);
    case 2:
      return heddle_shared_replace(
          map.at, map.length, key.at, key.length, value.at, value.length, other.at, other.length);
    default: return heddle_shared_remove(map.at, map.length, key.at, key.length);
  }
}

int EXPORT(recall)(void) {
  INPUT;
  text map = LINE;
  text key = LINE;
  char bytes[8];
  return all(
      heddle_shared_get(map.at, map.length, key.at, key.length, bytes, sizeof bytes), bytes, sizeof bytes,
      heddle_shared_rest);
}

// ---- configuration and log

int EXPORT(setting)(int json) {
  INPUT;
  text path = LINE;
  char bytes[8];
  int length = json
      ? heddle_config_get(path.at, path.length, bytes, sizeof bytes)
      : heddle_config_text(path.at, path.length, bytes, sizeof bytes);
  return all(length, bytes, sizeof bytes, heddle_config_rest);
}

int EXPORT(say)(int level, int times) {
  INPUT;
  int result = heddle_log_enabled(level);
  while (result >= 0 && times-- > 0) {
    result = heddle_log_log(level, given, end - given);
  }
  return result;
}

// Whatever pointer, whatever length.
int EXPORT(wild)(int to, int pointer, int length) {
  return to
      ? heddle_config_get("/name", 5, (char *)pointer, length)
      : heddle_config_get((const char *)pointer, length, (char *)0, 0);
}
