// SQLite: a first small query, and n rounds of a mixed workload on a database in memory: tables and indexes filled by prepared statements,
// joins, groups, windows, text searched and put together, updates and deletions by index, transactions, a common table
// expression that recurs, a full-text search. The result is a hash of all rows that came back.

#define SQLITE_OS_OTHER 1
#include "sqlite3.c"

#include "../guest.h"

static uint64_t hash;

static void check(int actual, int expected) {
  if (actual != expected) {
    __builtin_trap();
  }
}

static void add(const unsigned char *text) {
  while (text && *text) {
    hash = (hash ^ *text++) * 1099511628211u;
  }
  hash = (hash ^ 0xff) * 1099511628211u;
}

static void query(sqlite3 *db, const char *sql) {
  while (*sql) {
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v2(db, sql, -1, &statement, &sql), SQLITE_OK);
    if (!statement) {
      return;
    }
    int step;
    while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
      for (int i = 0; i < sqlite3_column_count(statement); i++) {
        add(sqlite3_column_text(statement, i));
      }
    }
    check(step, SQLITE_DONE);
    sqlite3_finalize(statement);
  }
}

static void fill(sqlite3 *db, uint32_t *state) {
  sqlite3_stmt *person, *order;
  check(sqlite3_prepare_v2(db, "INSERT INTO person VALUES (?, ?, ?)", -1, &person, 0), SQLITE_OK);
  check(sqlite3_prepare_v2(db, "INSERT INTO purchase (person, cents, what) VALUES (?, ?, ?)", -1, &order, 0),
        SQLITE_OK);
  for (int i = 1; i <= 100; i++) {
    char name[12];
    for (int at = 0; at < 11; at++) {
      name[at] = (char) ('a' + next_random(state) % 26);
    }
    sqlite3_bind_int(person, 1, i);
    sqlite3_bind_text(person, 2, name, 11, SQLITE_TRANSIENT);
    sqlite3_bind_int(person, 3, (int) (next_random(state) % 20));
    check(sqlite3_step(person), SQLITE_DONE);
    sqlite3_reset(person);
    for (int j = 0; j < 5; j++) {
      sqlite3_bind_int(order, 1, i);
      sqlite3_bind_int64(order, 2, next_random(state) % 100000);
      sqlite3_bind_text(order, 3, name + next_random(state) % 6, 5, SQLITE_TRANSIENT);
      check(sqlite3_step(order), SQLITE_DONE);
      sqlite3_reset(order);
    }
  }
  sqlite3_finalize(person);
  sqlite3_finalize(order);
}

static sqlite3 *opened(void) {
  sqlite3 *db;
  check(sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, 0), SQLITE_OK);
  return db;
}

static void closed(sqlite3 *db) { check(sqlite3_close(db), SQLITE_OK); }

EXPORT int64_t run(int32_t n) {
  uint32_t state = 42;
  hash = 14695981039346656037u;
  sqlite3 *first = opened();
  query(first, "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'one'), (2, 'two'); SELECT b FROM t WHERE a > 1;");
  closed(first);
  for (int32_t round = 0; round < n; round++) {
    sqlite3 *db = opened();
    query(db,
          "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city INTEGER);"
          "CREATE TABLE purchase (id INTEGER PRIMARY KEY, person INTEGER REFERENCES person, cents INTEGER, what TEXT);"
          "CREATE INDEX purchase_person ON purchase (person);"
          "CREATE INDEX person_name ON person (name);"
          "CREATE VIRTUAL TABLE note USING fts5(body);"
          "BEGIN;");
    fill(db, &state);
    query(db,
          "INSERT INTO note SELECT group_concat(what, ' ') FROM purchase GROUP BY person;"
          "COMMIT;"
          "SELECT city, count(*), sum(cents), avg(cents) FROM person JOIN purchase ON person = person.id"
          " GROUP BY city ORDER BY 3 DESC;"
          "SELECT name, total, rank() OVER (ORDER BY total DESC) FROM"
          " (SELECT name, sum(cents) AS total FROM person JOIN purchase ON person = person.id GROUP BY name) LIMIT 20;"
          "SELECT p.name, q.name FROM person p JOIN person q ON p.city = q.city AND p.id < q.id"
          " WHERE p.name LIKE '%ab%' OR q.name GLOB 'z*' ORDER BY 1, 2;"
          "SELECT upper(substr(name, 1, 3)) || printf('%05d', id), instr(name, 'e') FROM person WHERE name BETWEEN 'f' AND 'k'"
          " ORDER BY name DESC;"
          "UPDATE purchase SET cents = cents * 11 / 10, what = what || '!' WHERE person IN"
          " (SELECT id FROM person WHERE city < 7);"
          "DELETE FROM purchase WHERE id % 7 = 3;"
          "SELECT count(*), total(cents), max(what), min(what) FROM purchase;"
          "SELECT count(DISTINCT what), length(group_concat(what)) FROM purchase;"
          "WITH RECURSIVE step(i, x) AS (VALUES (1, 7) UNION ALL SELECT i + 1, (x * 1103515245 + 12345) % 65536"
          " FROM step WHERE i < 1500) SELECT sum(x), max(x), count(DISTINCT x % 1000) FROM step;"
          "SELECT rowid, body FROM note WHERE note MATCH 'a* OR q*' ORDER BY rank LIMIT 10;"
          "PRAGMA integrity_check;");
    closed(db);
  }
  return (int64_t) hash;
}

// A system that has neither files nor a clock: databases in memory need none.
static int no_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) { return SQLITE_CANTOPEN; }
static int no_deletion(sqlite3_vfs *vfs, const char *name, int directory) { return SQLITE_IOERR_DELETE; }
static int no_access(sqlite3_vfs *vfs, const char *name, int mode, int *out) { return *out = 0, SQLITE_OK; }
static int same_name(sqlite3_vfs *vfs, const char *name, int size, char *out) {
  return sqlite3_snprintf(size, out, "%s", name), SQLITE_OK;
}
static int no_randomness(sqlite3_vfs *vfs, int size, char *out) { return memset(out, 42, (size_t) size), size; }
static int no_sleep(sqlite3_vfs *vfs, int microseconds) { return microseconds; }
static int no_time(sqlite3_vfs *vfs, double *day) { return *day = 2460000.5, SQLITE_OK; }

static sqlite3_vfs none = {.iVersion = 1, .szOsFile = sizeof(sqlite3_file), .mxPathname = 64, .zName = "none",
                           .xOpen = no_file, .xDelete = no_deletion, .xAccess = no_access,
                           .xFullPathname = same_name, .xRandomness = no_randomness, .xSleep = no_sleep,
                           .xCurrentTime = no_time};

int sqlite3_os_init(void) { return sqlite3_vfs_register(&none, 1); }
int sqlite3_os_end(void) { return SQLITE_OK; }
