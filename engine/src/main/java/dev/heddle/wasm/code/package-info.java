/**
 * Register code: what functions are lowered to, its instructions, and what stands beside it in
 * tables.
 */
@NullMarked
package dev.heddle.wasm.code;

import org.jspecify.annotations.NullMarked;
