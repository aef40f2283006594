// Serves so many clients of the socket that the host has given, all at a time in one thread, and
// sends each what it has sent.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LISTENER = 3, MOST = 64 };

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int echo(int client) {
  char bytes[4096];
  ssize_t count = recv(client, bytes, sizeof bytes, 0);
  if (count < 0 && errno != EAGAIN) {
    fail("recv");
  }
  for (ssize_t sent = 0; sent < count;) {
    ssize_t more = send(client, bytes + sent, count - sent, 0);
    if (more < 0) {
      fail("send");
    }
    sent += more;
  }
  return count != 0;
}

int main(int count, char **arguments) {
  int left = count == 2 ? atoi(arguments[1]) : 1, served = 0;
  struct pollfd all[1 + MOST] = {{.fd = LISTENER, .events = POLLIN}};
  int open = 0;
  while (left > 0 || open > 0) {
    all[0].fd = left > 0 && open < MOST ? LISTENER : -1;
    int skip = all[0].fd < 0;
    if (poll(all + skip, 1 + open - skip, -1) < 0) {
      fail("poll");
    }
    if (!skip && (all[0].revents & POLLIN)) {
      int client = accept(LISTENER, NULL, NULL);
      if (client < 0) {
        fail("accept");
      }
      all[++open] = (struct pollfd) {.fd = client, .events = POLLIN};
      left--;
    }
    for (int i = open; i > 0; i--) {
      if (all[i].revents != 0 && !echo(all[i].fd)) {
        shutdown(all[i].fd, SHUT_RDWR);
        close(all[i].fd);
        all[i] = all[open--];
        served++;
      }
    }
  }
  printf("served %d\n", served);
  return 0;
}
