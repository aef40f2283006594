/** The functions of WASI. */
@NullMarked
package dev.heddle.wasi.function;

import org.jspecify.annotations.NullMarked;
