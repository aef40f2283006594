/** The guest's own stack in linear memory, which interleaved calls would overwrite. */
@NullMarked
package dev.heddle.async.stack;

import org.jspecify.annotations.NullMarked;
