// A CGI program that knows nothing of its host: what it does is the last part of PATH_INFO.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static void dump(void) {
  printf("Content-Type: text/plain\n\n");
  for (char **variable = environ; *variable != NULL; variable++) {
    printf("%s\n", *variable);
  }
}

static void echo(void) {
  static char piece[4096];
  printf("Content-Type: application/octet-stream\r\nX-Made-By: echo\r\n\r\n");
  fflush(stdout);
  for (ssize_t n; (n = read(0, piece, sizeof(piece))) > 0;) {
    for (ssize_t done = 0; done < n;) {
      ssize_t now = write(1, piece + done, n - done);
      if (now < 0) {
        exit(3);
      }
      done += now;
    }
  }
}

int main(void) {
  const char *info = getenv("PATH_INFO");
  const char *what = info == NULL ? "" : info + 1;
  if (strcmp(what, "dump") == 0) {
    dump();
  } else if (strcmp(what, "echo") == 0) {
    echo();
  } else if (strcmp(what, "teapot") == 0) {
    printf("Status: 418 I'm a teapot\nContent-Type: text/plain\nContent-Length: 6\n\nshort\n");
  } else if (strcmp(what, "redirect") == 0) {
    printf("Location: https://example.org/\n\n");
  } else if (strcmp(what, "no-head") == 0) {
    printf("just text\n");
  } else if (strcmp(what, "no-end") == 0) {
    printf("Content-Type: text/plain\n");
  } else if (strcmp(what, "endless-head") == 0) {
    for (;;) {
      printf("X-Flood: 0123456789\n");
    }
  } else if (strcmp(what, "bad-header") == 0) {
    printf("Transfer-Encoding: chunked\n\nbody");
  } else if (strcmp(what, "fail") == 0) {
    fprintf(stderr, "the disk is full\nand so am I\n");
    return 7;
  } else if (strcmp(what, "fail-late") == 0) {
    printf("Content-Type: text/plain\n\n");
    static char piece[100000];
    memset(piece, 'x', sizeof(piece));
    fwrite(piece, 1, sizeof(piece), stdout);
    fflush(stdout);
    fwrite(piece, 1, sizeof(piece), stdout);
    fflush(stdout);
    return 7;
  } else if (strcmp(what, "spin") == 0) {
    for (;;) {
    }
  } else {
    printf("Status: 404\n\n");
  }
  return 0;
}
