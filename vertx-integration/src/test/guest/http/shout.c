#include "heddle_http.h"

#define TEXT(literal) literal, sizeof literal - 1

// Gives back the body of a request in capitals, as it comes.
__attribute__((export_name("handle"))) void handle(void) {
  heddle_http_set_header(TEXT("content-type"), TEXT("text/plain"));
  char piece[1024];
  for (int n; (n = heddle_http_read(piece, sizeof piece)) > 0;) { // waits for the client
    for (int i = 0; i < n; i++) {
      if (piece[i] >= 'a' && piece[i] <= 'z') {
        piece[i] -= 'a' - 'A';
      }
    }
    heddle_http_write(piece, n); // waits while the client does not take what was written
  }
}
