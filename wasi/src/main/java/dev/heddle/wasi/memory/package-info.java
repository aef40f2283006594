/** Files in memory. */
@NullMarked
package dev.heddle.wasi.memory;

import org.jspecify.annotations.NullMarked;
