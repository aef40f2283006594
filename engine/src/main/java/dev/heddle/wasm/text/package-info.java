/**
 * Modules in the text format, for people, and for tools that read it. Source: core specification,
 * chapter 6 (text format).
 */
@NullMarked
package dev.heddle.wasm.text;

import org.jspecify.annotations.NullMarked;
