/** Bytes that come and go. */
@NullMarked
package dev.heddle.wasi.stream;

import org.jspecify.annotations.NullMarked;
