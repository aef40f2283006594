/** What a call waits for, and how it comes back. */
@NullMarked
package dev.heddle.async.await;

import org.jspecify.annotations.NullMarked;
