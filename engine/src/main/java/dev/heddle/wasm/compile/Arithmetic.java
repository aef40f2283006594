package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterKind.*;
import static dev.heddle.wasm.code.RegisterOpcode.*;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.code.RegisterKind;

/** Writes arithmetic instructions. Not thread-safe. */
final class Arithmetic {

  private final int[] code;
  private final byte[] kinds;
  private final CodeWriter out;

  Arithmetic(int[] code, byte[] kinds, CodeWriter out) {
    this.code = code;
    this.kinds = kinds;
    this.out = out;
  }

  /** Writes an arithmetic instruction whose operands are on the operand stack. */
  void write(int pc) {
    int opcode = code[pc];
    switch (opcode) {
      case I32_ADD -> out.iadd();
      case I32_SUB -> out.isub();
      case I32_MUL -> out.imul();
      case I32_AND -> out.iand();
      case I32_OR -> out.ior();
      case I32_XOR -> out.ixor();
      case I32_SHL -> out.ishl();
      case I32_SHR_S -> out.ishr();
      case I32_SHR_U -> out.iushr();
      case I32_ADD_IMM -> out.loadConstant(code[pc + 3]).iadd();
      case I32_MUL_IMM -> out.loadConstant(code[pc + 3]).imul();
      case I32_AND_IMM -> out.loadConstant(code[pc + 3]).iand();
      case I32_OR_IMM -> out.loadConstant(code[pc + 3]).ior();
      case I32_XOR_IMM -> out.loadConstant(code[pc + 3]).ixor();
      case I32_SHL_IMM -> out.loadConstant(code[pc + 3] & 31).ishl();
      case I32_SHR_S_IMM -> out.loadConstant(code[pc + 3] & 31).ishr();
      case I32_SHR_U_IMM -> out.loadConstant(code[pc + 3] & 31).iushr();
      case I64_ADD -> out.ladd();
      case I64_SUB -> out.lsub();
      case I64_MUL -> out.lmul();
      case I64_AND -> out.land();
      case I64_OR -> out.lor();
      case I64_XOR -> out.lxor();
      case I64_SHL -> out.l2i().lshl();
      case I64_SHR_S -> out.l2i().lshr();
      case I64_SHR_U -> out.l2i().lushr();
      case I64_ADD_IMM -> out.loadConstant((long) code[pc + 3]).ladd();
      case I64_MUL_IMM -> out.loadConstant((long) code[pc + 3]).lmul();
      case I64_AND_IMM -> out.loadConstant((long) code[pc + 3]).land();
      case I64_OR_IMM -> out.loadConstant((long) code[pc + 3]).lor();
      case I64_XOR_IMM -> out.loadConstant((long) code[pc + 3]).lxor();
      case I64_SHL_IMM -> out.loadConstant(code[pc + 3] & 63).lshl();
      case I64_SHR_S_IMM -> out.loadConstant(code[pc + 3] & 63).lshr();
      case I64_SHR_U_IMM -> out.loadConstant(code[pc + 3] & 63).lushr();
      case EXTEND32_S -> {
        if (kinds[pc] == I64) {
          out.l2i();
        }
        out.i2l();
      }
      case EXTEND32_U -> out.i2l().loadConstant(0xffff_ffffL).land();
      case EXTEND8_S -> {
        if (kinds[pc] == I64) {
          out.l2i().i2b().i2l();
        } else {
          out.i2b();
        }
      }
      case EXTEND16_S -> {
        if (kinds[pc] == I64) {
          out.l2i().i2s().i2l();
        } else {
          out.i2s();
        }
      }
      case F32_ADD -> out.fadd();
      case F32_SUB -> out.fsub();
      case F32_MUL -> out.fmul();
      case F32_DIV -> out.fdiv();
      case F64_ADD -> out.dadd();
      case F64_SUB -> out.dsub();
      case F64_MUL -> out.dmul();
      case F64_DIV -> out.ddiv();
      case I32_ROTL -> call(Types.INTEGER_CLASS, "rotateLeft", "(II)I");
      case I32_ROTR -> call(Types.INTEGER_CLASS, "rotateRight", "(II)I");
      case I64_ROTL -> {
        out.l2i();
        call(Types.LONG_CLASS, "rotateLeft", "(JI)J");
      }
      case I64_ROTR -> {
        out.l2i();
        call(Types.LONG_CLASS, "rotateRight", "(JI)J");
      }
      case I32_CLZ -> call(Types.INTEGER_CLASS, "numberOfLeadingZeros", "(I)I");
      case I32_CTZ -> call(Types.INTEGER_CLASS, "numberOfTrailingZeros", "(I)I");
      case I32_POPCNT -> call(Types.INTEGER_CLASS, "bitCount", "(I)I");
      case I64_CLZ -> {
        call(Types.LONG_CLASS, "numberOfLeadingZeros", "(J)I");
        out.i2l();
      }
      case I64_CTZ -> {
        call(Types.LONG_CLASS, "numberOfTrailingZeros", "(J)I");
        out.i2l();
      }
      case I64_POPCNT -> {
        call(Types.LONG_CLASS, "bitCount", "(J)I");
        out.i2l();
      }
      case F32_ABS -> call(Types.MATH, "abs", "(F)F");
      case F64_ABS -> call(Types.MATH, "abs", "(D)D");
      case F32_NEG -> out.fneg();
      case F64_NEG -> out.dneg();
      case I32_TRUNC_SAT_F32_S -> out.f2i();
      case I32_TRUNC_SAT_F64_S -> out.d2i();
      case I64_TRUNC_SAT_F32_S -> out.f2l();
      case I64_TRUNC_SAT_F64_S -> out.d2l();
      case F32_CONVERT_I32_S -> out.i2f();
      case F32_CONVERT_I64_S -> out.l2f();
      case F64_CONVERT_I32_S -> out.i2d();
      case F64_CONVERT_I64_S -> out.l2d();
      case F32_CONVERT_I32_U -> out.i2l().loadConstant(0xffff_ffffL).land().l2f();
      case F64_CONVERT_I32_U -> out.i2l().loadConstant(0xffff_ffffL).land().l2d();
      case F32_DEMOTE_F64 -> out.d2f();
      case F64_PROMOTE_F32 -> out.f2d();
      default -> {
        String name = nameOf(opcode);
        byte operand = Access.ofOperand(opcode);
        String type = Types.desc(operand);
        if (Access.isBinary(opcode)) {
          type = type.concat(type);
        }
        String result = Types.desc(RegisterKind.ofResult(opcode));
        call(Types.SUPPORT, name, "(".concat(type).concat(")").concat(result));
      }
    }
  }

  /** The method that does what an arithmetic instruction does. */
  private static String nameOf(int opcode) {
    return switch (opcode) {
      case I32_DIV_S -> "i32DivS";
      case I32_DIV_U -> "i32DivU";
      case I32_REM_S -> "i32RemS";
      case I32_REM_U -> "i32RemU";
      case I64_DIV_S -> "i64DivS";
      case I64_DIV_U -> "i64DivU";
      case I64_REM_S -> "i64RemS";
      case I64_REM_U -> "i64RemU";
      case F32_MIN -> "f32Min";
      case F32_MAX -> "f32Max";
      case F32_COPYSIGN -> "f32Copysign";
      case F64_MIN -> "f64Min";
      case F64_MAX -> "f64Max";
      case F64_COPYSIGN -> "f64Copysign";
      case F32_CEIL -> "f32Ceil";
      case F32_FLOOR -> "f32Floor";
      case F32_TRUNC -> "f32Trunc";
      case F32_NEAREST -> "f32Nearest";
      case F32_SQRT -> "f32Sqrt";
      case F64_CEIL -> "f64Ceil";
      case F64_FLOOR -> "f64Floor";
      case F64_TRUNC -> "f64Trunc";
      case F64_NEAREST -> "f64Nearest";
      case F64_SQRT -> "f64Sqrt";
      case I32_TRUNC_F32_S, I32_TRUNC_F64_S -> "i32TruncS";
      case I32_TRUNC_F32_U, I32_TRUNC_F64_U -> "i32TruncU";
      case I64_TRUNC_F32_S, I64_TRUNC_F64_S -> "i64TruncS";
      case I64_TRUNC_F32_U, I64_TRUNC_F64_U -> "i64TruncU";
      case I32_TRUNC_SAT_F32_U, I32_TRUNC_SAT_F64_U -> "i32TruncSatU";
      case I64_TRUNC_SAT_F32_U, I64_TRUNC_SAT_F64_U -> "i64TruncSatU";
      case F32_CONVERT_I64_U -> "f32ConvertU";
      case F64_CONVERT_I64_U -> "f64ConvertU";
      default -> throw new IllegalStateException("unknown opcode " + opcode);
    };
  }

  private void call(String owner, String name, String type) {
    out.invokestatic(owner, name, type);
  }
}
