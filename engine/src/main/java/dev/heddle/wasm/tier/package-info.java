/** When functions are compiled: what guests ask for, and the thread that does it. */
@NullMarked
package dev.heddle.wasm.tier;

import org.jspecify.annotations.NullMarked;
