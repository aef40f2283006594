/** What knows of the Java stack as such; for the engine and the bridge. */
@NullMarked
package dev.heddle.wasm.stack;

import org.jspecify.annotations.NullMarked;
