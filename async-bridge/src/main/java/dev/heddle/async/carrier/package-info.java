/** What the threads of calls run on: the JDK's carrier threads, an executor's, or the caller's. */
@NullMarked
package dev.heddle.async.carrier;

import org.jspecify.annotations.NullMarked;
