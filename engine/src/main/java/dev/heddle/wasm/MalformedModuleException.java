package dev.heddle.wasm;

/**
 * The bytes are not a WebAssembly module: they break the grammar of the binary format.
 *
 * <p>The message begins with the wording of the official tests and names the section and the
 * offset. Immutable and thread-safe. Source: core specification, chapter 5 (binary format).
 */
public final class MalformedModuleException extends WasmException {

  private final long offset;

  /**
   * Made by the decoder.
   *
   * @param problem what is wrong, beginning with the specification's wording
   * @param section where, in words, e.g. {@code type section}
   * @param offset the offset in bytes from the start of the module
   */
  public MalformedModuleException(String problem, String section, long offset) {
    super(problem + " (" + section + ", offset 0x" + Long.toHexString(offset) + ")");
    this.offset = offset;
  }

  /** The offset of the problem in bytes from the start of the module. */
  public long offset() {
    return offset;
  }
}
