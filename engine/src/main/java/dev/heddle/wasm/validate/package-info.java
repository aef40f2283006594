/** The validation rules of the specification, applied to a decoded module. */
@NullMarked
package dev.heddle.wasm.validate;

import org.jspecify.annotations.NullMarked;
