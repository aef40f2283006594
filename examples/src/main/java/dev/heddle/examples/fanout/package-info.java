/**
 * A service in C that asks three others for each request, in blocking style, on one event loop.
 *
 * <p>{@link dev.heddle.examples.fanout.OfferService} is the verticle, {@code offer.c} its guest;
 * {@link dev.heddle.examples.fanout.FanOut} runs it beside the same in Java, under load.
 */
@NullMarked
package dev.heddle.examples.fanout;

import org.jspecify.annotations.NullMarked;
