/**
 * What Heddle costs, beside its peers: the JMH benchmarks, and two programs that tell more in one
 * run than a benchmark can, {@link dev.heddle.benchmarks.Compare} and {@link
 * dev.heddle.benchmarks.SuspendMany}.
 */
@NullMarked
package dev.heddle.benchmarks;

import org.jspecify.annotations.NullMarked;
