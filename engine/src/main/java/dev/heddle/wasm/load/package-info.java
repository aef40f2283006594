/** Loading: from bytes to the module that users hold. */
@NullMarked
package dev.heddle.wasm.load;

import org.jspecify.annotations.NullMarked;
