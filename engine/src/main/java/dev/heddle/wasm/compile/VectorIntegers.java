package dev.heddle.wasm.compile;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.TypeKind;
import dev.heddle.wasm.instruction.Swar;
import dev.heddle.wasm.module.VectorInstruction;
import java.util.Map;
import java.util.Objects;

/** Writes instructions on lanes of integers. Not thread-safe. */
final class VectorIntegers {

  /** The methods of {@link Swar} that need to know how wide lanes are. */
  static final Map<String, String> BY_WIDTH =
      Map.ofEntries(
          Map.entry("ADD", "add"),
          Map.entry("ADD_SAT_S", "addSaturatingSigned"),
          Map.entry("ADD_SAT_U", "addSaturatingUnsigned"),
          Map.entry("SUB", "subtract"),
          Map.entry("SUB_SAT_S", "subtractSaturatingSigned"),
          Map.entry("SUB_SAT_U", "subtractSaturatingUnsigned"),
          Map.entry("MIN_S", "minSigned"),
          Map.entry("MIN_U", "minUnsigned"),
          Map.entry("MAX_S", "maxSigned"),
          Map.entry("MAX_U", "maxUnsigned"),
          Map.entry("AVGR_U", "average"),
          Map.entry("EQ", "equal"),
          Map.entry("NE", "notEqual"),
          Map.entry("LT_S", "lessSigned"),
          Map.entry("LT_U", "lessUnsigned"),
          Map.entry("ABS", "absolute"),
          Map.entry("NEG", "negate"),
          Map.entry("SHL", "shiftLeft"),
          Map.entry("SHR_S", "shiftRightSigned"),
          Map.entry("SHR_U", "shiftRightUnsigned"));

  /** The methods of {@link Swar} for one width of lanes, of halves or of what is in them. */
  private static final Map<String, String> BY_NAME =
      Map.ofEntries(
          Map.entry("I8X16_NARROW_I16X8_S", "narrowSigned16"),
          Map.entry("I8X16_NARROW_I16X8_U", "narrowUnsigned16"),
          Map.entry("I16X8_NARROW_I32X4_S", "narrowSigned32"),
          Map.entry("I16X8_NARROW_I32X4_U", "narrowUnsigned32"),
          Map.entry("I16X8_MUL", "multiply16"),
          Map.entry("I16X8_Q15MULR_SAT_S", "multiplyQ15"),
          Map.entry("I16X8_DOT_I8X16_I7X16_S", "dot8"),
          Map.entry("I32X4_DOT_I16X8_S", "dot16"),
          Map.entry("I8X16_POPCNT", "countOnes"),
          Map.entry("I16X8_EXTADD_PAIRWISE_I8X16_S", "addPairsSigned8"),
          Map.entry("I16X8_EXTADD_PAIRWISE_I8X16_U", "addPairsUnsigned8"),
          Map.entry("I32X4_EXTADD_PAIRWISE_I16X8_S", "addPairsSigned16"),
          Map.entry("I32X4_EXTADD_PAIRWISE_I16X8_U", "addPairsUnsigned16"));

  private final VectorForms forms;
  private final int[] code;
  private final CodeWriter out;

  VectorIntegers(VectorForms forms, Flow flow, CodeWriter out) {
    this.forms = forms;
    this.code = flow.code;
    this.out = out;
  }

  /** Writes an instruction on lanes of {@code i32} if it is done best with them. */
  boolean intLanes(int pc, VectorInstruction.Form form, String operation) {
    int result = code[pc + 1];
    int first = code[pc + 2];
    switch (operation) {
      case "TRUNC_SAT_F32X4_S" ->
          forms.defineLanes(
              result, forms.convert(forms.floats(first), TypeKind.INT, out::f2i), null);
      case "TRUNC_SAT_F32X4_U" ->
          forms.defineLanes(
              result,
              forms.convert(
                  forms.floats(first),
                  TypeKind.INT,
                  () -> call(Types.SUPPORT, "i32TruncSatU", "(F)I")),
              null);
      case "TRUNC_SAT_F64X2_S_ZERO", "TRUNC_SAT_F64X2_U_ZERO" -> {
        forms.halves(first);
        forms.defineInts(
            result,
            lane -> {
              if (lane > 1) {
                out.iconst_0();
                return;
              }
              forms.half(first, lane);
              call(Types.DOUBLE_CLASS, "longBitsToDouble", "(J)D");
              if (operation.endsWith("S_ZERO")) {
                out.d2i();
              } else {
                call(Types.SUPPORT, "i32TruncSatU", "(D)I");
              }
            });
      }
      default -> {
        if (form == VectorInstruction.Form.UNARY) {
          if (!operation.equals("ABS") && !operation.equals("NEG")) {
            return false;
          }
          VectorForms.Lane[] lanes = forms.ints(first);
          forms.defineInts(
              result,
              lane -> {
                forms.load(lanes[lane]);
                if (operation.equals("NEG")) {
                  out.ineg();
                } else {
                  call(Types.MATH, "abs", "(I)I");
                }
              });
          return true;
        }
        if (form != VectorInstruction.Form.BINARY
            || operation.startsWith("DOT")
            || operation.startsWith("EXT")) {
          return false;
        }
        VectorForms.Lane[] x = forms.ints(first);
        VectorForms.Lane[] y = forms.ints(code[pc + 3]);
        boolean swapped = operation.startsWith("GT") || operation.startsWith("LE");
        forms.defineInts(
            result,
            lane -> {
              forms.load(swapped ? y[lane] : x[lane]);
              forms.load(swapped ? x[lane] : y[lane]);
              intOperation(pc, operation);
            });
      }
    }
    return true;
  }

  private void intOperation(int pc, String operation) {
    switch (operation) {
      case "ADD" -> out.iadd();
      case "SUB" -> out.isub();
      case "MUL" -> out.imul();
      case "MIN_S" -> call(Types.MATH, "min", "(II)I");
      case "MAX_S" -> call(Types.MATH, "max", "(II)I");
      case "MIN_U" -> call(Types.VECTOR_CODE, "minUnsigned", "(II)I");
      case "MAX_U" -> call(Types.VECTOR_CODE, "maxUnsigned", "(II)I");
      case "NE" -> call(Types.VECTOR_CODE, "notEqual", "(II)I");
      case "LT_S", "GT_S" -> call(Types.VECTOR_CODE, "lessSigned", "(II)I");
      case "LT_U", "GT_U" -> call(Types.VECTOR_CODE, "lessUnsigned", "(II)I");
      case "EQ" -> {
        call(Types.VECTOR_CODE, "notEqual", "(II)I");
        out.iconst_m1().ixor();
      }
      case "GE_S", "LE_S" -> {
        call(Types.VECTOR_CODE, "lessSigned", "(II)I");
        out.iconst_m1().ixor();
      }
      case "GE_U", "LE_U" -> {
        call(Types.VECTOR_CODE, "lessUnsigned", "(II)I");
        out.iconst_m1().ixor();
      }
      default -> throw VectorWriter.unknown(code[pc]);
    }
  }

  void integers(int pc, VectorInstruction.Form form, String shape, String operation) {
    int result = code[pc + 1];
    int first = code[pc + 2];
    forms.halves(first);
    if (form != VectorInstruction.Form.UNARY) {
      forms.halves(code[pc + 3]);
    }
    if (form == VectorInstruction.Form.TERNARY) {
      forms.halves(code[pc + 4]);
      for (int which = 0; which < 2; which++) {
        forms.half(first, which);
        forms.half(code[pc + 3], which);
        forms.half(code[pc + 4], which);
        call(Types.VECTOR_CODE, "dotAdd", "(JJJ)J");
      }
    } else if (operation.startsWith("EXTEND_") || operation.startsWith("EXTMUL_")) {
      extended(pc, form, operation);
    } else if (operation.equals("SWIZZLE")) {
      for (int which = 0; which < 2; which++) {
        forms.half(code[pc + 3], which);
        forms.half(first, 0);
        forms.half(first, 1);
        call(Types.SWAR, "swizzle", "(JJJ)J");
      }
    } else if (operation.startsWith("NARROW_")) {
      for (int operand = 2; operand < 4; operand++) {
        forms.half(code[pc + operand], 0);
        forms.half(code[pc + operand], 1);
        String method = Objects.requireNonNull(BY_NAME.get(shape + "_" + operation));
        call(Types.SWAR, method, "(JJ)J");
      }
    } else {
      for (int which = 0; which < 2; which++) {
        ofHalf(pc, form, shape, operation, which);
      }
    }
    forms.defineHalves(result);
  }

  private void ofHalf(
      int pc, VectorInstruction.Form form, String shape, String operation, int which) {
    boolean unary = form == VectorInstruction.Form.UNARY;
    boolean isOrder = operation.startsWith("G") || operation.startsWith("LE");
    boolean swapped = operation.startsWith("GT") || operation.startsWith("LE");
    forms.half(code[pc + (swapped ? 3 : 2)], which);
    if (!unary) {
      forms.half(code[pc + (swapped ? 2 : 3)], which);
    }
    if (shape.equals("I64X2")) {
      switch (operation) {
        case "ADD" -> out.ladd();
        case "SUB" -> out.lsub();
        case "MUL" -> out.lmul();
        case "NEG" -> out.lneg();
        case "ABS" -> call(Types.MATH, "abs", "(J)J");
        default -> byWidth(pc, operation, isOrder, false, shape);
      }
      return;
    }
    String method = BY_NAME.get(shape + "_" + operation);
    if (method == null) {
      byWidth(pc, operation, isOrder, unary, shape);
    } else if (unary) {
      call(Types.SWAR, method, "(J)J");
    } else {
      call(Types.SWAR, method, "(JJ)J");
    }
  }

  private void byWidth(int pc, String operation, boolean isOrder, boolean unary, String shape) {
    // of the four orders only one has a method; it is negated for those that include equality
    String method =
        BY_WIDTH.get(isOrder ? "LT" + operation.substring(operation.indexOf('_')) : operation);
    if (method == null) {
      throw VectorWriter.unknown(code[pc]);
    }
    out.loadConstant(signs(shape));
    if (unary) {
      call(Types.SWAR, method, "(JJ)J");
    } else {
      call(Types.SWAR, method, "(JJJ)J");
    }
    if (isOrder && operation.charAt(1) == 'E') {
      out.loadConstant(-1L).lxor();
    }
  }

  private void extended(int pc, VectorInstruction.Form form, String operation) {
    int source = operation.contains("_HIGH_") ? 1 : 0;
    String width = operation.contains("I8X16") ? "8" : operation.contains("I16X8") ? "16" : "32";
    String sign = operation.endsWith("_S") ? "Signed" : "Unsigned";
    for (int which = 0; which < 2; which++) {
      int operands = form == VectorInstruction.Form.UNARY ? 1 : 2;
      for (int i = 0; i < operands; i++) {
        forms.half(code[pc + 2 + i], source);
        if (which == 1) {
          out.loadConstant(32).lushr();
        }
      }
      if (operands == 2) {
        call(Types.SWAR, "multiplyExtended" + sign + width, "(JJ)J");
      } else {
        extend(width, sign);
      }
    }
  }

  /** Extends the low lanes of the half on the operand stack. */
  void extend(String width, String sign) {
    if (!width.equals("32")) {
      call(Types.SWAR, "extend" + sign + width, "(J)J");
    } else if (sign.equals("Signed")) {
      out.l2i().i2l();
    } else {
      out.loadConstant(VectorForms.LOW).land();
    }
  }

  static long signs(String shape) {
    return switch (shape) {
      case "I8X16" -> Swar.SIGNS_8;
      case "I16X8" -> Swar.SIGNS_16;
      case "I32X4" -> Swar.SIGNS_32;
      default -> Swar.SIGNS_64;
    };
  }

  private void call(String owner, String name, String type) {
    out.invokestatic(owner, name, type);
  }
}
