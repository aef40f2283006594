package dev.heddle.wasm.store;

/**
 * Where compiled code of one module may come from, other than its compiler: it is attached to the
 * module. Thread-safe.
 */
public sealed interface CodeSource permits CacheSource, JarSource {

  /** What there is of functions with or without their metering; opened by who uses it. */
  StoredCode stored(boolean metered);
}
