// A JSON document of 500 records, read into a tree and written again, n times: bytes looked at one by one, recursion,
// a tree of linked nodes, numbers to text and back. The result is a hash of what was written.

#include "guest.h"

enum kind { NIL, TRUTH, FALSEHOOD, NUMBER, STRING, ARRAY, OBJECT };

struct value {
  enum kind kind;
  int64_t number;         // in thousandths
  const char *text;       // as it stands between the quotation marks
  uint32_t length;
  struct value *first, *next;
  const char *key;
  uint32_t key_length;
};

#define TEXT (128 << 10)
#define NODES 16384

static char document[TEXT], written[TEXT];
static struct value nodes[NODES];
static uint32_t used;

static char *out;
static const char *in;

static void put(const char *text, uint32_t length) {
  for (uint32_t i = 0; i < length; i++) {
    *out++ = text[i];
  }
}

static void put_text(const char *text) {
  while (*text) {
    *out++ = *text++;
  }
}

static void put_integer(uint64_t number) {
  char digits[20];
  int count = 0;
  do {
    digits[count++] = (char) ('0' + number % 10);
    number /= 10;
  } while (number);
  while (count) {
    *out++ = digits[--count];
  }
}

static void put_number(int64_t thousandths) {
  if (thousandths < 0) {
    *out++ = '-';
    thousandths = -thousandths;
  }
  put_integer((uint64_t) thousandths / 1000);
  uint32_t fraction = (uint32_t) (thousandths % 1000);
  if (fraction) {
    *out++ = '.';
    *out++ = (char) ('0' + fraction / 100);
    *out++ = (char) ('0' + fraction / 10 % 10);
    *out++ = (char) ('0' + fraction % 10);
  }
}

static void put_word(uint32_t *state) {
  uint32_t length = 3 + next_random(state) % 9;
  for (uint32_t i = 0; i < length; i++) {
    uint32_t random = next_random(state) % 40;
    if (random < 26) {
      *out++ = (char) ('a' + random);
    } else if (random == 26) {
      put_text("\\n");
    } else if (random == 27) {
      put_text("\xc3\xa4");
    } else {
      *out++ = ' ';
    }
  }
}

static void compose(void) {
  uint32_t state = 42;
  out = document;
  put_text("[\n");
  for (int i = 0; i < 500; i++) {
    put_text(i ? ",\n  {\"id\": " : "  {\"id\": ");
    put_number(i * 1000);
    put_text(", \"name\": \"");
    put_word(&state);
    put_text("\", \"active\": ");
    put_text(next_random(&state) & 1 ? "true" : "false");
    put_text(", \"parent\": null, \"position\": [");
    for (int axis = 0; axis < 3; axis++) {
      put_text(axis ? ", " : "");
      put_number((int32_t) (next_random(&state) % 2000000) - 1000000);
    }
    put_text("], \"labels\": {\"");
    put_word(&state);
    put_text("\": \"");
    put_word(&state);
    put_text("\"}}");
  }
  put_text("\n]");
  *out = 0;
}

static void skip_blanks(void) {
  while (*in == ' ' || *in == '\n' || *in == '\t' || *in == '\r') {
    in++;
  }
}

static void expect(char wanted) {
  skip_blanks();
  if (*in++ != wanted) {
    __builtin_trap();
  }
}

static void read_string(const char **text, uint32_t *length) {
  expect('"');
  *text = in;
  while (*in != '"') {
    in += *in == '\\' ? 2 : 1;
  }
  *length = (uint32_t) (in++ - *text);
}

static void read_word(const char *word) {
  while (*word) {
    if (*in++ != *word++) {
      __builtin_trap();
    }
  }
}

static int64_t read_number(void) {
  int negative = *in == '-';
  in += negative;
  int64_t number = 0;
  while (*in >= '0' && *in <= '9') {
    number = number * 10 + (*in++ - '0');
  }
  int scale = 1000;
  if (*in == '.') {
    in++;
    while (*in >= '0' && *in <= '9') {
      number = number * 10 + (*in++ - '0');
      scale /= 10;
    }
  }
  return (negative ? -number : number) * scale;
}

static struct value *read_value(void) {
  struct value *value = &nodes[used++];
  value->first = value->next = 0;
  value->key = 0;
  skip_blanks();
  switch (*in) {
    case '{':
    case '[': {
      int object = *in++ == '{';
      char end = object ? '}' : ']';
      value->kind = object ? OBJECT : ARRAY;
      struct value **link = &value->first;
      skip_blanks();
      while (*in != end) {
        const char *key = 0;
        uint32_t key_length = 0;
        if (object) {
          read_string(&key, &key_length);
          expect(':');
        }
        struct value *member = read_value();
        member->key = key;
        member->key_length = key_length;
        *link = member;
        link = &member->next;
        skip_blanks();
        if (*in == ',') {
          in++;
          skip_blanks();
        }
      }
      in++;
      break;
    }
    case '"':
      value->kind = STRING;
      read_string(&value->text, &value->length);
      break;
    case 't':
      value->kind = TRUTH;
      read_word("true");
      break;
    case 'f':
      value->kind = FALSEHOOD;
      read_word("false");
      break;
    case 'n':
      value->kind = NIL;
      read_word("null");
      break;
    default:
      value->kind = NUMBER;
      value->number = read_number();
  }
  return value;
}

static void write_string(const char *text, uint32_t length) {
  *out++ = '"';
  put(text, length);
  *out++ = '"';
}

static void write_value(const struct value *value) {
  switch (value->kind) {
    case NIL:
      put_text("null");
      break;
    case TRUTH:
      put_text("true");
      break;
    case FALSEHOOD:
      put_text("false");
      break;
    case NUMBER:
      put_number(value->number);
      break;
    case STRING:
      write_string(value->text, value->length);
      break;
    default:
      *out++ = value->kind == OBJECT ? '{' : '[';
      for (const struct value *member = value->first; member; member = member->next) {
        if (member->key) {
          write_string(member->key, member->key_length);
          *out++ = ':';
        }
        write_value(member);
        if (member->next) {
          *out++ = ',';
        }
      }
      *out++ = value->kind == OBJECT ? '}' : ']';
  }
}

EXPORT int64_t run(int32_t n) {
  compose();
  uint64_t hash = 14695981039346656037u;
  for (int32_t round = 0; round < n; round++) {
    used = 0;
    in = document;
    struct value *value = read_value();
    value->first->first->number += round * 1000;
    out = written;
    write_value(value);
    for (const char *at = written; at < out; at++) {
      hash = (hash ^ (uint8_t) *at) * 1099511628211u;
    }
  }
  return (int64_t) hash;
}
