package dev.heddle.wasm.module;

/** The mnemonics of the text format. */
public final class Mnemonics {

  private static final String[] MEMORY_AND_NUMERIC =
      words(
          """
          i32.load i64.load f32.load f64.load i32.load8_s i32.load8_u i32.load16_s
          i32.load16_u i64.load8_s i64.load8_u i64.load16_s i64.load16_u i64.load32_s
          i64.load32_u i32.store i64.store f32.store f64.store i32.store8 i32.store16
          i64.store8 i64.store16 i64.store32 memory.size memory.grow i32.const i64.const
          f32.const f64.const i32.eqz i32.eq i32.ne i32.lt_s i32.lt_u i32.gt_s i32.gt_u
          i32.le_s i32.le_u i32.ge_s i32.ge_u i64.eqz i64.eq i64.ne i64.lt_s i64.lt_u
          i64.gt_s i64.gt_u i64.le_s i64.le_u i64.ge_s i64.ge_u f32.eq f32.ne f32.lt
          f32.gt f32.le f32.ge f64.eq f64.ne f64.lt f64.gt f64.le f64.ge i32.clz i32.ctz
          i32.popcnt i32.add i32.sub i32.mul i32.div_s i32.div_u i32.rem_s i32.rem_u
          i32.and i32.or i32.xor i32.shl i32.shr_s i32.shr_u i32.rotl i32.rotr i64.clz
          i64.ctz i64.popcnt i64.add i64.sub i64.mul i64.div_s i64.div_u i64.rem_s
          i64.rem_u i64.and i64.or i64.xor i64.shl i64.shr_s i64.shr_u i64.rotl i64.rotr
          f32.abs f32.neg f32.ceil f32.floor f32.trunc f32.nearest f32.sqrt f32.add
          f32.sub f32.mul f32.div f32.min f32.max f32.copysign f64.abs f64.neg f64.ceil
          f64.floor f64.trunc f64.nearest f64.sqrt f64.add f64.sub f64.mul f64.div f64.min
          f64.max f64.copysign i32.wrap_i64 i32.trunc_f32_s i32.trunc_f32_u
          i32.trunc_f64_s i32.trunc_f64_u i64.extend_i32_s i64.extend_i32_u
          i64.trunc_f32_s i64.trunc_f32_u i64.trunc_f64_s i64.trunc_f64_u
          f32.convert_i32_s f32.convert_i32_u f32.convert_i64_s f32.convert_i64_u
          f32.demote_f64 f64.convert_i32_s f64.convert_i32_u f64.convert_i64_s
          f64.convert_i64_u f64.promote_f32 i32.reinterpret_f32 i64.reinterpret_f64
          f32.reinterpret_i32 f64.reinterpret_i64 i32.extend8_s i32.extend16_s
          i64.extend8_s i64.extend16_s i64.extend32_s\
          """);

  private static final String[] PREFIXED =
      words(
          """
          i32.trunc_sat_f32_s i32.trunc_sat_f32_u i32.trunc_sat_f64_s i32.trunc_sat_f64_u
          i64.trunc_sat_f32_s i64.trunc_sat_f32_u i64.trunc_sat_f64_s i64.trunc_sat_f64_u
          memory.init data.drop memory.copy memory.fill table.init elem.drop table.copy
          table.grow table.size table.fill memory.discard i64.add128 i64.sub128
          i64.mul_wide_s i64.mul_wide_u\
          """);

  private static final String[] OBJECTS =
      words(
          """
          struct.new struct.new_default struct.get struct.get_s struct.get_u struct.set array.new
          array.new_default array.new_fixed array.new_data array.new_elem array.get array.get_s
          array.get_u array.set array.len array.fill array.copy array.init_data array.init_elem
          ref.test ref.test ref.cast ref.cast br_on_cast br_on_cast_fail any.convert_extern
          extern.convert_any ref.i31 i31.get_s i31.get_u\
          """);

  private Mnemonics() {}

  /** The mnemonic of an instruction, e.g. {@code i32.add}. */
  public static String of(int opcode) {
    if (opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_EXTEND32_S) {
      return MEMORY_AND_NUMERIC[opcode - Opcode.I32_LOAD];
    }
    if (opcode >= Opcode.I32_TRUNC_SAT_F32_S && opcode <= WideOpcode.I64_MUL_WIDE_U) {
      return PREFIXED[opcode - Opcode.I32_TRUNC_SAT_F32_S];
    }
    VectorInstruction vector = VectorInstruction.of(opcode);
    if (vector != null) {
      return vector.mnemonic();
    }
    if (AtomicOpcode.isAtomic(opcode)) {
      return AtomicOpcode.mnemonic(opcode);
    }
    if (opcode >= ObjectOpcode.STRUCT_NEW && opcode <= ObjectOpcode.I31_GET_U) {
      return OBJECTS[opcode - ObjectOpcode.STRUCT_NEW];
    }
    return switch (opcode) {
      case ObjectOpcode.CALL_REF -> "call_ref";
      case ObjectOpcode.REF_EQ -> "ref.eq";
      case ObjectOpcode.REF_AS_NON_NULL -> "ref.as_non_null";
      case ObjectOpcode.BR_ON_NULL -> "br_on_null";
      case ObjectOpcode.BR_ON_NON_NULL -> "br_on_non_null";
      case Opcode.UNREACHABLE -> "unreachable";
      case Opcode.NOP -> "nop";
      case Opcode.BLOCK -> "block";
      case Opcode.LOOP -> "loop";
      case Opcode.IF -> "if";
      case Opcode.ELSE -> "else";
      case Opcode.END -> "end";
      case Opcode.BR -> "br";
      case Opcode.BR_IF -> "br_if";
      case Opcode.BR_TABLE -> "br_table";
      case Opcode.RETURN -> "return";
      case Opcode.CALL -> "call";
      case Opcode.CALL_INDIRECT -> "call_indirect";
      case Opcode.DROP -> "drop";
      case Opcode.SELECT -> "select";
      case Opcode.SELECT_TYPED -> "select";
      case Opcode.LOCAL_GET -> "local.get";
      case Opcode.LOCAL_SET -> "local.set";
      case Opcode.LOCAL_TEE -> "local.tee";
      case Opcode.GLOBAL_GET -> "global.get";
      case Opcode.GLOBAL_SET -> "global.set";
      case Opcode.TABLE_GET -> "table.get";
      case Opcode.TABLE_SET -> "table.set";
      case Opcode.REF_NULL -> "ref.null";
      case Opcode.REF_IS_NULL -> "ref.is_null";
      case Opcode.REF_FUNC -> "ref.func";
      case ControlOpcode.LEGACY_TRY -> "try";
      case ControlOpcode.LEGACY_CATCH -> "catch";
      case ControlOpcode.THROW -> "throw";
      case ControlOpcode.LEGACY_RETHROW -> "rethrow";
      case ControlOpcode.THROW_REF -> "throw_ref";
      case ControlOpcode.LEGACY_DELEGATE -> "delegate";
      case ControlOpcode.LEGACY_CATCH_ALL -> "catch_all";
      case ControlOpcode.TRY_TABLE -> "try_table";
      case ControlOpcode.RETURN_CALL -> "return_call";
      case ControlOpcode.RETURN_CALL_INDIRECT -> "return_call_indirect";
      case ControlOpcode.RETURN_CALL_REF -> "return_call_ref";
      default -> "0x" + Integer.toHexString(opcode);
    };
  }

  private static String[] words(String text) {
    return text.split("\\s+");
  }
}
