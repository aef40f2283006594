#include "heddle.h"

#define TEXT(literal) literal, sizeof literal - 1

// Greets who asks, in the words of the configuration.
__attribute__((export_name("greet"))) void greet(void) {
  char text[200];
  int words = heddle_config_text(TEXT("/words"), text, 100); // the whole length, or an error
  int name = words < 0 || words > 100 ? 0 : heddle_message_body(text + words, 100);
  if (name <= 0 || name > 100) {
    heddle_message_fail(400, TEXT("nobody to greet, or no words for it"));
    return;
  }
  heddle_timers_sleep(10); // other messages are handled meanwhile
  heddle_message_reply(HEDDLE_TEXT, text, words + name, 0, 0);
}
