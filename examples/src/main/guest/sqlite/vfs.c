/*
** The only VFS of the SQLite guest: every method forwards to an import (vfs.h has their
** contract).
**
** Journal modes: DELETE, TRUNCATE, PERSIST, MEMORY and OFF work. WAL works in exclusive locking
** mode only (PRAGMA locking_mode=EXCLUSIVE before the first access of a WAL database), since
** shared memory between instances does not exist here: the I/O methods are version 1, without
** xShm*. Without it PRAGMA journal_mode=WAL leaves the mode as it was, and a WAL database cannot
** be opened.
*/
#include "sqlite3.h"
#include "vfs.h"

#include <string.h>

#define MAX_PATHNAME 1024
#define SECTOR_SIZE 4096
#define MILLISECONDS_PER_DAY 86400000.0

typedef struct VfsFile {
  sqlite3_file base;
  int32_t handle;
} VfsFile;

static int32_t handle(sqlite3_file *file) { return ((VfsFile *)file)->handle; }

/* The SQLite code of a failed import; `refined` is what SQLITE_IOERR becomes for that operation. */
static int failure(int64_t result, int refined) {
  if (result >= 0 || result < -INT32_MAX || result == -SQLITE_IOERR) return refined;
  return (int)-result;
}

/* The SQLite code of an import that returns 0 or a failure. */
static int status(int32_t result, int refined) {
  return result == 0 ? SQLITE_OK : failure(result, refined);
}

static int answer(int32_t result, int refined, int *out) {
  if (result != 0 && result != 1) return failure(result, refined);
  *out = result;
  return SQLITE_OK;
}

static int fileClose(sqlite3_file *file) {
  return status(host_close(handle(file)), SQLITE_IOERR_CLOSE);
}

static int fileRead(sqlite3_file *file, void *buffer, int length, sqlite3_int64 offset) {
  int32_t count = host_read(handle(file), buffer, length, offset);
  if (count == length) return SQLITE_OK;
  if (count < 0 || count > length) return failure(count, SQLITE_IOERR_READ);
  /* SQLite relies on the zeros: it reads the header of an empty database as if it were there. */
  memset((char *)buffer + count, 0, (size_t)(length - count));
  return SQLITE_IOERR_SHORT_READ;
}

static int fileWrite(sqlite3_file *file, const void *buffer, int length, sqlite3_int64 offset) {
  return status(host_write(handle(file), buffer, length, offset), SQLITE_IOERR_WRITE);
}

static int fileTruncate(sqlite3_file *file, sqlite3_int64 size) {
  return status(host_truncate(handle(file), size), SQLITE_IOERR_TRUNCATE);
}

static int fileSync(sqlite3_file *file, int flags) {
  return status(host_sync(handle(file), flags), SQLITE_IOERR_FSYNC);
}

static int fileSize(sqlite3_file *file, sqlite3_int64 *size) {
  int64_t result = host_size(handle(file));
  if (result < 0) return failure(result, SQLITE_IOERR_FSTAT);
  *size = result;
  return SQLITE_OK;
}

static int fileLock(sqlite3_file *file, int level) {
  return status(host_lock(handle(file), level), SQLITE_IOERR_LOCK);
}

static int fileUnlock(sqlite3_file *file, int level) {
  return status(host_unlock(handle(file), level), SQLITE_IOERR_UNLOCK);
}

static int fileCheckReservedLock(sqlite3_file *file, int *reserved) {
  return answer(host_reserved(handle(file)), SQLITE_IOERR_CHECKRESERVEDLOCK, reserved);
}

static int fileControl(sqlite3_file *file, int operation, void *argument) {
  return SQLITE_NOTFOUND;
}

static int fileSectorSize(sqlite3_file *file) { return SECTOR_SIZE; }

static int fileDeviceCharacteristics(sqlite3_file *file) { return 0; }

static const sqlite3_io_methods fileMethods = {
    .iVersion = 1,
    .xClose = fileClose,
    .xRead = fileRead,
    .xWrite = fileWrite,
    .xTruncate = fileTruncate,
    .xSync = fileSync,
    .xFileSize = fileSize,
    .xLock = fileLock,
    .xUnlock = fileUnlock,
    .xCheckReservedLock = fileCheckReservedLock,
    .xFileControl = fileControl,
    .xSectorSize = fileSectorSize,
    .xDeviceCharacteristics = fileDeviceCharacteristics,
};

static int vfsOpen(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                   int *outFlags) {
  int32_t opened = flags;
  file->pMethods = 0; /* SQLite calls xClose after a failed xOpen unless the methods are null. */
  int32_t result = host_open(name, flags, &opened);
  if (result < 0) return failure(result, SQLITE_CANTOPEN);
  ((VfsFile *)file)->handle = result;
  file->pMethods = &fileMethods;
  if (outFlags) *outFlags = opened;
  return SQLITE_OK;
}

static int vfsDelete(sqlite3_vfs *vfs, const char *name, int syncDirectory) {
  return status(host_delete(name, syncDirectory), SQLITE_IOERR_DELETE);
}

static int vfsAccess(sqlite3_vfs *vfs, const char *name, int mode, int *out) {
  return answer(host_access(name, mode), SQLITE_IOERR_ACCESS, out);
}

static int vfsFullPathname(sqlite3_vfs *vfs, const char *name, int capacity, char *out) {
  size_t size = strlen(name) + 1;
  if (size > (size_t)capacity) return SQLITE_CANTOPEN_FULLPATH;
  memcpy(out, name, size);
  return SQLITE_OK;
}

static void *vfsDlOpen(sqlite3_vfs *vfs, const char *name) { return 0; }

static void vfsDlError(sqlite3_vfs *vfs, int capacity, char *message) {
  sqlite3_snprintf(capacity, message, "this guest has no dynamic libraries");
}

static void (*vfsDlSym(sqlite3_vfs *vfs, void *library, const char *symbol))(void) { return 0; }

static void vfsDlClose(sqlite3_vfs *vfs, void *library) {}

static int vfsRandomness(sqlite3_vfs *vfs, int length, char *out) {
  int32_t count = host_random(out, length);
  return count < 0 || count > length ? 0 : count;
}

static int vfsSleep(sqlite3_vfs *vfs, int microseconds) {
  int32_t slept = host_sleep(microseconds);
  return slept < 0 ? 0 : slept;
}

static int vfsCurrentTimeInt64(sqlite3_vfs *vfs, sqlite3_int64 *julianMilliseconds) {
  int64_t now = host_now();
  if (now < 0) return SQLITE_ERROR;
  *julianMilliseconds = now;
  return SQLITE_OK;
}

static int vfsCurrentTime(sqlite3_vfs *vfs, double *julianDays) {
  sqlite3_int64 now = 0;
  int result = vfsCurrentTimeInt64(vfs, &now);
  *julianDays = (double)now / MILLISECONDS_PER_DAY;
  return result;
}

static int vfsGetLastError(sqlite3_vfs *vfs, int capacity, char *message) { return 0; }

static sqlite3_vfs importedVfs = {
    .iVersion = 2,
    .szOsFile = sizeof(VfsFile),
    .mxPathname = MAX_PATHNAME,
    .zName = "imports",
    .xOpen = vfsOpen,
    .xDelete = vfsDelete,
    .xAccess = vfsAccess,
    .xFullPathname = vfsFullPathname,
    .xDlOpen = vfsDlOpen,
    .xDlError = vfsDlError,
    .xDlSym = vfsDlSym,
    .xDlClose = vfsDlClose,
    .xRandomness = vfsRandomness,
    .xSleep = vfsSleep,
    .xCurrentTime = vfsCurrentTime,
    .xGetLastError = vfsGetLastError,
    .xCurrentTimeInt64 = vfsCurrentTimeInt64,
};

/* SQLITE_OS_OTHER=1 leaves these two to the application; sqlite3_initialize calls the first. */
int sqlite3_os_init(void) { return sqlite3_vfs_register(&importedVfs, 1); }

int sqlite3_os_end(void) { return SQLITE_OK; }
