/**
 * Heddle and its peers behind one small interface, each used as its own documentation advises.
 *
 * <p>The interface follows the life of a module: bytes become a {@link
 * dev.heddle.benchmarks.engines.Program}, which becomes {@link
 * dev.heddle.benchmarks.engines.Guest}s, whose functions are called.
 */
@NullMarked
package dev.heddle.benchmarks.engines;

import org.jspecify.annotations.NullMarked;
