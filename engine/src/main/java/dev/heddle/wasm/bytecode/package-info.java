/**
 * Writes class files, no faster than the JVM reads them but with as little of the JDK as can be:
 * what is compiled while a guest warms up is compiled in its way.
 */
@NullMarked
package dev.heddle.wasm.bytecode;

import org.jspecify.annotations.NullMarked;
