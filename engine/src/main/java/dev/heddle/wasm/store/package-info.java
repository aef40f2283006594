/**
 * Generated classes that outlive a JVM: in a cache directory, or in a jar made ahead of time.
 *
 * <p>What they are is the compiler's business; here is how they are kept, found again, and refused.
 */
@NullMarked
package dev.heddle.wasm.store;

import org.jspecify.annotations.NullMarked;
