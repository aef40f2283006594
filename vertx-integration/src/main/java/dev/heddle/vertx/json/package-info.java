/** Options from JSON: what is not understood is said, with its place and what was found. */
@NullMarked
package dev.heddle.vertx.json;

import org.jspecify.annotations.NullMarked;
