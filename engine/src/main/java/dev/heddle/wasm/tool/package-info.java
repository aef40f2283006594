/** Programs for the command line. */
@NullMarked
package dev.heddle.wasm.tool;

import org.jspecify.annotations.NullMarked;
