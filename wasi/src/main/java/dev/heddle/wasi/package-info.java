/**
 * WASI preview 1 for guests of the async bridge: {@link dev.heddle.wasi.Wasi} says what a guest is
 * given, which is nothing unless it is said.
 */
@NullMarked
package dev.heddle.wasi;

import org.jspecify.annotations.NullMarked;
