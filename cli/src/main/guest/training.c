// Does a little of what programs do, so that the JVM sees it when an AOT cache is made.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

int main(int count, char **arguments) {
  for (int i = 0; i < count; i++) {
    printf("%s\n", arguments[i]);
  }
  const char *home = getenv("HOME");
  fprintf(stderr, "%s %f\n", home != NULL ? home : "none", (double)clock_gettime(CLOCK_REALTIME, &(struct timespec){0}));
  FILE *file = fopen("/data/file.txt", "w");
  if (file != NULL) {
    fputs("content\n", file);
    fclose(file);
    file = fopen("/data/file.txt", "r");
    char line[80];
    while (fgets(line, sizeof line, file) != NULL) {
      fputs(line, stdout);
    }
    fclose(file);
    DIR *directory = opendir("/data");
    for (struct dirent *each; directory != NULL && (each = readdir(directory)) != NULL;) {
      puts(each->d_name);
    }
    closedir(directory);
    unlink("/data/file.txt");
  }
  char line[80];
  while (fgets(line, sizeof line, stdin) != NULL) {
    fputs(line, stdout);
  }
  static int numbers[1000];
  unsigned char seed;
  getentropy(&seed, 1);
  for (int i = 0; i < 1000; i++) {
    numbers[i] = i * 7919 % 1000;
  }
  qsort(numbers, 1000, sizeof *numbers, compare);
  printf("%d\n", numbers[seed % 1000]);
  usleep(1000);
  return 3;
}
