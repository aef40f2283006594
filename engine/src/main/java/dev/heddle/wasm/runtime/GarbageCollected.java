package dev.heddle.wasm.runtime;

import org.jspecify.annotations.Nullable;

/** What guests make and the JVM collects, as a {@link Census} sees it. */
interface GarbageCollected {

  /** How much of the Java heap it takes, about, in bytes. */
  long bytes();

  /** What it refers to. */
  @Nullable Object[] references();
}
