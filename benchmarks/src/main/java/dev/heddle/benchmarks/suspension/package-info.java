/** The guest of the async bridge's benchmarks, and the host that keeps it waiting. */
@NullMarked
package dev.heddle.benchmarks.suspension;

import org.jspecify.annotations.NullMarked;
