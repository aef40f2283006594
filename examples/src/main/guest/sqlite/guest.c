/*
** The SQLite amalgamation, and three functions that make it cheaper and safer to drive from
** outside: a row in one call instead of three calls a column, and a statement that ends on
** request.
**
** The amalgamation is included, not linked, because the interrupt flag lies in its private
** struct.
*/
#include "sqlite3.c"

/*
** A result row as the host reads it from memory: 8 + 16 * count bytes, little-endian, aligned to
** 8. The addresses of text and blobs hold until the statement is next stepped, reset or
** finalized.
*/
typedef struct GuestCell {
  int32_t type;   /* SQLITE_INTEGER 1, _FLOAT 2, _TEXT 3, _BLOB 4 or _NULL 5 */
  int32_t length; /* bytes of TEXT (UTF-8) or BLOB, else 0 */
  union {
    int64_t integer;
    double real;
    uint64_t address; /* of TEXT or BLOB; 0 for a BLOB of no bytes */
  } value;            /* 0 for NULL */
} GuestCell;

typedef struct GuestRow {
  int32_t count; /* columns of the row, even if the capacity was smaller */
  int32_t reserved;
  GuestCell cells[];
} GuestRow;

_Static_assert(sizeof(GuestCell) == 16, "hosts rely on the layout");
_Static_assert(offsetof(GuestCell, value) == 8, "hosts rely on the layout");
_Static_assert(sizeof(GuestRow) == 8, "hosts rely on the layout");

/*
** Writes the current row of the statement, as many as `capacity` cells of it, and returns
** SQLITE_ROW; SQLITE_NOMEM if a value could not be had, and a row of 0 columns if the statement
** is on no row.
*/
int heddle_row(sqlite3_stmt *statement, GuestRow *row, int capacity) {
  row->count = sqlite3_data_count(statement);
  row->reserved = 0;
  int count = row->count < capacity ? row->count : capacity;
  for (int column = 0; column < count; column++) {
    GuestCell *cell = &row->cells[column];
    cell->type = sqlite3_column_type(statement, column);
    cell->length = 0;
    cell->value.integer = 0;
    switch (cell->type) {
      case SQLITE_INTEGER:
        cell->value.integer = sqlite3_column_int64(statement, column);
        break;
      case SQLITE_FLOAT:
        cell->value.real = sqlite3_column_double(statement, column);
        break;
      case SQLITE_TEXT: {
        /* The text is asked for before its length, as it may have to be converted from UTF-16. */
        const void *text = sqlite3_column_text(statement, column);
        if (!text) return SQLITE_NOMEM;
        cell->value.address = (uintptr_t)text;
        cell->length = sqlite3_column_bytes(statement, column);
        break;
      }
      case SQLITE_BLOB: {
        /* A zeroblob is expanded here, which may fail; SQLite gives null for an empty one too. */
        const void *blob = sqlite3_column_blob(statement, column);
        int length = sqlite3_column_bytes(statement, column);
        if (!blob && sqlite3_errcode(sqlite3_db_handle(statement)) == SQLITE_NOMEM) {
          return SQLITE_NOMEM;
        }
        cell->value.address = (uintptr_t)blob;
        cell->length = blob ? length : 0;
        break;
      }
      default:
        break;
    }
  }
  return SQLITE_ROW;
}

/* sqlite3_step and, if it gave a row, heddle_row; else returns the code of sqlite3_step. */
int heddle_step(sqlite3_stmt *statement, GuestRow *row, int capacity) {
  int result = sqlite3_step(statement);
  return result == SQLITE_ROW ? heddle_row(statement, row, capacity) : result;
}

/*
** The address of the connection's interrupt flag. A host that stores the i32 1 there does what
** sqlite3_interrupt does, without entering the instance: the running statement, even one that is
** suspended or in a long loop, soon ends with SQLITE_INTERRUPT and undoes its work. SQLite clears
** the flag when the next statement starts while none is running, so a store that comes too late
** harms no one.
*/
volatile int *heddle_interrupt_flag(sqlite3 *db) { return &db->u1.isInterrupted; }
