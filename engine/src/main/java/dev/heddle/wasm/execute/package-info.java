/** The interpreter of register code. */
@NullMarked
package dev.heddle.wasm.execute;

import org.jspecify.annotations.NullMarked;
