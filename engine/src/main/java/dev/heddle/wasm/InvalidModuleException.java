package dev.heddle.wasm;

/**
 * The module is well-formed but breaks a validation rule, so that running it would have no meaning.
 *
 * <p>The message begins with the wording of the official tests and says where the problem is and
 * with which values. Immutable and thread-safe. Source: core specification, chapter 3 (validation).
 */
public final class InvalidModuleException extends WasmException {

  private final long offset;

  /**
   * Made by the validator.
   *
   * @param problem what is wrong, beginning with the specification's wording
   * @param place where, in words, e.g. {@code function 7 "main"}
   * @param offset the offset in bytes from the start of the module
   */
  public InvalidModuleException(String problem, String place, long offset) {
    super(problem + " (" + place + ", offset 0x" + Long.toHexString(offset) + ")");
    this.offset = offset;
  }

  /** The offset of the problem in bytes from the start of the module. */
  public long offset() {
    return offset;
  }
}
