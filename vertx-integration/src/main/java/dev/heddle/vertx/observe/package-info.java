/**
 * Guests seen by libraries that need not be there: health checks of {@code vertx-health-check},
 * meters of {@code micrometer-core}.
 */
@NullMarked
package dev.heddle.vertx.observe;

import org.jspecify.annotations.NullMarked;
