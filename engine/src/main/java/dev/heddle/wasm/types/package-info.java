/**
 * The types of WebAssembly as immutable data: value types, function types, and the types of what
 * modules import and export.
 *
 * <p>Everything here is a record or an enum, thread-safe, and prints itself in the notation of the
 * text format, so that an error message can show a type as its author wrote it.
 */
@NullMarked
package dev.heddle.wasm.types;

import org.jspecify.annotations.NullMarked;
