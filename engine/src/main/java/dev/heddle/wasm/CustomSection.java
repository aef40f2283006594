package dev.heddle.wasm;

/**
 * A custom section of a module, which the engine passes over. Immutable and thread-safe. Source:
 * core specification, section 5.5.3 (custom section).
 *
 * @param name its name
 * @param offset the offset of its content in bytes from the start of the module
 * @param size the size of its content in bytes
 */
public record CustomSection(String name, int offset, int size) {}
