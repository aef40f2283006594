/**
 * A guest's call as Vert.x sees it: the context it runs in, and what others see of it.
 *
 * <p>{@link dev.heddle.vertx.call.Observer} belongs to a guest, {@link
 * dev.heddle.vertx.call.ObservedCall} to one of its calls, which {@link
 * dev.heddle.vertx.call.CallContext} finds on the call's thread.
 */
@NullMarked
package dev.heddle.vertx.call;

import org.jspecify.annotations.NullMarked;
