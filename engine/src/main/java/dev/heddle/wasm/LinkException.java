package dev.heddle.wasm;

/**
 * A module cannot be instantiated with the imports it was given.
 *
 * <p>The message has a line for each import that is missing or does not fit, up to 20, which begins
 * with the wording of the official tests ({@code unknown import}, {@code incompatible import type})
 * or with {@code import of another store}, then names the import, what was expected and what was
 * found, and for missing ones which similar names there are. Lines on well-known modules follow,
 * such as that of WASI. Immutable and thread-safe.
 */
public final class LinkException extends WasmException {

  /** Made when a module is linked. */
  public LinkException(String message) {
    super(message);
  }
}
