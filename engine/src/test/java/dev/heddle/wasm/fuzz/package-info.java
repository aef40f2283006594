/**
 * Differential fuzzing of the interpreter: generated modules are run by the engine and by an
 * evaluator that follows the specification step by step, and a difference is reduced to a small
 * module. See CONTRIBUTING.md for how to run it for longer.
 */
@NullMarked
package dev.heddle.wasm.fuzz;

import org.jspecify.annotations.NullMarked;
