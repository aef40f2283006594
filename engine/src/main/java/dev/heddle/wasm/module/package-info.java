/** The decoded module as immutable data. */
@NullMarked
package dev.heddle.wasm.module;

import org.jspecify.annotations.NullMarked;
