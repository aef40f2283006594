package dev.heddle.wasm.compile;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.heddle.wasm.code.RegisterKind;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Writes what makes numbers of the 64 bits that frames have, and the other way round. */
final class Raw {

  private static final ClassDesc FLOAT = Types.desc(Float.class);
  private static final ClassDesc DOUBLE = Types.desc(Double.class);

  private Raw() {}

  /** Makes a value of a {@link RegisterKind} of the 64 bits on the operand stack. */
  static void from(CodeBuilder out, byte kind) {
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
  static void to(CodeBuilder out, byte kind) {
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
  static void intToFloat(CodeBuilder out) {
    out.invokestatic(FLOAT, "intBitsToFloat", MethodTypeDesc.of(CD_float, CD_int));
  }

  /** The bits of the number on the operand stack. */
  static void floatToInt(CodeBuilder out) {
    out.invokestatic(FLOAT, "floatToRawIntBits", MethodTypeDesc.of(CD_int, CD_float));
  }

  /** The number whose bits are on the operand stack. */
  static void longToDouble(CodeBuilder out) {
    out.invokestatic(DOUBLE, "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
  }

  /** The bits of the number on the operand stack. */
  static void doubleToLong(CodeBuilder out) {
    out.invokestatic(DOUBLE, "doubleToRawLongBits", MethodTypeDesc.of(CD_long, CD_double));
  }
}
