package dev.heddle.wasm.types;

/** What a reference refers to. Source: core specification, section 2.3.3 (heap types). */
public sealed interface HeapType permits AbstractHeapType {}
