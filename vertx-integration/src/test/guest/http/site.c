// Serves what the tests ask for, without a C library. All that a request has is on the stack, so
// that requests may be interleaved.
#include "heddle_http.h"

#define TEXT(text) text, sizeof(text) - 1

static uint32_t length_of(const char *text) {
  uint32_t length = 0;
  while (text[length] != 0) {
    length++;
  }
  return length;
}

static int equals(const char *path, int32_t length, const char *other) {
  for (int32_t i = 0; i < length; i++) {
    if (other[i] == 0 || path[i] != other[i]) {
      return 0;
    }
  }
  return other[length] == 0;
}

static void write_text(const char *text) {
  heddle_http_write(text, length_of(text));
}

static void write_number(uint32_t number) {
  char digits[10];
  int at = 10;
  do {
    digits[--at] = '0' + number % 10;
    number /= 10;
  } while (number > 0);
  heddle_http_write(digits + at, 10 - at);
}

static void echo(void) {
  char piece[1024];
  for (int32_t n; (n = heddle_http_read(piece, sizeof(piece))) > 0;) {
    heddle_http_write(piece, n);
  }
}

static void count(void) {
  char piece[1024];
  uint32_t sum = 0;
  for (int32_t n; (n = heddle_http_read(piece, sizeof(piece))) > 0;) {
    sum += n;
  }
  write_number(sum);
}

static void describe(void) {
  char text[256];
  heddle_http_write(text, heddle_http_method(text, sizeof(text)));
  write_text(" ");
  heddle_http_write(text, heddle_http_uri(text, sizeof(text)));
  write_text(" ");
  heddle_http_write(text, heddle_http_scheme(text, sizeof(text)));
  write_text(" ");
  heddle_http_write(text, heddle_http_authority(text, sizeof(text)));
  write_text(" ");
  heddle_http_write(text, heddle_http_remote(text, sizeof(text)));
  write_text("\n");
  for (int32_t i = 0; i < heddle_http_header_count(); i++) {
    heddle_http_write(text, heddle_http_header_name(i, text, sizeof(text)));
    write_text("=");
    heddle_http_write(text, heddle_http_header_value(i, text, sizeof(text)));
    write_text("\n");
  }
}

static void cut_off(void) {
  char text[4] = "....";
  int32_t length = heddle_http_header(TEXT("X-Long"), text, 3);
  heddle_http_write(text, 4);
  write_text(" ");
  write_number(length);
  write_text(" ");
  write_number(-heddle_http_header(TEXT("x-absent"), text, 4));
}

static void big(void) {
  char piece[16 * 1024];
  for (uint32_t i = 0; i < sizeof(piece); i++) {
    piece[i] = 'a' + i % 26;
  }
  for (int i = 0; i < 1024; i++) {
    heddle_http_write(piece, sizeof(piece));
  }
}

static void ticks(void) {
  heddle_http_set_header(TEXT("content-type"), TEXT("text/event-stream"));
  for (uint32_t i = 0;; i++) {
    write_text("data: ");
    write_number(i);
    write_text("\n\n");
    heddle_http_flush();
  }
}

static void flood(void) {
  for (;;) {
    heddle_http_add_header(TEXT("x-flood"), TEXT("0123456789"));
  }
}

static void serve(const char *path, int32_t length) {
  if (equals(path, length, "/echo")) {
    echo();
  } else if (equals(path, length, "/count")) {
    count();
  } else if (equals(path, length, "/describe")) {
    describe();
  } else if (equals(path, length, "/cut-off")) {
    cut_off();
  } else if (equals(path, length, "/big")) {
    big();
  } else if (equals(path, length, "/ticks")) {
    ticks();
  } else if (equals(path, length, "/nothing")) {
    return;
  } else if (equals(path, length, "/created")) {
    heddle_http_status(201);
    heddle_http_set_header(TEXT("location"), TEXT("/nothing"));
    heddle_http_set_header(TEXT("set-cookie"), TEXT("z=0"));
    heddle_http_set_header(TEXT("set-cookie"), TEXT("a=1"));
    heddle_http_add_header(TEXT("set-cookie"), TEXT("b=2"));
  } else if (equals(path, length, "/no-content")) {
    heddle_http_status(204);
  } else if (equals(path, length, "/trailer")) {
    heddle_http_set_trailer(TEXT("x-sum"), TEXT("0"));
    write_text("body");
    heddle_http_set_trailer(TEXT("x-sum"), TEXT("42"));
  } else if (equals(path, length, "/trap")) {
    __builtin_trap();
  } else if (equals(path, length, "/half")) {
    write_text("half");
    heddle_http_flush();
    __builtin_trap();
  } else if (equals(path, length, "/spin")) {
    for (;;) {
    }
  } else if (equals(path, length, "/late-status")) {
    write_text("x");
    heddle_http_status(404);
  } else if (equals(path, length, "/bad-status")) {
    heddle_http_status(101);
  } else if (equals(path, length, "/bad-name")) {
    heddle_http_set_header(TEXT("x y"), TEXT("1"));
  } else if (equals(path, length, "/bad-value")) {
    heddle_http_set_header(TEXT("x"), TEXT("1\r\nset-cookie: admin=1"));
  } else if (equals(path, length, "/bad-connection")) {
    heddle_http_set_header(TEXT("Transfer-Encoding"), TEXT("chunked"));
  } else if (equals(path, length, "/bad-length")) {
    heddle_http_set_header(TEXT("content-length"), TEXT("-1"));
  } else if (equals(path, length, "/too-short")) {
    heddle_http_set_header(TEXT("content-length"), TEXT("10"));
    write_text("short");
    heddle_http_flush();
  } else if (equals(path, length, "/too-long")) {
    heddle_http_set_header(TEXT("content-length"), TEXT("3"));
    write_text("long");
  } else if (equals(path, length, "/body-of-none")) {
    heddle_http_status(304);
    write_text("body");
  } else if (equals(path, length, "/flood")) {
    flood();
  } else if (equals(path, length, "/out-of-memory")) {
    heddle_http_write((void *)0xFFFFFFF0, 100);
  } else if (equals(path, length, "/read-out-of-memory")) {
    heddle_http_uri((char *)0xFFFFFFF0, 100);
  } else if (equals(path, length, "/endless-name")) {
    heddle_http_set_header((char *)0, 0xFFFFFFFF, TEXT("1"));
  } else {
    heddle_http_status(404);
    heddle_http_set_header(TEXT("content-type"), TEXT("text/plain"));
    write_text("there is no ");
    heddle_http_write(path, length);
  }
}

__attribute__((export_name("handle"))) void handle(void) {
  char path[256];
  int32_t length = heddle_http_uri(path, sizeof(path));
  if (length > (int32_t)sizeof(path)) {
    heddle_http_status(414);
    return;
  }
  for (int32_t i = 0; i < length; i++) {
    if (path[i] == '?') {
      length = i;
    }
  }
  serve(path, length);
}
