/** What lives in a store: instances, functions, memories, tables, globals; and linking. */
@NullMarked
package dev.heddle.wasm.runtime;

import org.jspecify.annotations.NullMarked;
