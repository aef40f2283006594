/** Calls on their virtual threads, from the order to start to the delivery of the result. */
@NullMarked
package dev.heddle.async.call;

import org.jspecify.annotations.NullMarked;
