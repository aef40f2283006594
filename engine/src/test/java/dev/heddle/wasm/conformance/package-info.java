/**
 * Runs recorded test scripts against the engine: the official WebAssembly test suite, and generated
 * modules whose results were recorded from other engines.
 *
 * <p>{@link dev.heddle.wasm.conformance.ScriptReader} turns a file into a {@link
 * dev.heddle.wasm.conformance.Script}, {@link dev.heddle.wasm.conformance.ScriptRunner} gives every
 * command of it an {@link dev.heddle.wasm.conformance.Outcome}, and {@link
 * dev.heddle.wasm.conformance.ConformanceReport} shows what came out.
 */
@NullMarked
package dev.heddle.wasm.conformance;

import org.jspecify.annotations.NullMarked;
