package dev.heddle.wasm.code;

import static dev.heddle.wasm.code.RegisterInstruction.Operand.COUNT;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.IMMEDIATE;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.INDEX;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.LONG_IMMEDIATE;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.OFFSET;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.REFERENCE;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.REGISTER;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.TARGET;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.TARGETS;

import java.util.List;

/**
 * What is known of a register instruction: its name and its operands, in the order in which they
 * follow the opcode. Immutable and thread-safe.
 *
 * @param name the name, as the disassembler prints it
 * @param operands the operands; if the first is a register and the instruction has a result, that
 *     is where it goes
 */
public record RegisterInstruction(String name, List<Operand> operands) {

  /** The kinds of operands. */
  public enum Operand {
    /** A register: a slot of the frame in {@code long[]}. */
    REGISTER,
    /** A vector: two adjacent slots of the frame in {@code long[]}, of which this is the first. */
    VECTOR,
    /** A reference register: a slot of the frame in {@code Object[]}. */
    REFERENCE,
    /** A 32-bit constant, sign-extended where 64 bits are needed. */
    IMMEDIATE,
    /** A 64-bit constant in two parts, the low half first. */
    LONG_IMMEDIATE,
    /** A 128-bit constant in four parts, the lowest first. */
    VECTOR_IMMEDIATE,
    /** Sixteen numbers of lanes in four parts, the lowest first. */
    LANES,
    /** An unsigned 32-bit offset that is added to an address. */
    OFFSET,
    /**
     * An address in any memory: the register that it is in, the index of the memory, and the
     * unsigned 64-bit offset that is added, its low half first.
     */
    ADDRESS,
    /** A place in the code to go on at. */
    TARGET,
    /** How many targets follow, then the targets; the last is the default. */
    TARGETS,
    /** The index of a function, global, table, memory, type or segment of the module. */
    INDEX,
    /** The type that a cast asks for, see {@link CastTarget}. */
    HEAP_TYPE,
    /** A number of registers. */
    COUNT
  }

  private static final RegisterInstruction[] ALL = new RegisterInstruction[RegisterOpcode.COUNT];

  /** Lengths by opcode, of those with targets without these. */
  private static final byte[] LENGTHS = new byte[RegisterOpcode.COUNT];

  static {
    define(RegisterOpcode.COPY, "copy", REGISTER, REGISTER);
    define(RegisterOpcode.CONST32, "const32", REGISTER, IMMEDIATE);
    define(RegisterOpcode.CONST64, "const64", REGISTER, LONG_IMMEDIATE);
    define(RegisterOpcode.SELECT, "select", REGISTER, REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.BR, "br", TARGET);
    define(RegisterOpcode.BR_ZERO, "br_zero", REGISTER, TARGET);
    define(RegisterOpcode.BR_NONZERO, "br_nonzero", REGISTER, TARGET);
    define(RegisterOpcode.BR_I32_EQ, "br_i32.eq", REGISTER, REGISTER, TARGET);
    define(RegisterOpcode.BR_I32_NE, "br_i32.ne", REGISTER, REGISTER, TARGET);
    define(RegisterOpcode.BR_I32_LT_S, "br_i32.lt_s", REGISTER, REGISTER, TARGET);
    define(RegisterOpcode.BR_I32_LT_U, "br_i32.lt_u", REGISTER, REGISTER, TARGET);
    define(RegisterOpcode.BR_I32_LE_S, "br_i32.le_s", REGISTER, REGISTER, TARGET);
    define(RegisterOpcode.BR_I32_LE_U, "br_i32.le_u", REGISTER, REGISTER, TARGET);
    define(RegisterOpcode.BR_I32_EQ_IMM, "br_i32.eq_imm", REGISTER, IMMEDIATE, TARGET);
    define(RegisterOpcode.BR_I32_NE_IMM, "br_i32.ne_imm", REGISTER, IMMEDIATE, TARGET);
    define(RegisterOpcode.BR_I32_LT_S_IMM, "br_i32.lt_s_imm", REGISTER, IMMEDIATE, TARGET);
    define(RegisterOpcode.BR_I32_LT_U_IMM, "br_i32.lt_u_imm", REGISTER, IMMEDIATE, TARGET);
    define(RegisterOpcode.BR_I32_LE_S_IMM, "br_i32.le_s_imm", REGISTER, IMMEDIATE, TARGET);
    define(RegisterOpcode.BR_I32_LE_U_IMM, "br_i32.le_u_imm", REGISTER, IMMEDIATE, TARGET);
    define(RegisterOpcode.BR_I32_GT_S_IMM, "br_i32.gt_s_imm", REGISTER, IMMEDIATE, TARGET);
    define(RegisterOpcode.BR_I32_GT_U_IMM, "br_i32.gt_u_imm", REGISTER, IMMEDIATE, TARGET);
    define(RegisterOpcode.BR_I32_GE_S_IMM, "br_i32.ge_s_imm", REGISTER, IMMEDIATE, TARGET);
    define(RegisterOpcode.BR_I32_GE_U_IMM, "br_i32.ge_u_imm", REGISTER, IMMEDIATE, TARGET);
    define(RegisterOpcode.BR_I64_EQ, "br_i64.eq", REGISTER, REGISTER, TARGET);
    define(RegisterOpcode.BR_I64_NE, "br_i64.ne", REGISTER, REGISTER, TARGET);
    define(RegisterOpcode.BR_I64_LT_S, "br_i64.lt_s", REGISTER, REGISTER, TARGET);
    define(RegisterOpcode.BR_I64_LT_U, "br_i64.lt_u", REGISTER, REGISTER, TARGET);
    define(RegisterOpcode.BR_I64_LE_S, "br_i64.le_s", REGISTER, REGISTER, TARGET);
    define(RegisterOpcode.BR_I64_LE_U, "br_i64.le_u", REGISTER, REGISTER, TARGET);
    define(RegisterOpcode.BR_TABLE, "br_table", REGISTER, TARGETS);
    define(RegisterOpcode.RETURN, "return");
    define(RegisterOpcode.RETURN_VALUE, "return_value", REGISTER);
    define(RegisterOpcode.CALL, "call", INDEX, REGISTER, REFERENCE);
    define(RegisterOpcode.CALL_EXTERNAL, "call_external", INDEX, REGISTER, REFERENCE);
    define(
        RegisterOpcode.CALL_INDIRECT, "call_indirect", INDEX, INDEX, REGISTER, REGISTER, REFERENCE);
    define(RegisterOpcode.GLOBAL_GET, "global.get", REGISTER, INDEX);
    define(RegisterOpcode.GLOBAL_SET, "global.set", REGISTER, INDEX);
    define(RegisterOpcode.LOAD8_S, "load8_s", REGISTER, REGISTER, OFFSET);
    define(RegisterOpcode.LOAD8_U, "load8_u", REGISTER, REGISTER, OFFSET);
    define(RegisterOpcode.LOAD16_S, "load16_s", REGISTER, REGISTER, OFFSET);
    define(RegisterOpcode.LOAD16_U, "load16_u", REGISTER, REGISTER, OFFSET);
    define(RegisterOpcode.LOAD32_S, "load32_s", REGISTER, REGISTER, OFFSET);
    define(RegisterOpcode.LOAD32_U, "load32_u", REGISTER, REGISTER, OFFSET);
    define(RegisterOpcode.LOAD64, "load64", REGISTER, REGISTER, OFFSET);
    define(RegisterOpcode.STORE8, "store8", REGISTER, REGISTER, OFFSET);
    define(RegisterOpcode.STORE16, "store16", REGISTER, REGISTER, OFFSET);
    define(RegisterOpcode.STORE32, "store32", REGISTER, REGISTER, OFFSET);
    define(RegisterOpcode.STORE64, "store64", REGISTER, REGISTER, OFFSET);
    define(RegisterOpcode.I32_ADD, "i32.add", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_SUB, "i32.sub", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_MUL, "i32.mul", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_AND, "i32.and", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_OR, "i32.or", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_XOR, "i32.xor", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_SHL, "i32.shl", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_SHR_S, "i32.shr_s", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_SHR_U, "i32.shr_u", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_ADD_IMM, "i32.add_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I32_MUL_IMM, "i32.mul_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I32_AND_IMM, "i32.and_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I32_OR_IMM, "i32.or_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I32_XOR_IMM, "i32.xor_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I32_SHL_IMM, "i32.shl_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I32_SHR_S_IMM, "i32.shr_s_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I32_SHR_U_IMM, "i32.shr_u_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I32_EQ, "i32.eq", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_NE, "i32.ne", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_LT_S, "i32.lt_s", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_LT_U, "i32.lt_u", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_LE_S, "i32.le_s", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_LE_U, "i32.le_u", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_EQZ, "i32.eqz", REGISTER, REGISTER);
    define(RegisterOpcode.I64_ADD, "i64.add", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_SUB, "i64.sub", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_MUL, "i64.mul", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_AND, "i64.and", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_OR, "i64.or", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_XOR, "i64.xor", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_SHL, "i64.shl", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_SHR_S, "i64.shr_s", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_SHR_U, "i64.shr_u", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_ADD_IMM, "i64.add_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I64_MUL_IMM, "i64.mul_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I64_AND_IMM, "i64.and_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I64_OR_IMM, "i64.or_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I64_XOR_IMM, "i64.xor_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I64_SHL_IMM, "i64.shl_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I64_SHR_S_IMM, "i64.shr_s_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I64_SHR_U_IMM, "i64.shr_u_imm", REGISTER, REGISTER, IMMEDIATE);
    define(RegisterOpcode.I64_EQ, "i64.eq", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_NE, "i64.ne", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_LT_S, "i64.lt_s", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_LT_U, "i64.lt_u", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_LE_S, "i64.le_s", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_LE_U, "i64.le_u", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_EQZ, "i64.eqz", REGISTER, REGISTER);
    define(RegisterOpcode.EXTEND32_S, "extend32_s", REGISTER, REGISTER);
    define(RegisterOpcode.EXTEND32_U, "extend32_u", REGISTER, REGISTER);
    define(RegisterOpcode.F32_ADD, "f32.add", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F32_SUB, "f32.sub", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F32_MUL, "f32.mul", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F32_DIV, "f32.div", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F64_ADD, "f64.add", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F64_SUB, "f64.sub", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F64_MUL, "f64.mul", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F64_DIV, "f64.div", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F64_EQ, "f64.eq", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F64_NE, "f64.ne", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F64_LT, "f64.lt", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F64_LE, "f64.le", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_DIV_S, "i32.div_s", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_DIV_U, "i32.div_u", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_REM_S, "i32.rem_s", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_REM_U, "i32.rem_u", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_ROTL, "i32.rotl", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_ROTR, "i32.rotr", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_DIV_S, "i64.div_s", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_DIV_U, "i64.div_u", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_REM_S, "i64.rem_s", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_REM_U, "i64.rem_u", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_ROTL, "i64.rotl", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I64_ROTR, "i64.rotr", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F32_EQ, "f32.eq", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F32_NE, "f32.ne", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F32_LT, "f32.lt", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F32_LE, "f32.le", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F32_MIN, "f32.min", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F32_MAX, "f32.max", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F32_COPYSIGN, "f32.copysign", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F64_MIN, "f64.min", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F64_MAX, "f64.max", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.F64_COPYSIGN, "f64.copysign", REGISTER, REGISTER, REGISTER);
    define(RegisterOpcode.I32_CLZ, "i32.clz", REGISTER, REGISTER);
    define(RegisterOpcode.I32_CTZ, "i32.ctz", REGISTER, REGISTER);
    define(RegisterOpcode.I32_POPCNT, "i32.popcnt", REGISTER, REGISTER);
    define(RegisterOpcode.I64_CLZ, "i64.clz", REGISTER, REGISTER);
    define(RegisterOpcode.I64_CTZ, "i64.ctz", REGISTER, REGISTER);
    define(RegisterOpcode.I64_POPCNT, "i64.popcnt", REGISTER, REGISTER);
    define(RegisterOpcode.EXTEND8_S, "extend8_s", REGISTER, REGISTER);
    define(RegisterOpcode.EXTEND16_S, "extend16_s", REGISTER, REGISTER);
    define(RegisterOpcode.F32_ABS, "f32.abs", REGISTER, REGISTER);
    define(RegisterOpcode.F32_NEG, "f32.neg", REGISTER, REGISTER);
    define(RegisterOpcode.F32_CEIL, "f32.ceil", REGISTER, REGISTER);
    define(RegisterOpcode.F32_FLOOR, "f32.floor", REGISTER, REGISTER);
    define(RegisterOpcode.F32_TRUNC, "f32.trunc", REGISTER, REGISTER);
    define(RegisterOpcode.F32_NEAREST, "f32.nearest", REGISTER, REGISTER);
    define(RegisterOpcode.F32_SQRT, "f32.sqrt", REGISTER, REGISTER);
    define(RegisterOpcode.F64_ABS, "f64.abs", REGISTER, REGISTER);
    define(RegisterOpcode.F64_NEG, "f64.neg", REGISTER, REGISTER);
    define(RegisterOpcode.F64_CEIL, "f64.ceil", REGISTER, REGISTER);
    define(RegisterOpcode.F64_FLOOR, "f64.floor", REGISTER, REGISTER);
    define(RegisterOpcode.F64_TRUNC, "f64.trunc", REGISTER, REGISTER);
    define(RegisterOpcode.F64_NEAREST, "f64.nearest", REGISTER, REGISTER);
    define(RegisterOpcode.F64_SQRT, "f64.sqrt", REGISTER, REGISTER);
    define(RegisterOpcode.I32_TRUNC_F32_S, "i32.trunc_f32_s", REGISTER, REGISTER);
    define(RegisterOpcode.I32_TRUNC_F32_U, "i32.trunc_f32_u", REGISTER, REGISTER);
    define(RegisterOpcode.I32_TRUNC_F64_S, "i32.trunc_f64_s", REGISTER, REGISTER);
    define(RegisterOpcode.I32_TRUNC_F64_U, "i32.trunc_f64_u", REGISTER, REGISTER);
    define(RegisterOpcode.I64_TRUNC_F32_S, "i64.trunc_f32_s", REGISTER, REGISTER);
    define(RegisterOpcode.I64_TRUNC_F32_U, "i64.trunc_f32_u", REGISTER, REGISTER);
    define(RegisterOpcode.I64_TRUNC_F64_S, "i64.trunc_f64_s", REGISTER, REGISTER);
    define(RegisterOpcode.I64_TRUNC_F64_U, "i64.trunc_f64_u", REGISTER, REGISTER);
    define(RegisterOpcode.I32_TRUNC_SAT_F32_S, "i32.trunc_sat_f32_s", REGISTER, REGISTER);
    define(RegisterOpcode.I32_TRUNC_SAT_F32_U, "i32.trunc_sat_f32_u", REGISTER, REGISTER);
    define(RegisterOpcode.I32_TRUNC_SAT_F64_S, "i32.trunc_sat_f64_s", REGISTER, REGISTER);
    define(RegisterOpcode.I32_TRUNC_SAT_F64_U, "i32.trunc_sat_f64_u", REGISTER, REGISTER);
    define(RegisterOpcode.I64_TRUNC_SAT_F32_S, "i64.trunc_sat_f32_s", REGISTER, REGISTER);
    define(RegisterOpcode.I64_TRUNC_SAT_F32_U, "i64.trunc_sat_f32_u", REGISTER, REGISTER);
    define(RegisterOpcode.I64_TRUNC_SAT_F64_S, "i64.trunc_sat_f64_s", REGISTER, REGISTER);
    define(RegisterOpcode.I64_TRUNC_SAT_F64_U, "i64.trunc_sat_f64_u", REGISTER, REGISTER);
    define(RegisterOpcode.F32_CONVERT_I32_S, "f32.convert_i32_s", REGISTER, REGISTER);
    define(RegisterOpcode.F32_CONVERT_I32_U, "f32.convert_i32_u", REGISTER, REGISTER);
    define(RegisterOpcode.F32_CONVERT_I64_S, "f32.convert_i64_s", REGISTER, REGISTER);
    define(RegisterOpcode.F32_CONVERT_I64_U, "f32.convert_i64_u", REGISTER, REGISTER);
    define(RegisterOpcode.F32_DEMOTE_F64, "f32.demote_f64", REGISTER, REGISTER);
    define(RegisterOpcode.F64_CONVERT_I32_S, "f64.convert_i32_s", REGISTER, REGISTER);
    define(RegisterOpcode.F64_CONVERT_I32_U, "f64.convert_i32_u", REGISTER, REGISTER);
    define(RegisterOpcode.F64_CONVERT_I64_S, "f64.convert_i64_s", REGISTER, REGISTER);
    define(RegisterOpcode.F64_CONVERT_I64_U, "f64.convert_i64_u", REGISTER, REGISTER);
    define(RegisterOpcode.F64_PROMOTE_F32, "f64.promote_f32", REGISTER, REGISTER);
    define(RegisterOpcode.FUEL, "fuel", IMMEDIATE);
    define(RegisterOpcode.FUEL_FOR_SIZE, "fuel_for_size");
    define(RegisterOpcode.UNREACHABLE, "unreachable");
    define(RegisterOpcode.COPY_RANGE, "copy_range", REGISTER, REGISTER, COUNT);
    define(RegisterOpcode.MEMORY_SIZE, "memory.size", REGISTER, INDEX);
    define(RegisterOpcode.MEMORY_GROW, "memory.grow", REGISTER, REGISTER, INDEX);
    define(RegisterOpcode.MEMORY_COPY, "memory.copy", REGISTER, REGISTER, REGISTER, INDEX, INDEX);
    define(RegisterOpcode.MEMORY_FILL, "memory.fill", REGISTER, REGISTER, REGISTER, INDEX);
    define(RegisterOpcode.MEMORY_INIT, "memory.init", REGISTER, REGISTER, REGISTER, INDEX, INDEX);
    define(RegisterOpcode.DATA_DROP, "data.drop", INDEX);
    define(RegisterOpcode.TABLE_SIZE, "table.size", REGISTER, INDEX);
    define(RegisterOpcode.TABLE_COPY, "table.copy", REGISTER, REGISTER, REGISTER, INDEX, INDEX);
    define(RegisterOpcode.TABLE_INIT, "table.init", REGISTER, REGISTER, REGISTER, INDEX, INDEX);
    define(RegisterOpcode.ELEM_DROP, "elem.drop", INDEX);
    define(RegisterOpcode.TABLE_GET, "table.get", REFERENCE, REGISTER, INDEX);
    define(RegisterOpcode.TABLE_SET, "table.set", REGISTER, REFERENCE, INDEX);
    define(RegisterOpcode.TABLE_GROW, "table.grow", REGISTER, REFERENCE, REGISTER, INDEX);
    define(RegisterOpcode.TABLE_FILL, "table.fill", REGISTER, REFERENCE, REGISTER, INDEX);
    define(RegisterOpcode.REF_NULL, "ref.null", REFERENCE);
    define(RegisterOpcode.REF_IS_NULL, "ref.is_null", REGISTER, REFERENCE);
    define(RegisterOpcode.REF_FUNC, "ref.func", REFERENCE, INDEX);
    define(RegisterOpcode.REF_COPY, "ref.copy", REFERENCE, REFERENCE);
    define(RegisterOpcode.REF_SELECT, "ref.select", REFERENCE, REGISTER, REFERENCE, REFERENCE);
    define(RegisterOpcode.REF_GLOBAL_GET, "ref.global.get", REFERENCE, INDEX);
    define(RegisterOpcode.REF_GLOBAL_SET, "ref.global.set", REFERENCE, INDEX);
    define(RegisterOpcode.BOUNDED_GLOBAL_SET, "bounded.global.set", REGISTER, INDEX);
    ControlRegisterOpcode.define();
    ObjectRegisterOpcode.define();
    WideRegisterOpcode.define();
    MemoryOpcode.define();
    VectorRegisterOpcode.define();
    AtomicRegisterOpcode.define();
  }

  static void define(int opcode, String name, Operand... operands) {
    ALL[opcode] = new RegisterInstruction(name, List.of(operands));
    int length = 1;
    for (Operand operand : operands) {
      length +=
          switch (operand) {
            case LONG_IMMEDIATE -> 2;
            case ADDRESS, VECTOR_IMMEDIATE, LANES -> 4;
            default -> 1;
          };
    }
    LENGTHS[opcode] = (byte) length;
  }

  /** The instruction of this opcode, see {@link RegisterOpcode}. */
  public static RegisterInstruction of(int opcode) {
    return ALL[opcode];
  }

  /**
   * Where, counted from its opcode, an instruction has its operand of kind {@link Operand#ADDRESS};
   * -1 if it has none.
   */
  public int addressPosition() {
    // nothing before it has a length of its own
    int index = operands.indexOf(Operand.ADDRESS);
    return index < 0 ? -1 : index + 1;
  }

  /** The number of {@code int}s of the instruction at {@code position}, its opcode included. */
  public static int length(int[] code, int position) {
    int opcode = code[position];
    int length = LENGTHS[opcode];
    // their number comes first, and nothing behind them
    return opcode == RegisterOpcode.BR_TABLE ? length + code[position + length - 1] : length;
  }
}
