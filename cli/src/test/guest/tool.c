// Does what its first argument says: what tests of a command line need of a program.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

__attribute__((noinline)) static void fail(int *place) {
  if (place == NULL) {
    __builtin_trap();
  }
}

static int copy(int from, int to) {
  static char buffer[1 << 16];
  for (;;) {
    ssize_t count = read(from, buffer, sizeof buffer);
    if (count <= 0) {
      return count < 0;
    }
    for (ssize_t done = 0; done < count;) {
      ssize_t written = write(to, buffer + done, count - done);
      if (written < 0) {
        return 2;
      }
      done += written;
    }
  }
}

int main(int count, char **arguments) {
  const char *what = count > 1 ? arguments[1] : "";
  if (strcmp(what, "args") == 0) {
    for (int i = 0; i < count; i++) {
      printf("%d: %s\n", i, arguments[i]);
    }
  } else if (strcmp(what, "env") == 0) {
    for (char **each = environ; *each != NULL; each++) {
      printf("%s\n", *each);
    }
  } else if (strcmp(what, "cat") == 0) {
    int from = 0;
    if (count > 2 && (from = open(arguments[2], O_RDONLY)) < 0) {
      perror(arguments[2]);
      return 1;
    }
    return copy(from, 1);
  } else if (strcmp(what, "write") == 0) {
    FILE *file = fopen(arguments[2], "w");
    if (file == NULL) {
      perror(arguments[2]);
      return 1;
    }
    fputs(arguments[3], file);
    fclose(file);
  } else if (strcmp(what, "exit") == 0) {
    exit(atoi(arguments[2]));
  } else if (strcmp(what, "trap") == 0) {
    printf("before\n");
    fflush(stdout);
    fail(count > 5 ? &count : NULL);
  } else if (strcmp(what, "loop") == 0) {
    for (volatile int i = 0;; i++) {
    }
  } else if (strcmp(what, "sleep") == 0) {
    struct timespec time = {.tv_sec = atoi(arguments[2])};
    nanosleep(&time, NULL);
  } else if (strcmp(what, "streams") == 0) {
    for (int i = 0; i < 100; i++) {
      dprintf(1, "out %d\n", i);
      dprintf(2, "err %d\n", i);
    }
  } else if (strcmp(what, "flood") == 0) {
    for (;;) {
      puts("all work and no play");
    }
  } else if (strcmp(what, "time") == 0) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    printf("%lld.%09ld\n", (long long)now.tv_sec, now.tv_nsec);
  } else if (strcmp(what, "random") == 0) {
    unsigned char bytes[8];
    getentropy(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
      printf("%02x", bytes[i]);
    }
    printf("\n");
  } else if (strcmp(what, "tty") == 0) {
    printf("%d%d%d\n", isatty(0), isatty(1), isatty(2));
  } else if (strcmp(what, "memory") == 0) {
    void *volatile memory = malloc(atoi(arguments[2]));
    printf("%s\n", memory == NULL ? "refused" : "given");
  } else if (strcmp(what, "serve") == 0) {
    int connection = accept(3, NULL, NULL);
    if (connection < 0) {
      perror("accept");
      return 1;
    }
    return copy(connection, connection);
  } else {
    fprintf(stderr, "what is '%s'?\n", what);
    return 64;
  }
  return 0;
}
