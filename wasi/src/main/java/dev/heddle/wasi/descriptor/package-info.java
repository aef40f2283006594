/** What guests have open. */
@NullMarked
package dev.heddle.wasi.descriptor;

import org.jspecify.annotations.NullMarked;
