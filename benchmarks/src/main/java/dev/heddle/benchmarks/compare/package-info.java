/** Trials of one engine in a JVM of its own, and the table that is made of them. */
@NullMarked
package dev.heddle.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
