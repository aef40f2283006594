/** What the programs about Vert.x measure with. */
@NullMarked
package dev.heddle.benchmarks.vertx;

import org.jspecify.annotations.NullMarked;
