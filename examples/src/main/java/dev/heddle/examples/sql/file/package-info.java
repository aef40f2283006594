/**
 * The files SQLite works on, as Vert.x sees them: everything returns at once, and nothing blocks.
 *
 * <p>{@link dev.heddle.examples.sql.file.SqliteFiles} is what the database needs of a disk; {@link
 * dev.heddle.examples.sql.file.VertxFiles} is the real one. Tests put in disks that fail.
 */
@NullMarked
package dev.heddle.examples.sql.file;

import org.jspecify.annotations.NullMarked;
