package dev.heddle.wasm.types;

/**
 * The type of what a field of a structure or an element of an array keeps. Immutable and
 * thread-safe. Source: core specification, section 2.3.8 (storage types).
 */
public sealed interface StorageType permits ValueType, PackedType {}
