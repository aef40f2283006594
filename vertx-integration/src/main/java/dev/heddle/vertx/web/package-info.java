/** Guests as handlers of routes of Vert.x Web. */
@NullMarked
package dev.heddle.vertx.web;

import org.jspecify.annotations.NullMarked;
