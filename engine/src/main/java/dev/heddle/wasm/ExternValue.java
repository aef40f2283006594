package dev.heddle.wasm;

import dev.heddle.wasm.types.ExternType;

/**
 * Something that can be imported and exported: a function, a memory, a table, a global or a tag.
 * What kind it is decides whether it is thread-safe; see there. Source: core specification, section
 * 4.2.13 (external addresses).
 */
public sealed interface ExternValue permits WasmFunction, Memory, Table, Global, Tag {

  /** Its type; that of a memory or a table has the current size as its minimum. */
  ExternType type();
}
