package dev.heddle.wasm.module;

/**
 * An entry of the export section.
 *
 * @param name the name
 * @param kind the index space
 * @param index the index in it
 * @param offset where the entry is, in bytes from the start of the module
 */
public record Export(String name, Kind kind, int index, int offset) {

  /** The index spaces of what can be exported. */
  public enum Kind {
    FUNCTION,
    TABLE,
    MEMORY,
    GLOBAL,
    TAG
  }
}
