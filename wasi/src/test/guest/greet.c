// Reads a greeting from a file that it was given, greets its argument, and ends with a status.
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **arguments) {
  char greeting[32] = "";
  FILE *file = fopen("/data/greeting.txt", "r");
  if (file == NULL || fgets(greeting, sizeof greeting, file) == NULL || count < 2) {
    perror("greeting.txt");
    return 1;
  }
  fclose(file);
  printf("%s, %s\n", greeting, arguments[1]);
  exit(3);
}
