// An offer is put together of what three services know of an article: its price, how many there are, how it is rated.
#include "heddle.h"
#include "heddle_http.h"

#define ROOM 256
#define LENGTH(literal) (sizeof(literal) - 1)

typedef struct {
  char bytes[ROOM];
  unsigned length;
} text;

static const char *const parts[] = {"price", "stock", "rating"};
#define PARTS 3

static void add(text *to, const char *from, unsigned length) {
  for (unsigned i = 0; i < length && to->length < ROOM; i++) {
    to->bytes[to->length++] = from[i];
  }
}

static void add_literal(text *to, const char *literal) {
  while (*literal != 0 && to->length < ROOM) {
    to->bytes[to->length++] = *literal++;
  }
}

static void respond(int status, const char *type, const text *body) {
  heddle_http_status(status);
  text name = {0};
  add_literal(&name, type);
  heddle_http_set_header("content-type", LENGTH("content-type"), name.bytes, name.length);
  heddle_http_write(body->bytes, body->length);
}

static void refuse(int status, const char *part, const char *why) {
  text body = {0};
  add_literal(&body, part);
  add_literal(&body, why);
  respond(status, "text/plain", &body);
}

// Starts asking one of the services; where it is the configuration says.
static int ask(const char *part, const char *article, unsigned length) {
  text path = {0};
  add_literal(&path, "/");
  add_literal(&path, part);
  text url = {0};
  int known = heddle_config_text(path.bytes, path.length, url.bytes, ROOM);
  if (known < 0 || known > ROOM) {
    return HEDDLE_NOT_FOUND;
  }
  url.length = known;
  add(&url, article, length);
  return heddle_http_client_start("GET", 3, url.bytes, url.length, 0, 0, 0, 0);
}

// Waits for the answer of a service, and adds it. All three are on their way meanwhile.
static int answer(int request, const char *part, text *offer) {
  if (request < 0 || heddle_http_client_status(request) != 200) {
    refuse(502, part, ": no answer\n");
    return 0;
  }
  add_literal(offer, ",\"");
  add_literal(offer, part);
  add_literal(offer, "\":");
  int count;
  while ((count = heddle_http_client_read(request, offer->bytes + offer->length, ROOM - offer->length)) > 0) {
    offer->length += count;
  }
  return 1;
}

static int gather(const char *article, unsigned length, text *offer) {
  int requests[PARTS];
  for (int i = 0; i < PARTS; i++) {
    requests[i] = ask(parts[i], article, length);
  }
  add_literal(offer, "{\"article\":");
  add(offer, article, length);
  for (int i = 0; i < PARTS; i++) {
    if (!answer(requests[i], parts[i], offer)) {
      return 0;
    }
  }
  add_literal(offer, "}\n");
  return 1;
}

// The rest of the path if it begins so, and consists of digits then.
static const char *after(const char *begin, const text *uri, unsigned *length) {
  unsigned i = 0;
  for (; begin[i] != 0; i++) {
    if (i == uri->length || uri->bytes[i] != begin[i]) {
      return 0;
    }
  }
  *length = uri->length - i;
  for (unsigned digit = i; digit < uri->length; digit++) {
    if (uri->bytes[digit] < '0' || uri->bytes[digit] > '9') {
      return 0;
    }
  }
  return *length > 0 && *length < 10 ? uri->bytes + i : 0;
}

// GET /offers/7, asked anew; GET /cached/7, as it was when somebody asked first.
__attribute__((export_name("handle"))) void handle(void) {
  text uri = {0};
  int sent = heddle_http_uri(uri.bytes, ROOM);
  uri.length = sent > ROOM ? ROOM : sent;
  unsigned length;
  text offer = {0};
  const char *article = after("/offers/", &uri, &length);
  if (article != 0) {
    if (gather(article, length, &offer)) {
      respond(200, "application/json", &offer);
    }
    return;
  }
  article = after("/cached/", &uri, &length);
  if (article == 0) {
    refuse(404, "there is nothing but", " /offers/{number} and /cached/{number}\n");
    return;
  }
  int known = heddle_shared_get("offers", LENGTH("offers"), article, length, offer.bytes, ROOM);
  if (known > 0) {
    offer.length = known;
  } else if (gather(article, length, &offer)) {
    heddle_shared_put("offers", LENGTH("offers"), article, length, offer.bytes, offer.length);
  } else {
    return;
  }
  respond(200, "application/json", &offer);
}
