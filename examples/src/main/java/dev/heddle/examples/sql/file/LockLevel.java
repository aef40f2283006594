package dev.heddle.examples.sql.file;

/**
 * How firmly a connection holds a database file, from not at all to alone.
 *
 * <p>Source: "File Locking And Concurrency In SQLite Version 3", section 3.0.
 */
public enum LockLevel {
  /** No lock: the file may change at any time. */
  NONE,
  /** Reading: any number may, and nobody writes to the file meanwhile. */
  SHARED,
  /** Going to write: one may, while others still read. */
  RESERVED,
  /** Waiting for the last readers to leave: new ones are kept out. */
  PENDING,
  /** Writing: nobody else has any lock. */
  EXCLUSIVE;

  private static final LockLevel[] LEVELS = values();

  /**
   * The level of SQLite's number, {@code SQLITE_LOCK_NONE} 0 to {@code SQLITE_LOCK_EXCLUSIVE} 4.
   *
   * @throws IllegalArgumentException for any other
   */
  public static LockLevel of(int number) {
    if (number < 0 || number >= LEVELS.length) {
      throw new IllegalArgumentException("lock level must be 0 to 4, not " + number);
    }
    return LEVELS[number];
  }

  /** Whether it is this level or a firmer one. */
  public boolean includes(LockLevel level) {
    return compareTo(level) >= 0;
  }
}
