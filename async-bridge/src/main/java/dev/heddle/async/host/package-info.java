/** Host functions as the engine calls them, and values between Java and the guest's types. */
@NullMarked
package dev.heddle.async.host;

import org.jspecify.annotations.NullMarked;
