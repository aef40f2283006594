/** Files of the host. */
@NullMarked
package dev.heddle.wasi.host;

import org.jspecify.annotations.NullMarked;
