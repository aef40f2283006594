/** The program: its command line, and what it starts and stops. */
@NullMarked
package dev.heddle.examples.sql.server;

import org.jspecify.annotations.NullMarked;
