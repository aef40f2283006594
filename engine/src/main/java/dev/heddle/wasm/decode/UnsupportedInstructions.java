package dev.heddle.wasm.decode;

import dev.heddle.wasm.UnsupportedFeatureException;
import dev.heddle.wasm.module.Opcode;

/**
 * Tells instructions of features that this engine does not have from bytes that are no instruction
 * at all.
 */
public final class UnsupportedInstructions {

  private UnsupportedInstructions() {}

  /**
   * The exception for an opcode that is not known.
   *
   * @param reader just after the opcode
   * @param opcode the opcode, as {@link Opcode} has it
   * @param offset where the instruction begins
   */
  public static RuntimeException exception(ByteReader reader, int opcode, int offset) {
    String feature = feature(opcode);
    if (feature.isEmpty()) {
      return reader.malformed("illegal opcode " + text(opcode));
    }
    return new UnsupportedFeatureException(feature, "opcode " + text(opcode), offset);
  }

  private static String feature(int code) {
    return switch (code) {
      case 0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6 -> "stack-switching";
      default -> "";
    };
  }

  /** The bytes as the tests write them, e.g. {@code ff} or {@code fd 0c}. */
  private static String text(int code) {
    if (code <= 0xff) {
      return String.format("%02x", code);
    }
    return String.format("%02x %02x", code >>> 12, code & Opcode.LAST_AFTER_PREFIX);
  }
}
