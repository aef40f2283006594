// Calls every function of WASI preview 1, in /, and says which did not do as it should. A socket that
// listens is given as descriptor 3, and somebody connects to it who sends "ping" and reads "pong".
#include <stdio.h>
#include <string.h>
#include <wasi/api.h>

// not in api.h any more
__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_raise")))
__wasi_errno_t proc_raise(uint8_t signal);

enum { LISTENER = 3, TOP = 4 };

static int failures, calls;

static void check(const char *what, int line, int holds) {
  calls++;
  if (!holds) {
    failures++;
    fprintf(stderr, "line %d: %s\n", line, what);
  }
}

#define CHECK(holds) check(#holds, __LINE__, holds)
#define DO(call) check(#call, __LINE__, (call) == __WASI_ERRNO_SUCCESS)

static void arguments_and_environment(void) {
  __wasi_size_t count, bytes;
  uint8_t *pointers[4], text[64];
  DO(__wasi_args_sizes_get(&count, &bytes));
  CHECK(count == 2 && bytes == sizeof "every" + sizeof "argument");
  DO(__wasi_args_get(pointers, text));
  CHECK(strcmp((char *) pointers[1], "argument") == 0);
  DO(__wasi_environ_sizes_get(&count, &bytes));
  CHECK(count == 1 && bytes == sizeof "NAME=value");
  DO(__wasi_environ_get(pointers, text));
  CHECK(strcmp((char *) pointers[0], "NAME=value") == 0);
}

static void time_and_chance(void) {
  __wasi_timestamp_t resolution, before, after;
  DO(__wasi_clock_res_get(__WASI_CLOCKID_MONOTONIC, &resolution));
  CHECK(resolution > 0);
  DO(__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1, &before));
  DO(__wasi_sched_yield());
  __wasi_subscription_t sleep = {
      .userdata = 7,
      .u = {.tag = __WASI_EVENTTYPE_CLOCK,
            .u.clock = {.id = __WASI_CLOCKID_MONOTONIC, .timeout = 2000000}}};
  __wasi_event_t event;
  __wasi_size_t events;
  DO(__wasi_poll_oneoff(&sleep, &event, 1, &events));
  CHECK(events == 1 && event.userdata == 7 && event.error == 0);
  DO(__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1, &after));
  CHECK(after - before >= 2000000);
  uint8_t one[16] = {0}, other[16] = {0};
  DO(__wasi_random_get(one, sizeof one));
  DO(__wasi_random_get(other, sizeof other));
  CHECK(memcmp(one, other, sizeof one) != 0);
  DO(proc_raise(0));
}

static void descriptors(void) {
  __wasi_prestat_t given;
  uint8_t name[8];
  DO(__wasi_fd_prestat_get(TOP, &given));
  CHECK(given.tag == __WASI_PREOPENTYPE_DIR && given.u.dir.pr_name_len == 1);
  DO(__wasi_fd_prestat_dir_name(TOP, name, 1));
  CHECK(name[0] == '/');

  __wasi_fd_t file, copy;
  __wasi_rights_t all = (1 << 29) - 1;
  DO(__wasi_path_open(TOP, 0, "file", __WASI_OFLAGS_CREAT | __WASI_OFLAGS_EXCL, all, all, 0, &file));
  __wasi_ciovec_t out[] = {{(uint8_t *) "0123", 4}, {NULL, 0}, {(uint8_t *) "456789", 6}};
  __wasi_size_t count;
  DO(__wasi_fd_write(file, out, 3, &count));
  CHECK(count == 10);
  DO(__wasi_fd_pwrite(file, out, 1, 8, &count));
  __wasi_filesize_t at;
  DO(__wasi_fd_tell(file, &at));
  CHECK(at == 10);
  DO(__wasi_fd_seek(file, -6, __WASI_WHENCE_END, &at));
  CHECK(at == 6);
  uint8_t bytes[16];
  __wasi_iovec_t in = {bytes, sizeof bytes};
  DO(__wasi_fd_read(file, &in, 1, &count));
  CHECK(count == 6 && memcmp(bytes, "670123", 6) == 0);
  DO(__wasi_fd_pread(file, &in, 1, 2, &count));
  CHECK(count == 10 && memcmp(bytes, "2345670123", 10) == 0);
  DO(__wasi_fd_advise(file, 0, 12, __WASI_ADVICE_SEQUENTIAL));
  DO(__wasi_fd_allocate(file, 0, 100));
  __wasi_filestat_t stat;
  DO(__wasi_fd_filestat_get(file, &stat));
  CHECK(stat.size == 100 && stat.filetype == __WASI_FILETYPE_REGULAR_FILE && stat.nlink == 1);
  DO(__wasi_fd_filestat_set_size(file, 5));
  DO(__wasi_fd_filestat_set_times(file, 1000000000, 2000000000,
                                  __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_MTIM));
  DO(__wasi_fd_filestat_get(file, &stat));
  CHECK(stat.size == 5 && stat.mtim == 2000000000);
  DO(__wasi_fd_sync(file));
  DO(__wasi_fd_datasync(file));
  DO(__wasi_fd_fdstat_set_flags(file, __WASI_FDFLAGS_APPEND));
  DO(__wasi_fd_fdstat_set_rights(file, __WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_SEEK, 0));
  __wasi_fdstat_t description;
  DO(__wasi_fd_fdstat_get(file, &description));
  CHECK(description.fs_flags == __WASI_FDFLAGS_APPEND);
  CHECK(__wasi_fd_write(file, out, 1, &count) == __WASI_ERRNO_NOTCAPABLE);
  DO(__wasi_path_open(TOP, 0, "file", 0, all, all, 0, &copy));
  DO(__wasi_fd_renumber(file, copy));
  CHECK(__wasi_fd_close(file) == __WASI_ERRNO_BADF);
  DO(__wasi_fd_close(copy));
}

static void paths(void) {
  __wasi_filestat_t stat;
  __wasi_size_t count;
  uint8_t text[256];
  DO(__wasi_path_create_directory(TOP, "directory"));
  DO(__wasi_path_symlink("../file", TOP, "directory/link"));
  DO(__wasi_path_readlink(TOP, "directory/link", text, sizeof text, &count));
  CHECK(count == 7 && memcmp(text, "../file", 7) == 0);
  DO(__wasi_path_link(TOP, 0, "file", TOP, "directory/same"));
  DO(__wasi_path_rename(TOP, "directory/same", TOP, "directory/other"));
  DO(__wasi_path_filestat_set_times(TOP, 0, "directory/other", 0, 3000000000,
                                    __WASI_FSTFLAGS_MTIM));
  DO(__wasi_path_filestat_get(TOP, __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW, "directory/link", &stat));
  CHECK(stat.size == 5 && stat.nlink == 2 && stat.mtim == 3000000000);
  __wasi_fd_t directory;
  DO(__wasi_path_open(TOP, 0, "directory", __WASI_OFLAGS_DIRECTORY, __WASI_RIGHTS_FD_READDIR, 0, 0,
                      &directory));
  DO(__wasi_fd_readdir(directory, text, sizeof text, __WASI_DIRCOOKIE_START, &count));
  int names = 0;
  for (__wasi_size_t next = 0; next < count; names++) {
    __wasi_dirent_t entry;
    memcpy(&entry, text + next, sizeof entry);
    next += sizeof entry + entry.d_namlen;
  }
  CHECK(names == 4); // with . and ..
  DO(__wasi_fd_close(directory));
  CHECK(__wasi_path_remove_directory(TOP, "directory") == __WASI_ERRNO_NOTEMPTY);
  DO(__wasi_path_unlink_file(TOP, "directory/link"));
  DO(__wasi_path_unlink_file(TOP, "directory/other"));
  DO(__wasi_path_remove_directory(TOP, "directory"));
  DO(__wasi_path_unlink_file(TOP, "file"));
  CHECK(__wasi_path_filestat_get(TOP, 0, "../etc/passwd", &stat) != __WASI_ERRNO_SUCCESS);
}

static void sockets(void) {
  __wasi_fd_t client;
  uint8_t bytes[4];
  __wasi_iovec_t in = {bytes, sizeof bytes};
  __wasi_ciovec_t out = {(uint8_t *) "pong", 4};
  __wasi_size_t count;
  __wasi_roflags_t flags;
  DO(__wasi_sock_accept(LISTENER, 0, &client));
  DO(__wasi_sock_recv(client, &in, 1, __WASI_RIFLAGS_RECV_WAITALL, &count, &flags));
  CHECK(count == 4 && memcmp(bytes, "ping", 4) == 0);
  DO(__wasi_sock_send(client, &out, 1, 0, &count));
  CHECK(count == 4);
  DO(__wasi_sock_shutdown(client, __WASI_SDFLAGS_WR));
  DO(__wasi_fd_close(client));
}

int main(void) {
  arguments_and_environment();
  time_and_chance();
  descriptors();
  paths();
  sockets();
  printf("%d checks, %d failures\n", calls, failures);
  fflush(stdout);
  __wasi_proc_exit(failures == 0 ? 42 : 1);
}
