/** Events for JDK Flight Recorder; nothing is recorded, and nothing paid, while it is off. */
@NullMarked
package dev.heddle.async.trace;

import org.jspecify.annotations.NullMarked;
