/** What all trials gave, and the page of Markdown with charts that is made of it. */
@NullMarked
package dev.heddle.benchmarks.report;

import org.jspecify.annotations.NullMarked;
