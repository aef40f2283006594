/**
 * How functions are made that guests import: the convention of {@code heddle.h} for texts, bytes,
 * handles and errors.
 */
@NullMarked
package dev.heddle.vertx.abi;

import org.jspecify.annotations.NullMarked;
