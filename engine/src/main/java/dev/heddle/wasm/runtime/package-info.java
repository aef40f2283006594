/**
 * What lives in a store: instances, functions, memories, tables, globals; and the state of a call.
 */
@NullMarked
package dev.heddle.wasm.runtime;

import org.jspecify.annotations.NullMarked;
