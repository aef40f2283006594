/**
 * What Heddle costs, beside its peers: {@link dev.heddle.benchmarks.Benchmarks} runs everything on
 * every engine and writes a report, the JMH benchmarks look at one thing each, and {@link
 * dev.heddle.benchmarks.SuspendMany} keeps many calls suspended at once.
 */
@NullMarked
package dev.heddle.benchmarks;

import org.jspecify.annotations.NullMarked;
