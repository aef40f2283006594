/** The modules that are run: where they lie, what they compute, and what must come out. */
@NullMarked
package dev.heddle.benchmarks.guests;

import org.jspecify.annotations.NullMarked;
