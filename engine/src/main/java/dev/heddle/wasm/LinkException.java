package dev.heddle.wasm;

/**
 * A module cannot be instantiated with the imports it was given.
 *
 * <p>The message begins with the wording of the official tests ({@code unknown import}, {@code
 * incompatible import type}), then names the import, what was expected and what was found.
 * Immutable and thread-safe.
 */
public final class LinkException extends WasmException {

  /** Made when a module is linked. */
  public LinkException(String message) {
    super(message);
  }
}
