#include "heddle.h"

#define TEXT(literal) literal, sizeof literal - 1

// Asks all shops at once, and returns the lowest price.
__attribute__((export_name("best_price"))) int best_price(void) {
  const char *shops[] = {"/shops/0", "/shops/1", "/shops/2"};
  int requests[3];
  for (int i = 0; i < 3; i++) {
    char url[200];
    int length = heddle_config_text(shops[i], 8, url, sizeof url);
    requests[i] = heddle_http_client_start(TEXT("GET"), url, length, 0, 0, 0, 0);
  }
  int best = 0;
  for (int i = 0; i < 3; i++) {
    if (heddle_http_client_status(requests[i]) != 200) { // waits; an error is not 200 either
      heddle_log_log(HEDDLE_WARNING, TEXT("a shop does not answer"));
      continue;
    }
    char digits[10];
    int price = 0;
    int length;
    while ((length = heddle_http_client_read(requests[i], digits, sizeof digits)) > 0) {
      for (int j = 0; j < length; j++) {
        price = 10 * price + digits[j] - '0';
      }
    }
    if (best == 0 || price < best) {
      best = price;
    }
  }
  return best;
}
