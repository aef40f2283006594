/** From stack code to register code, function by function. */
@NullMarked
package dev.heddle.wasm.lower;

import org.jspecify.annotations.NullMarked;
