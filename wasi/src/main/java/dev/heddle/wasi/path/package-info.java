/** How the paths of guests are followed. */
@NullMarked
package dev.heddle.wasi.path;

import org.jspecify.annotations.NullMarked;
