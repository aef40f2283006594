/** The time of guests. */
@NullMarked
package dev.heddle.wasi.time;

import org.jspecify.annotations.NullMarked;
