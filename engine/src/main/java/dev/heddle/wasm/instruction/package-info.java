/** What single instructions do, for the interpreter and for compiled functions alike. */
@NullMarked
package dev.heddle.wasm.instruction;

import org.jspecify.annotations.NullMarked;
