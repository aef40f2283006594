package dev.heddle.wasm.compile;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.TypeKind;
import dev.heddle.wasm.instruction.Swar;
import dev.heddle.wasm.module.VectorInstruction;
import org.jspecify.annotations.Nullable;

/** Writes instructions on lanes of floating-point numbers. Not thread-safe. */
final class VectorFloats {

  private final VectorForms forms;
  private final int[] code;
  private final CodeWriter out;

  VectorFloats(VectorForms forms, Flow flow, CodeWriter out) {
    this.forms = forms;
    this.code = flow.code;
    this.out = out;
  }

  boolean floatLanes(int pc, VectorInstruction.Form form, String operation) {
    int result = code[pc + 1];
    int first = code[pc + 2];
    switch (operation) {
      case "CONVERT_I32X4_S" -> {
        forms.defineLanes(result, null, forms.convert(forms.ints(first), TypeKind.FLOAT, out::i2f));
        return true;
      }
      case "CONVERT_I32X4_U" -> {
        forms.defineLanes(
            result,
            null,
            forms.convert(
                forms.ints(first),
                TypeKind.FLOAT,
                () -> out.i2l().loadConstant(VectorForms.LOW).land().l2f()));
        return true;
      }
      case "DEMOTE_F64X2_ZERO" -> {
        forms.halves(first);
        forms.defineFloats(
            result,
            lane -> {
              if (lane > 1) {
                out.fconst_0();
              } else {
                forms.half(first, lane);
                call(Types.DOUBLE_CLASS, "longBitsToDouble", "(J)D");
                out.d2f();
              }
            });
        return true;
      }
      case "ABS", "NEG" -> {
        boolean absolute = operation.equals("ABS");
        if (forms.isInLanes(first)) {
          forms.defineLanes(
              result,
              null,
              forms.convert(
                  forms.floats(first),
                  TypeKind.FLOAT,
                  () -> {
                    if (absolute) {
                      call(Types.MATH, "abs", "(F)F");
                    } else {
                      out.fneg();
                    }
                  }));
        } else {
          signBits(first, absolute, Swar.SIGNS_32);
          forms.defineHalves(result);
        }
        return true;
      }
      default -> {}
    }
    if (form == VectorInstruction.Form.UNARY) {
      String method = rounding(pc, operation);
      forms.defineLanes(
          result,
          null,
          forms.convert(
              forms.floats(first),
              TypeKind.FLOAT,
              () -> call(Types.FLOATING_POINT, method, "(F)F")));
      return true;
    }
    VectorForms.Lane[] x = forms.floats(first);
    VectorForms.Lane[] y = forms.floats(code[pc + 3]);
    if (form == VectorInstruction.Form.TERNARY) {
      VectorForms.Lane[] z = forms.floats(code[pc + 4]);
      String method = operation.equals("MADD") ? "multiplyAdd" : "negatedMultiplyAdd";
      forms.defineFloats(
          result,
          lane -> {
            forms.load(x[lane]);
            forms.load(y[lane]);
            forms.load(z[lane]);
            call(Types.VECTOR_CODE, method, "(FFF)F");
          });
      return true;
    }
    String comparison = comparison(operation);
    if (comparison != null) {
      boolean swapped = isSwapped(operation);
      forms.defineInts(
          result,
          lane -> {
            forms.load(swapped ? y[lane] : x[lane]);
            forms.load(swapped ? x[lane] : y[lane]);
            call(Types.VECTOR_CODE, comparison, "(FF)I");
            if (operation.equals("NE")) {
              out.iconst_m1().ixor();
            }
          });
      return true;
    }
    forms.defineFloats(
        result,
        lane -> {
          forms.load(x[lane]);
          forms.load(y[lane]);
          switch (operation) {
            case "ADD" -> out.fadd();
            case "SUB" -> out.fsub();
            case "MUL" -> out.fmul();
            case "DIV" -> out.fdiv();
            case "MIN" -> call(Types.FLOATING_POINT, "min", "(FF)F");
            case "MAX" -> call(Types.FLOATING_POINT, "max", "(FF)F");
            case "PMIN" -> call(Types.VECTOR_CODE, "pseudoMin", "(FF)F");
            case "PMAX" -> call(Types.VECTOR_CODE, "pseudoMax", "(FF)F");
            default -> throw VectorWriter.unknown(code[pc]);
          }
        });
    return true;
  }

  /** The method that compares floating-point numbers; null if this is no comparison. */
  private static @Nullable String comparison(String operation) {
    return switch (operation) {
      case "EQ", "NE" -> "equal";
      case "LT", "GT" -> "less";
      case "LE", "GE" -> "lessOrEqual";
      default -> null;
    };
  }

  private static boolean isSwapped(String operation) {
    return operation.startsWith("G");
  }

  private String rounding(int pc, String operation) {
    return switch (operation) {
      case "CEIL" -> "ceil";
      case "FLOOR" -> "floor";
      case "TRUNC" -> "truncate";
      case "NEAREST" -> "nearest";
      case "SQRT" -> "squareRoot";
      default -> throw VectorWriter.unknown(code[pc]);
    };
  }

  /** Leaves halves on the operand stack whose lanes are without a sign, or have the other one. */
  private void signBits(int slot, boolean absolute, long signs) {
    for (int which = 0; which < 2; which++) {
      forms.half(slot, which);
      if (absolute) {
        out.loadConstant(~signs).land();
      } else {
        out.loadConstant(signs).lxor();
      }
    }
  }

  void doubles(int pc, VectorInstruction.Form form, String operation) {
    int result = code[pc + 1];
    int first = code[pc + 2];
    switch (operation) {
      case "ABS", "NEG" -> {
        forms.halves(first);
        signBits(first, operation.equals("ABS"), Swar.SIGNS_64);
      }
      case "CONVERT_LOW_I32X4_S", "CONVERT_LOW_I32X4_U", "PROMOTE_LOW_F32X4" -> {
        VectorForms.Lane[] lanes =
            operation.startsWith("P") ? forms.floats(first) : forms.ints(first);
        for (int which = 0; which < 2; which++) {
          forms.load(lanes[which]);
          switch (operation) {
            case "CONVERT_LOW_I32X4_S" -> out.i2d();
            case "CONVERT_LOW_I32X4_U" -> out.i2l().loadConstant(VectorForms.LOW).land().l2d();
            default -> out.f2d();
          }
          call(Types.DOUBLE_CLASS, "doubleToRawLongBits", "(D)J");
        }
      }
      default -> {
        int operands =
            switch (form) {
              case UNARY -> 1;
              case BINARY -> 2;
              default -> 3;
            };
        for (int i = 0; i < operands; i++) {
          forms.halves(code[pc + 2 + i]);
        }
        for (int which = 0; which < 2; which++) {
          if (operands == 3) {
            forms.half(first, which);
            forms.half(code[pc + 3], which);
            forms.half(code[pc + 4], which);
            String method = operation.equals("MADD") ? "multiplyAdd" : "negatedMultiplyAdd";
            call(Types.VECTOR_CODE, method, "(JJJ)J");
          } else {
            doubleOperation(pc, operation, operands, which);
          }
        }
      }
    }
    forms.defineHalves(result);
  }

  private void doubleOperation(int pc, String operation, int operands, int which) {
    boolean swapped = operands == 2 && isSwapped(operation);
    for (int i = 0; i < operands; i++) {
      forms.half(code[pc + (swapped ? 3 - i : 2 + i)], which);
      call(Types.DOUBLE_CLASS, "longBitsToDouble", "(J)D");
    }
    String comparison = comparison(operation);
    if (comparison != null) {
      call(Types.VECTOR_CODE, comparison, "(DD)J");
      if (operation.equals("NE")) {
        out.loadConstant(-1L).lxor();
      }
      return;
    }
    switch (operation) {
      case "ADD" -> out.dadd();
      case "SUB" -> out.dsub();
      case "MUL" -> out.dmul();
      case "DIV" -> out.ddiv();
      case "MIN" -> call(Types.FLOATING_POINT, "min", "(DD)D");
      case "MAX" -> call(Types.FLOATING_POINT, "max", "(DD)D");
      case "PMIN" -> call(Types.VECTOR_CODE, "pseudoMin", "(DD)D");
      case "PMAX" -> call(Types.VECTOR_CODE, "pseudoMax", "(DD)D");
      default -> call(Types.FLOATING_POINT, rounding(pc, operation), "(D)D");
    }
    call(Types.DOUBLE_CLASS, "doubleToRawLongBits", "(D)J");
  }

  private void call(String owner, String name, String type) {
    out.invokestatic(owner, name, type);
  }
}
