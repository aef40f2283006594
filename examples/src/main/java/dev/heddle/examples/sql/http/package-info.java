/**
 * SQL over HTTP: one database behind an event loop that never waits for it.
 *
 * <p>{@link dev.heddle.examples.sql.http.SqlHttpServer} is the verticle. A request becomes a {@link
 * dev.heddle.examples.sql.http.SqlRequest}, the query runs as a call of its own, and {@link
 * dev.heddle.examples.sql.http.JsonRows} writes its rows at the speed at which the client reads
 * them: a client that pauses parks the query, and with it the C code of SQLite in the middle of
 * {@code sqlite3_step}. The protocol is described in {@code docs/sql-server.md}.
 */
@NullMarked
package dev.heddle.examples.sql.http;

import org.jspecify.annotations.NullMarked;
