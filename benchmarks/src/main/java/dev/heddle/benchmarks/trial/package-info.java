/**
 * Trials: one contender does one thing in a process of its own, and reports it in lines of text.
 *
 * <p>A {@link dev.heddle.benchmarks.trial.Request} is what to do, a {@link
 * dev.heddle.benchmarks.trial.Contender} knows how to start the process, a {@link
 * dev.heddle.benchmarks.trial.Reading} is what came out. The program in the process is {@link
 * dev.heddle.benchmarks.trial.Trial} where the engine is one for the JVM; {@code trial.py} and
 * {@code trial.mjs}, among the resources, are the same for Wasmtime and for V8.
 */
@NullMarked
package dev.heddle.benchmarks.trial;

import org.jspecify.annotations.NullMarked;
