/** The decoded module as immutable data, and the module that users hold. */
@NullMarked
package dev.heddle.wasm.module;

import org.jspecify.annotations.NullMarked;
