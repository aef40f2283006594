/**
 * The second tier: turns register code into JVM bytecode.
 *
 * <p>A function becomes a class of its own, whose methods bear the guest's name. {@link
 * dev.heddle.wasm.compile.Compiler} is the way in.
 */
@NullMarked
package dev.heddle.wasm.compile;

import org.jspecify.annotations.NullMarked;
