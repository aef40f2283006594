package dev.heddle.wasm;

/**
 * The module uses a feature of WebAssembly that this engine does not have.
 *
 * <p>The message names the feature, the instruction or construct that needs it, and its offset.
 * Immutable and thread-safe.
 */
public final class UnsupportedFeatureException extends WasmException {

  private final String feature;

  /**
   * Made by the decoder and the validator.
   *
   * @param feature the proposal's usual name, e.g. {@code stack-switching}
   * @param construct what needs it, e.g. {@code opcode 0xfd}
   * @param offset the offset in bytes from the start of the module
   */
  public UnsupportedFeatureException(String feature, String construct, long offset) {
    super(
        "unsupported feature "
            + feature
            + ": "
            + construct
            + " at offset 0x"
            + Long.toHexString(offset));
    this.feature = feature;
  }

  /** The usual name of the feature, e.g. {@code stack-switching}. */
  public String feature() {
    return feature;
  }
}
