package dev.heddle.examples.sql;

import java.util.List;
import java.util.Map;

/** The names of SQLite's result codes. Source: sqlite.org/rescode.html. */
final class ResultCodes {

  static final int OK = 0;
  static final int BUSY = 5;
  static final int NOMEM = 7;
  static final int INTERRUPT = 9;
  static final int IOERR = 10;
  static final int FULL = 13;
  static final int CANTOPEN = 14;
  static final int TOOBIG = 18;
  static final int MISUSE = 21;
  static final int RANGE = 25;
  static final int ROW = 100;
  static final int DONE = 101;
  static final int IOERR_DELETE_NOENT = IOERR | 23 << 8;

  private static final List<String> PRIMARY =
      List.of(
          "OK",
          "ERROR",
          "INTERNAL",
          "PERM",
          "ABORT",
          "BUSY",
          "LOCKED",
          "NOMEM",
          "READONLY",
          "INTERRUPT",
          "IOERR",
          "CORRUPT",
          "NOTFOUND",
          "FULL",
          "CANTOPEN",
          "PROTOCOL",
          "EMPTY",
          "SCHEMA",
          "TOOBIG",
          "CONSTRAINT",
          "MISMATCH",
          "MISUSE",
          "NOLFS",
          "AUTH",
          "FORMAT",
          "RANGE",
          "NOTADB",
          "NOTICE",
          "WARNING");

  /** By primary code, in the order of the extended codes' upper bytes, from 1. */
  private static final Map<Integer, List<String>> EXTENDED =
      Map.ofEntries(
          Map.entry(
              1, List.of("MISSING_COLLSEQ", "RETRY", "SNAPSHOT", "RESERVESIZE", "KEY", "UNABLE")),
          Map.entry(4, List.of("1", "ROLLBACK")),
          Map.entry(5, List.of("RECOVERY", "SNAPSHOT", "TIMEOUT")),
          Map.entry(6, List.of("SHAREDCACHE", "VTAB")),
          Map.entry(
              8, List.of("RECOVERY", "CANTLOCK", "ROLLBACK", "DBMOVED", "CANTINIT", "DIRECTORY")),
          Map.entry(
              10,
              List.of(
                  "READ",
                  "SHORT_READ",
                  "WRITE",
                  "FSYNC",
                  "DIR_FSYNC",
                  "TRUNCATE",
                  "FSTAT",
                  "UNLOCK",
                  "RDLOCK",
                  "DELETE",
                  "BLOCKED",
                  "NOMEM",
                  "ACCESS",
                  "CHECKRESERVEDLOCK",
                  "LOCK",
                  "CLOSE",
                  "DIR_CLOSE",
                  "SHMOPEN",
                  "SHMSIZE",
                  "SHMLOCK",
                  "SHMMAP",
                  "SEEK",
                  "DELETE_NOENT",
                  "MMAP",
                  "GETTEMPPATH",
                  "CONVPATH",
                  "VNODE",
                  "AUTH",
                  "BEGIN_ATOMIC",
                  "COMMIT_ATOMIC",
                  "ROLLBACK_ATOMIC",
                  "DATA",
                  "CORRUPTFS",
                  "IN_PAGE",
                  "BADKEY",
                  "CODEC")),
          Map.entry(11, List.of("VTAB", "SEQUENCE", "INDEX")),
          Map.entry(
              14, List.of("NOTEMPDIR", "ISDIR", "FULLPATH", "CONVPATH", "DIRTYWAL", "SYMLINK")),
          Map.entry(
              19,
              List.of(
                  "CHECK",
                  "COMMITHOOK",
                  "FOREIGNKEY",
                  "FUNCTION",
                  "NOTNULL",
                  "PRIMARYKEY",
                  "TRIGGER",
                  "UNIQUE",
                  "VTAB",
                  "ROWID",
                  "PINNED",
                  "DATATYPE")),
          Map.entry(23, List.of("USER")),
          Map.entry(27, List.of("RECOVER_WAL", "RECOVER_ROLLBACK", "RBU")),
          Map.entry(28, List.of("AUTOINDEX")));

  private ResultCodes() {}

  /** The name of a primary or extended code, e.g. {@code SQLITE_IOERR_FSYNC}. */
  static String name(int code) {
    int primary = code & 0xff;
    if (code == ROW) {
      return "SQLITE_ROW";
    }
    if (code == DONE) {
      return "SQLITE_DONE";
    }
    if (code < 0 || primary >= PRIMARY.size()) {
      return "SQLITE_" + code;
    }
    String name = "SQLITE_" + PRIMARY.get(primary);
    int extended = code >>> 8;
    List<String> names = EXTENDED.getOrDefault(primary, List.of());
    if (extended == 0) {
      return name;
    }
    return extended <= names.size() ? name + "_" + names.get(extended - 1) : name + "_" + extended;
  }
}
