/** What the functions of WASI have in the memory of guests. */
@NullMarked
package dev.heddle.wasi.abi;

import org.jspecify.annotations.NullMarked;
