/**
 * Java values in the guest's words: as flat numbers in parameters and results, and as bytes in its
 * memory. Source: the Component Model's canonical ABI.
 */
@NullMarked
package dev.heddle.bind.layout;

import org.jspecify.annotations.NullMarked;
