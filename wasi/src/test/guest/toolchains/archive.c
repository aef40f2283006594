// Packs directories into an archive as tar makes them (ustar), lists one, and unpacks one:
// archive c ARCHIVE DIRECTORY, archive t ARCHIVE, archive x ARCHIVE DIRECTORY.
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 512, NAME = 100 };

struct header {
  char name[NAME], mode[8], uid[8], gid[8], size[12], mtime[12], sum[8], type, link[NAME];
  char magic[6], version[2], rest[247];
};

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static unsigned sum(const struct header *header) {
  unsigned sum = 0;
  for (int i = 0; i < BLOCK; i++) {
    int inside = i >= 148 && i < 156;
    sum += inside ? ' ' : ((const unsigned char *) header)[i];
  }
  return sum;
}

static void copy(FILE *from, FILE *to, long size) {
  char block[16 * BLOCK];
  while (size > 0) {
    size_t count = size < (long) sizeof block ? size : (long) sizeof block;
    if (fread(block, 1, count, from) != count || fwrite(block, 1, count, to) != count) {
      fail("copy");
    }
    size -= count;
  }
}

static void put(FILE *archive, const char *name, const char *link, char type, long size) {
  struct header header = {.type = type};
  if (strlen(name) >= NAME || strlen(link) >= NAME) {
    errno = ENAMETOOLONG;
    fail(name);
  }
  strcpy(header.name, name);
  strcpy(header.link, link);
  strcpy(header.mode, type == '5' ? "0000755" : "0000644");
  strcpy(header.uid, "0000000");
  strcpy(header.gid, "0000000");
  sprintf(header.size, "%011lo", size);
  strcpy(header.mtime, "00000000000"); // the same files make the same archive
  memcpy(header.magic, "ustar", 6);
  memcpy(header.version, "00", 2);
  sprintf(header.sum, "%06o", sum(&header));
  header.sum[7] = ' ';
  if (fwrite(&header, BLOCK, 1, archive) != 1) {
    fail("write");
  }
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static void pack(FILE *archive, const char *top, const char *below) {
  char directory[4096];
  snprintf(directory, sizeof directory, "%s/%s", top, below);
  struct dirent **names;
  int count = scandir(directory, &names, NULL, by_name);
  if (count < 0) {
    fail(directory);
  }
  for (int i = 0; i < count; i++) {
    char path[4096 + 256], name[NAME * 2], link[NAME] = "";
    const char *last = names[i]->d_name;
    if (strcmp(last, ".") != 0 && strcmp(last, "..") != 0) {
      snprintf(path, sizeof path, "%s/%s", directory, last);
      snprintf(name, sizeof name, "%s%s", below, last);
      struct stat stat;
      if (lstat(path, &stat) != 0) {
        fail(path);
      }
      if (S_ISDIR(stat.st_mode)) {
        strcat(name, "/");
        put(archive, name, "", '5', 0);
        pack(archive, top, name);
      } else if (S_ISLNK(stat.st_mode)) {
        if (readlink(path, link, sizeof link - 1) < 0) {
          fail(path);
        }
        put(archive, name, link, '2', 0);
      } else {
        put(archive, name, "", '0', stat.st_size);
        FILE *file = fopen(path, "rb");
        if (file == NULL) {
          fail(path);
        }
        copy(file, archive, stat.st_size);
        fclose(file);
        static const char zeros[BLOCK];
        fwrite(zeros, 1, -stat.st_size & (BLOCK - 1), archive);
      }
    }
    free(names[i]);
  }
  free(names);
}

static void unpack(FILE *archive, const char *to) {
  struct header header;
  while (fread(&header, BLOCK, 1, archive) == 1 && header.name[0] != 0) {
    if (strtoul(header.sum, NULL, 8) != sum(&header)) {
      fprintf(stderr, "%.100s: the checksum is wrong\n", header.name);
      exit(1);
    }
    long size = strtol(header.size, NULL, 8);
    if (to == NULL) {
      printf("%c %7ld %.100s%s%.100s\n", header.type, size, header.name,
             header.type == '2' ? " -> " : "", header.link);
      fseek(archive, (size + BLOCK - 1) & -BLOCK, SEEK_CUR);
      continue;
    }
    char path[4096];
    snprintf(path, sizeof path, "%s/%.100s", to, header.name);
    if (header.type == '5') {
      if (mkdir(path, 0755) != 0 && errno != EEXIST) {
        fail(path);
      }
    } else if (header.type == '2') {
      if (symlink(header.link, path) != 0) {
        fail(path);
      }
    } else {
      FILE *file = fopen(path, "wb");
      if (file == NULL) {
        fail(path);
      }
      copy(archive, file, size);
      fclose(file);
      fseek(archive, -size & (BLOCK - 1), SEEK_CUR);
    }
  }
}

int main(int count, char **arguments) {
  char command = count > 2 ? arguments[1][0] : 0;
  if (!(command == 't' && count == 3) && !((command == 'c' || command == 'x') && count == 4)) {
    fprintf(stderr, "usage: archive c|t|x ARCHIVE [DIRECTORY]\n");
    return 2;
  }
  FILE *archive = fopen(arguments[2], command == 'c' ? "wb" : "rb");
  if (archive == NULL) {
    fail(arguments[2]);
  }
  if (command == 'c') {
    static const char end[2 * BLOCK];
    pack(archive, arguments[3], "");
    fwrite(end, 1, sizeof end, archive);
  } else {
    unpack(archive, command == 'x' ? arguments[3] : NULL);
  }
  return fclose(archive) == 0 ? 0 : 1;
}
