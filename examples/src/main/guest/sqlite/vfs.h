/*
** The file system of the SQLite guest, as imports of the WebAssembly module "vfs".
**
** Contract of all fifteen imports
**
**   Results    A result of zero or more is the value named below, or 0 where none is named. A
**              negative result is a failure: the negated SQLite result code, e.g. -5 for
**              SQLITE_BUSY or -13 for SQLITE_FULL. The plain -10 (-SQLITE_IOERR) is enough for
**              any I/O failure: the guest refines it to the extended code of the operation
**              (SQLITE_IOERR_READ, SQLITE_IOERR_FSYNC, ...). A result outside the range named
**              here is treated as that same failure.
**   Pointers   Unsigned 32-bit addresses in the guest's exported memory "memory". The host
**              touches that memory only during the call.
**   Files      A file is the non-negative handle that "open" gave. The host may reuse a handle
**              after "close".
**   Names      NUL-terminated UTF-8, exactly as sqlite3_open_v2 or ATTACH was given them, at most
**              1016 bytes; SQLite appends "-journal", "-wal" or "-mj" and nine characters.
**              Resolving a name, and refusing one, is the host's affair.
**   Waiting    Every import may suspend the guest. SQLite is built without threads, so while a
**              call is suspended no other call may enter the instance.
**
** What the host must promise, since SQLite's durability rests on it: "sync" returns only after
** earlier writes and truncations of that file are on stable storage, together with the directory
** entry if the file was created since its last sync; "delete" with syncDirectory other than 0
** returns only after the removal is on stable storage. Nothing else is assumed: the guest claims
** no device characteristics (no atomic, sequential or power-safe overwriting) and a sector of
** 4096 bytes.
*/
#ifndef HEDDLE_SQLITE_VFS_H
#define HEDDLE_SQLITE_VFS_H

#include <stdint.h>

#define VFS_IMPORT(name) __attribute__((import_module("vfs"), import_name(name)))

/*
** Opens a file and returns its handle. `name` is 0 for a private temporary file. `flags` are
** SQLite's SQLITE_OPEN_* bits: READONLY 0x1, READWRITE 0x2, CREATE 0x4, DELETEONCLOSE 0x8,
** EXCLUSIVE 0x10 and one kind (MAIN_DB 0x100, TEMP_DB 0x200, TRANSIENT_DB 0x400, MAIN_JOURNAL
** 0x800, TEMP_JOURNAL 0x1000, SUBJOURNAL 0x2000, SUPER_JOURNAL 0x4000, WAL 0x80000). With
** DELETEONCLOSE, always set for a temporary file, "close" removes the file. `outFlags`, never 0,
** points to an i32 that already holds `flags`; a host that had to open the file for reading only
** stores (flags & ~0x6) | 0x1 there. Failures: usually -14 (SQLITE_CANTOPEN), to which -10 is
** refined.
*/
VFS_IMPORT("open")
int32_t host_open(const char *name, int32_t flags, int32_t *outFlags);

/* Closes the file and gives up its locks. The handle is gone even if the result is a failure. */
VFS_IMPORT("close")
int32_t host_close(int32_t file);

/*
** Reads `length` bytes at `offset` into `buffer` and returns how many there were: fewer than
** `length` only if the file ends before. The guest zero-fills the rest and reports
** SQLITE_IOERR_SHORT_READ.
*/
VFS_IMPORT("read")
int32_t host_read(int32_t file, void *buffer, int32_t length, int64_t offset);

/*
** Writes all of `length` bytes at `offset`, extending the file if needed (a gap reads as zeros),
** and returns 0. A full disk is -13 (SQLITE_FULL).
*/
VFS_IMPORT("write")
int32_t host_write(int32_t file, const void *buffer, int32_t length, int64_t offset);

/* Sets the size of the file to `size` bytes. */
VFS_IMPORT("truncate")
int32_t host_truncate(int32_t file, int64_t size);

/*
** Makes the file durable. `flags`: SQLITE_SYNC_NORMAL 0x2 or FULL 0x3, plus DATAONLY 0x10 if what
** the file system knows about the file, other than its size, may lag.
*/
VFS_IMPORT("sync")
int32_t host_sync(int32_t file, int32_t flags);

/* Returns the size of the file in bytes. */
VFS_IMPORT("size")
int64_t host_size(int32_t file);

/*
** Raises the lock on the file to `level`: SHARED 1, RESERVED 2, EXCLUSIVE 4 (PENDING 3 is never
** asked for). A level that the handle has already, or one below, is granted and changes nothing.
** Returns -5 (SQLITE_BUSY) at once if another handle is in the way; SQLite's busy handler does
** the waiting. Locks belong to handles: two handles on the same name exclude each other as two
** processes would.
*/
VFS_IMPORT("lock")
int32_t host_lock(int32_t file, int32_t level);

/* Lowers the lock to `level`, SHARED 1 or NONE 0; changes nothing if it is there or below. */
VFS_IMPORT("unlock")
int32_t host_unlock(int32_t file, int32_t level);

/* Returns 1 if any handle on the same name, this one included, holds RESERVED or more, else 0. */
VFS_IMPORT("reserved")
int32_t host_reserved(int32_t file);

/*
** Removes a file. One that does not exist is -5898 (SQLITE_IOERR_DELETE_NOENT), which SQLite
** tolerates.
*/
VFS_IMPORT("delete")
int32_t host_delete(const char *name, int32_t syncDirectory);

/*
** Returns 1 if the file exists (`mode` EXISTS 0) or may be read and written (READWRITE 1), else
** 0. For EXISTS an empty file may count as absent: an empty journal means the same as none.
*/
VFS_IMPORT("access")
int32_t host_access(const char *name, int32_t mode);

/* Waits about that many microseconds and returns how many it waited. */
VFS_IMPORT("sleep")
int32_t host_sleep(int32_t microseconds);

/* Fills `buffer` with `length` bytes from a good source of randomness and returns `length`. */
VFS_IMPORT("random")
int32_t host_random(void *buffer, int32_t length);

/*
** Returns the time in milliseconds since noon of 24 November 4714 BC, that is Unix milliseconds +
** 210866760000000.
*/
VFS_IMPORT("now")
int64_t host_now(void);

#endif
