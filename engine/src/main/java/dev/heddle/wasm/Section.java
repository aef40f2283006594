package dev.heddle.wasm;

/**
 * A section of a module, as it is in the bytes. Immutable and thread-safe. Source: core
 * specification, section 5.5.2 (sections).
 *
 * @param name what the specification calls it, e.g. {@code type}; of a custom section its own name
 * @param isCustom whether it is a custom section
 * @param offset the offset of its content in bytes from the start of the module
 * @param size the size of its content in bytes; that of a custom section includes its name
 */
public record Section(String name, boolean isCustom, int offset, int size) {}
