/** From bytes to a module definition: the binary format, strictly. */
@NullMarked
package dev.heddle.wasm.decode;

import org.jspecify.annotations.NullMarked;
