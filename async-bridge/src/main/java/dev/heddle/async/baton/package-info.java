/** Who may run guest code of a store: one call at a time, in the order of asking. */
@NullMarked
package dev.heddle.async.baton;

import org.jspecify.annotations.NullMarked;
