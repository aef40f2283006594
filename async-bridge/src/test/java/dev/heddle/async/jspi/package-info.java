/**
 * The cases by which JavaScript engines test promise integration, told anew for the bridge: a class
 * for each origin, a test for each case, named after it. {@code docs/jspi.md} says which cases have
 * no meaning here, and why.
 */
@NullMarked
package dev.heddle.async.jspi;

import org.jspecify.annotations.NullMarked;
