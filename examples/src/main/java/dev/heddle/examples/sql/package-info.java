/**
 * SQLite as a WebAssembly guest whose every file operation is asynchronous.
 *
 * <p>{@link dev.heddle.examples.sql.SqliteDatabase} runs SQLite's unmodified C code, compiled to
 * WebAssembly. The code believes that it reads and writes files the blocking way; in truth each of
 * its 15 imports is served by Vert.x, and the query is parked until the disk has answered. No event
 * loop ever waits for a query, however slow the disk, however long the query computes.
 *
 * <p>From top to bottom: {@code SqliteDatabase} queues queries; {@code Connection} owns one guest
 * instance and runs one query at a time on it; {@code SqliteGuest} calls the guest's exports and
 * {@code FileImports} serves its imports from {@link dev.heddle.examples.sql.file.SqliteFiles}.
 */
@NullMarked
package dev.heddle.examples.sql;

import org.jspecify.annotations.NullMarked;
