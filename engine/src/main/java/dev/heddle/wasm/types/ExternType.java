package dev.heddle.wasm.types;

/**
 * The type of something that can be imported and exported. Immutable and thread-safe. Source: core
 * specification, section 2.3.17 (external types).
 */
public sealed interface ExternType
    permits FunctionType, TableType, MemoryType, GlobalType, TagType {

  /**
   * The word the specification has for it: {@code func}, {@code table}, {@code memory}, {@code
   * global}, {@code tag}.
   */
  String kind();
}
