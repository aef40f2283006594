/** The state of instances, kept for others to start from. */
@NullMarked
package dev.heddle.wasm.snapshot;

import org.jspecify.annotations.NullMarked;
