/** Makes instances: on top of all else, it tells them what they are executed and compiled by. */
@NullMarked
package dev.heddle.wasm.link;

import org.jspecify.annotations.NullMarked;
