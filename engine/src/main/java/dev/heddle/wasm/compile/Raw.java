package dev.heddle.wasm.compile;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.code.RegisterKind;

/** Writes what makes numbers of the 64 bits that frames have, and the other way round. */
final class Raw {

  private Raw() {}

  /** Makes a value of a {@link RegisterKind} of the 64 bits on the operand stack. */
  static void from(CodeWriter out, byte kind) {
    switch (kind) {
      case RegisterKind.I32 -> out.l2i();
      case RegisterKind.F32 -> {
        out.l2i();
        intToFloat(out);
      }
      case RegisterKind.F64 -> longToDouble(out);
      default -> {}
    }
  }

  /** Makes 64 bits of the value of a {@link RegisterKind} on the operand stack. */
  static void to(CodeWriter out, byte kind) {
    switch (kind) {
      case RegisterKind.I32 -> out.i2l();
      case RegisterKind.F32 -> {
        floatToInt(out);
        out.i2l();
      }
      case RegisterKind.F64 -> doubleToLong(out);
      default -> {}
    }
  }

  /** The number whose bits are on the operand stack. */
  static void intToFloat(CodeWriter out) {
    out.invokestatic(Types.FLOAT_CLASS, "intBitsToFloat", "(I)F");
  }

  /** The bits of the number on the operand stack. */
  static void floatToInt(CodeWriter out) {
    out.invokestatic(Types.FLOAT_CLASS, "floatToRawIntBits", "(F)I");
  }

  /** The number whose bits are on the operand stack. */
  static void longToDouble(CodeWriter out) {
    out.invokestatic(Types.DOUBLE_CLASS, "longBitsToDouble", "(J)D");
  }

  /** The bits of the number on the operand stack. */
  static void doubleToLong(CodeWriter out) {
    out.invokestatic(Types.DOUBLE_CLASS, "doubleToRawLongBits", "(D)J");
  }
}
