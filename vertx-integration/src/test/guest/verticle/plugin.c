// A verticle, for the tests.
#include "heddle.h"

#define EXPORT(name) __attribute__((export_name(#name))) name
#define TEXT(literal) literal, sizeof literal - 1

static int setting(const char *path, heddle_size length) {
  char text[10];
  int found = heddle_config_text(path, length, text, sizeof text);
  int number = 0;
  for (int i = 0; i < found && text[i] >= '0' && text[i] <= '9'; i++) {
    number = 10 * number + text[i] - '0';
  }
  return number;
}

static int reply(int kind, const char *body, heddle_size length) {
  return heddle_message_reply(kind, body, length, 0, 0);
}

int EXPORT(start)(void) {
  long long now;
  heddle_shared_add(TEXT("started"), 1, &now);
  heddle_timers_sleep(setting(TEXT("/delay")));
  if (setting(TEXT("/listen"))) {
    int result = heddle_message_consume(TEXT("own.echo"), TEXT("echo"));
    if (result == 0 && heddle_message_consume(TEXT("own.echo"), TEXT("echo")) != HEDDLE_EXISTS) {
      return 100;
    }
    if (result < 0) {
      return result;
    }
  }
  if (heddle_message_consume(TEXT("others"), TEXT("echo")) != HEDDLE_DENIED) {
    return 101;
  }
  if (setting(TEXT("/trap"))) {
    __builtin_trap();
  }
  return setting(TEXT("/result"));
}

int EXPORT(stop)(void) {
  heddle_eventbus_publish(TEXT("stopped"), HEDDLE_TEXT, TEXT("bye"), 0, 0);
  return 0;
}

// Replies with what came, as it came.
void EXPORT(echo)(void) {
  char body[1000];
  char headers[100];
  int length = heddle_message_body(body, sizeof body);
  int lines = heddle_message_headers(headers, sizeof headers);
  heddle_message_reply(heddle_message_kind(), body, length, headers, lines);
}

// Counts, waits as many milliseconds as the body says, and replies with the body.
void EXPORT(slow)(void) {
  long long now;
  char body[10];
  int length = heddle_message_body(body, sizeof body);
  int number = 0;
  for (int i = 0; i < length; i++) {
    number = 10 * number + body[i] - '0';
  }
  heddle_shared_add(TEXT("begun"), 1, &now);
  heddle_timers_sleep(number);
  heddle_shared_add(TEXT("done"), 1, &now);
  reply(HEDDLE_TEXT, body, length);
}

void EXPORT(trap)(void) {
  __builtin_trap();
}

void EXPORT(trap_late)(void) {
  reply(HEDDLE_TEXT, TEXT("in time"));
  __builtin_trap();
}

void EXPORT(refuse)(void) {
  heddle_message_fail(7, TEXT("not today"));
  reply(HEDDLE_TEXT, TEXT("too late"));
}

int EXPORT(number)(void) {
  return 3;
}

void EXPORT(nothing)(void) {}

void EXPORT(twice)(void) {
  char result = reply(HEDDLE_TEXT, TEXT("once")) == 0 && reply(HEDDLE_TEXT, TEXT("again")) == HEDDLE_EXISTS ? '1' : '0';
  heddle_eventbus_publish(TEXT("checked"), HEDDLE_TEXT, &result, 1, 0, 0);
}

// Tells where the message went, in small pieces, and whether somebody waits.
void EXPORT(where)(void) {
  char text[100] = "";
  int whole = heddle_message_address(text, 4);
  int rest = heddle_message_rest(text + 4, sizeof text - 5);
  int length = whole < 4 || rest != whole - 4 ? 0 : whole;
  text[length++] = heddle_message_is_request() ? '?' : '.';
  heddle_eventbus_publish(TEXT("checked"), HEDDLE_TEXT, text, length, 0, 0);
  if (heddle_message_consume(TEXT("own.late"), TEXT("echo")) == HEDDLE_CLOSED) {
    reply(HEDDLE_TEXT, text, length);
  }
}

int EXPORT(with_parameter)(int parameter) {
  return parameter;
}

// Not for a message.
int EXPORT(stray)(void) {
  return heddle_message_kind() == HEDDLE_CLOSED && reply(0, 0, 0) == HEDDLE_CLOSED ? 0 : 1;
}
