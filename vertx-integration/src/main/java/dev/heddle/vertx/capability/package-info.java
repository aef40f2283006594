/**
 * Capabilities of Vert.x for guests: files, timers, an HTTP client, the event bus, shared data, a
 * configuration and the log, each to be granted explicitly by {@link
 * dev.heddle.vertx.capability.Capabilities}.
 *
 * <p>What guests import is declared in {@code heddle.h}; the guide describes it. The classes are
 * written against what this module, the bridge and Vert.x export, as imports of one's own would be.
 */
@NullMarked
package dev.heddle.vertx.capability;

import org.jspecify.annotations.NullMarked;
