/** Guests of WASI on several engines, and many on one event loop. */
@NullMarked
package dev.heddle.benchmarks.wasi;

import org.jspecify.annotations.NullMarked;
