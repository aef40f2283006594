/**
 * The demonstration run of the SQL server: loads a small shop, asks it thousands of questions the
 * answers of which are known, and measures what the event loops noticed of it.
 */
@NullMarked
package dev.heddle.examples.sql.demo;

import org.jspecify.annotations.NullMarked;
