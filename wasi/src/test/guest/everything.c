// Calls every function of WASI preview 1. Before each it says so to the host, which may do what it
// likes then. Ends with 42, or with the number of the call that did not do what it should.
//
// It is given: a listening socket (3) to which somebody has connected and sent "ping", a directory
// (4), standard input with "line\n", arguments and environment.
#include <string.h>
#include <wasi/api.h>

__attribute__((import_module("host"), import_name("step"))) void step(int number);
__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_raise"))) int raise_signal(int signal);

enum { LISTENER = 3, ROOT = 4, CHILD_SIGNAL = 16 };

static int calls;

static void check(int good) {
  if (!good) {
    __wasi_proc_exit(calls);
  }
}

#define CALL(call) (step(++calls), check((call) == __WASI_ERRNO_SUCCESS))

static __wasi_size_t count, size;
static uint8_t *pointers[8];
static uint8_t bytes[512];

static __wasi_fd_t open_path(const char *path, __wasi_oflags_t flags, __wasi_rights_t rights) {
  __wasi_fd_t opened;
  CALL(__wasi_path_open(ROOT, 0, path, flags, rights, rights, 0, &opened));
  return opened;
}

static void arguments(void) {
  CALL(__wasi_args_sizes_get(&count, &size));
  check(count == 2);
  CALL(__wasi_args_get(pointers, bytes));
  CALL(__wasi_environ_sizes_get(&count, &size));
  check(count == 1);
  CALL(__wasi_environ_get(pointers, bytes));
}

static void time_and_chance(void) {
  __wasi_timestamp_t time;
  CALL(__wasi_clock_res_get(__WASI_CLOCKID_MONOTONIC, &time));
  CALL(__wasi_clock_time_get(__WASI_CLOCKID_REALTIME, 0, &time));
  CALL(__wasi_random_get(bytes, 16));
  CALL(__wasi_sched_yield());
  __wasi_subscription_t sleep = {.userdata = 7, .u = {.tag = __WASI_EVENTTYPE_CLOCK}};
  sleep.u.u.clock = (__wasi_subscription_clock_t){.id = __WASI_CLOCKID_MONOTONIC, .timeout = 1000};
  __wasi_event_t event;
  CALL(__wasi_poll_oneoff(&sleep, &event, 1, &count));
  check(count == 1 && event.userdata == 7);
  step(++calls);
  check(raise_signal(CHILD_SIGNAL) == 0);
}

static void paths(void) {
  CALL(__wasi_path_create_directory(ROOT, "dir"));
  CALL(__wasi_path_create_directory(ROOT, "dir/sub"));
  __wasi_fd_t file = open_path("dir/sub/file", __WASI_OFLAGS_CREAT, __WASI_RIGHTS_FD_WRITE);
  CALL(__wasi_fd_close(file));
  CALL(__wasi_path_symlink("sub/file", ROOT, "dir/link"));
  CALL(__wasi_path_readlink(ROOT, "dir/link", bytes, sizeof bytes, &size));
  check(size == 8);
  __wasi_filestat_t stat;
  CALL(__wasi_path_filestat_get(ROOT, __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW, "dir/link", &stat));
  check(stat.filetype == __WASI_FILETYPE_REGULAR_FILE);
  CALL(__wasi_path_filestat_set_times(ROOT, 0, "dir/sub/file", 5000, 6000,
                                      __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_MTIM));
  CALL(__wasi_path_link(ROOT, 0, "dir/sub/file", ROOT, "dir/other"));
  CALL(__wasi_path_rename(ROOT, "dir/other", ROOT, "dir/moved"));
  CALL(__wasi_path_unlink_file(ROOT, "dir/moved"));
  CALL(__wasi_path_unlink_file(ROOT, "dir/link"));
  __wasi_fd_t directory = open_path("dir", __WASI_OFLAGS_DIRECTORY, 0);
  CALL(__wasi_fd_readdir(directory, bytes, sizeof bytes, 0, &size));
  check(size > 3 * sizeof(__wasi_dirent_t));
  CALL(__wasi_fd_close(directory));
  CALL(__wasi_path_unlink_file(ROOT, "dir/sub/file"));
  CALL(__wasi_path_remove_directory(ROOT, "dir/sub"));
  CALL(__wasi_path_remove_directory(ROOT, "dir"));
  __wasi_prestat_t given;
  CALL(__wasi_fd_prestat_get(ROOT, &given));
  CALL(__wasi_fd_prestat_dir_name(ROOT, bytes, given.u.dir.pr_name_len));
}

static void files(void) {
  __wasi_fd_t file = open_path("file", __WASI_OFLAGS_CREAT,
                               __WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_WRITE | __WASI_RIGHTS_FD_SEEK |
                                   __WASI_RIGHTS_FD_TELL | __WASI_RIGHTS_FD_ALLOCATE | __WASI_RIGHTS_FD_SYNC |
                                   __WASI_RIGHTS_FD_DATASYNC | __WASI_RIGHTS_FD_FILESTAT_SET_SIZE |
                                   __WASI_RIGHTS_FD_FILESTAT_SET_TIMES);
  __wasi_ciovec_t out = {(const uint8_t *)"content", 7};
  __wasi_iovec_t in = {bytes, sizeof bytes};
  __wasi_filesize_t at;
  CALL(__wasi_fd_write(file, &out, 1, &size));
  check(size == 7);
  CALL(__wasi_fd_pwrite(file, &out, 1, 7, &size));
  CALL(__wasi_fd_tell(file, &at));
  check(at == 7);
  CALL(__wasi_fd_read(file, &in, 1, &size));
  check(size == 7 && memcmp(bytes, "content", 7) == 0);
  CALL(__wasi_fd_seek(file, -7, __WASI_WHENCE_END, &at));
  check(at == 7);
  CALL(__wasi_fd_pread(file, &in, 1, 0, &size));
  check(size == 14);
  CALL(__wasi_fd_advise(file, 0, 14, __WASI_ADVICE_SEQUENTIAL));
  CALL(__wasi_fd_allocate(file, 0, 20));
  CALL(__wasi_fd_filestat_set_size(file, 10));
  CALL(__wasi_fd_filestat_set_times(file, 5000, 6000, __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_MTIM));
  __wasi_filestat_t stat;
  CALL(__wasi_fd_filestat_get(file, &stat));
  check(stat.size == 10);
  CALL(__wasi_fd_datasync(file));
  CALL(__wasi_fd_sync(file));
  __wasi_fdstat_t state;
  CALL(__wasi_fd_fdstat_get(file, &state));
  CALL(__wasi_fd_fdstat_set_flags(file, __WASI_FDFLAGS_APPEND));
  CALL(__wasi_fd_fdstat_set_rights(file, __WASI_RIGHTS_FD_WRITE, 0));
  CALL(__wasi_fd_write(file, &out, 1, &size));
  __wasi_fd_t other = open_path("file", 0, __WASI_RIGHTS_FD_READ);
  CALL(__wasi_fd_renumber(file, other));
  CALL(__wasi_fd_close(other));
  CALL(__wasi_path_unlink_file(ROOT, "file"));
}

static void streams(void) {
  __wasi_iovec_t in = {bytes, sizeof bytes};
  CALL(__wasi_fd_read(0, &in, 1, &size));
  check(size == 5);
  __wasi_ciovec_t out = {bytes, size};
  CALL(__wasi_fd_write(1, &out, 1, &count));
  check(count == 5);
}

static void sockets(void) {
  __wasi_fd_t connection;
  CALL(__wasi_sock_accept(LISTENER, 0, &connection));
  __wasi_iovec_t in = {bytes, 4};
  __wasi_roflags_t flags;
  CALL(__wasi_sock_recv(connection, &in, 1, __WASI_RIFLAGS_RECV_WAITALL, &size, &flags));
  check(size == 4 && memcmp(bytes, "ping", 4) == 0);
  __wasi_ciovec_t out = {(const uint8_t *)"pong", 4};
  CALL(__wasi_sock_send(connection, &out, 1, 0, &size));
  CALL(__wasi_sock_shutdown(connection, __WASI_SDFLAGS_RD | __WASI_SDFLAGS_WR));
  CALL(__wasi_fd_close(connection));
}

int main(void) {
  arguments();
  time_and_chance();
  paths();
  files();
  streams();
  sockets();
  step(++calls);
  __wasi_proc_exit(42);
}
