package dev.heddle.wasm;

/**
 * An addition to WebAssembly 1.0, under the name by which its proposal is known. {@link
 * WasmModule#features} tells which of them a module uses.
 *
 * <p>The order is that of the versions they came with: 2.0, 3.0, and those that are not part of a
 * version. Source: core specification, appendix A.8 (change history), and the list of finished
 * proposals.
 */
public enum Feature {
  /** Sign extension of parts of integers (2.0). */
  SIGN_EXTENSION("sign-extension-ops"),
  /** Conversions of floating-point numbers that saturate where others trap (2.0). */
  SATURATING_CONVERSIONS("nontrapping-float-to-int-conversions"),
  /** Functions and blocks of several results, and blocks with parameters (2.0). */
  MULTI_VALUE("multi-value"),
  /** Copying and filling memories and tables, passive segments (2.0). */
  BULK_MEMORY("bulk-memory-operations"),
  /** References to functions and host objects as values, several tables (2.0). */
  REFERENCE_TYPES("reference-types"),
  /** 128-bit vectors (2.0). */
  SIMD("simd"),
  /** Arithmetic in constant expressions (3.0). */
  EXTENDED_CONST("extended-const"),
  /** Calls that replace the function that makes them (3.0). */
  TAIL_CALLS("tail-call"),
  /** References to functions of known types, and references that are not null (3.0). */
  FUNCTION_REFERENCES("function-references"),
  /** Structures, arrays and 31-bit integers that are collected, and types with supertypes (3.0). */
  GC("gc"),
  /** Several memories (3.0). */
  MULTI_MEMORY("multi-memory"),
  /** Memories and tables with 64-bit addresses (3.0). */
  MEMORY64("memory64"),
  /** Vector instructions with some freedom in their results (3.0). */
  RELAXED_SIMD("relaxed-simd"),
  /** Exceptions (3.0). */
  EXCEPTIONS("exception-handling"),
  /** Exceptions by the instructions that toolchains emitted before they were standardised. */
  LEGACY_EXCEPTIONS("legacy-exceptions"),
  /** Shared memories and atomic instructions. */
  THREADS("threads"),
  /** Memories with pages of one byte. */
  CUSTOM_PAGE_SIZES("custom-page-sizes"),
  /** 128-bit integer arithmetic. */
  WIDE_ARITHMETIC("wide-arithmetic");

  private final String proposal;

  Feature(String proposal) {
    this.proposal = proposal;
  }

  /** The name by which the proposal is known, e.g. {@code tail-call}. */
  public String proposal() {
    return proposal;
  }
}
