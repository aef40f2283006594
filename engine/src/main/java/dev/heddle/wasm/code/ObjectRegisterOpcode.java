package dev.heddle.wasm.code;

import static dev.heddle.wasm.code.RegisterInstruction.Operand.COUNT;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.HEAP_TYPE;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.INDEX;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.REFERENCE;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.REGISTER;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.TARGET;
import static dev.heddle.wasm.code.RegisterInstruction.Operand.VECTOR;

import java.util.List;

/**
 * The register instructions on function references, structures, arrays and 31-bit integers, see
 * {@link RegisterOpcode}.
 *
 * <p>What to do with an element or field follows from its type, which is known: there is an
 * instruction for each way in which they are kept, see {@link ElementKind}.
 */
public final class ObjectRegisterOpcode {

  private static final int FIRST = RegisterOpcode.FIRST_OBJECT;

  public static final int CALL_REF = FIRST;
  public static final int BR_ON_NULL = FIRST + 1;
  public static final int BR_ON_NON_NULL = FIRST + 2;
  public static final int BR_ON_CAST = FIRST + 3;
  public static final int BR_ON_CAST_FAIL = FIRST + 4;

  // References
  public static final int REF_CHECK_NON_NULL = FIRST + 5;
  public static final int REF_EQ = FIRST + 6;
  public static final int REF_TEST = FIRST + 7;
  public static final int REF_CAST = FIRST + 8;
  public static final int REF_I31 = FIRST + 9;
  public static final int I31_GET_S = FIRST + 10;
  public static final int I31_GET_U = FIRST + 11;

  // Structures
  public static final int STRUCT_GET = FIRST + 12;
  public static final int STRUCT_GET8_S = FIRST + 13;
  public static final int STRUCT_GET8_U = FIRST + 14;
  public static final int STRUCT_GET16_S = FIRST + 15;
  public static final int STRUCT_GET16_U = FIRST + 16;
  public static final int STRUCT_GET_REF = FIRST + 17;
  public static final int STRUCT_GET128 = FIRST + 18;
  public static final int STRUCT_SET = FIRST + 19;
  public static final int STRUCT_SET_REF = FIRST + 20;
  public static final int STRUCT_SET128 = FIRST + 21;

  // Elements of arrays
  public static final int ARRAY_LEN = FIRST + 22;
  public static final int ARRAY_GET8_S = FIRST + 23;
  public static final int ARRAY_GET8_U = FIRST + 24;
  public static final int ARRAY_GET16_S = FIRST + 25;
  public static final int ARRAY_GET16_U = FIRST + 26;
  public static final int ARRAY_GET32 = FIRST + 27;
  public static final int ARRAY_GET64 = FIRST + 28;
  public static final int ARRAY_GET_REF = FIRST + 29;
  public static final int ARRAY_GET128 = FIRST + 30;
  public static final int ARRAY_SET8 = FIRST + 31;
  public static final int ARRAY_SET16 = FIRST + 32;
  public static final int ARRAY_SET32 = FIRST + 33;
  public static final int ARRAY_SET64 = FIRST + 34;
  public static final int ARRAY_SET_REF = FIRST + 35;
  public static final int ARRAY_SET128 = FIRST + 36;

  // Allocation
  public static final int STRUCT_NEW = FIRST + 37;
  public static final int STRUCT_NEW_DEFAULT = FIRST + 38;
  public static final int ARRAY_NEW = FIRST + 39;
  public static final int ARRAY_NEW_REF = FIRST + 40;
  public static final int ARRAY_NEW128 = FIRST + 41;
  public static final int ARRAY_NEW_DEFAULT = FIRST + 42;
  public static final int ARRAY_NEW_FIXED = FIRST + 43;
  public static final int ARRAY_NEW_DATA = FIRST + 44;
  public static final int ARRAY_NEW_ELEM = FIRST + 45;

  // Ranges of arrays
  public static final int ARRAY_FILL = FIRST + 46;
  public static final int ARRAY_FILL_REF = FIRST + 47;
  public static final int ARRAY_FILL128 = FIRST + 48;
  public static final int ARRAY_COPY = FIRST + 49;
  public static final int ARRAY_INIT_DATA = FIRST + 50;
  public static final int ARRAY_INIT_ELEM = FIRST + 51;

  private ObjectRegisterOpcode() {}

  /** Tells {@link RegisterInstruction} of them. */
  static void define() {
    RegisterInstruction.define(CALL_REF, "call_ref", REFERENCE, REGISTER, REFERENCE, INDEX);
    RegisterInstruction.define(BR_ON_NULL, "br_on_null", REFERENCE, TARGET);
    RegisterInstruction.define(BR_ON_NON_NULL, "br_on_non_null", REFERENCE, TARGET);
    RegisterInstruction.define(BR_ON_CAST, "br_on_cast", REFERENCE, HEAP_TYPE, TARGET);
    RegisterInstruction.define(BR_ON_CAST_FAIL, "br_on_cast_fail", REFERENCE, HEAP_TYPE, TARGET);
    RegisterInstruction.define(REF_CHECK_NON_NULL, "ref.check_non_null", REFERENCE);
    RegisterInstruction.define(REF_EQ, "ref.eq", REGISTER, REFERENCE, REFERENCE);
    RegisterInstruction.define(REF_TEST, "ref.test", REGISTER, REFERENCE, HEAP_TYPE);
    RegisterInstruction.define(REF_CAST, "ref.cast", REFERENCE, HEAP_TYPE);
    RegisterInstruction.define(REF_I31, "ref.i31", REFERENCE, REGISTER);
    RegisterInstruction.define(I31_GET_S, "i31.get_s", REGISTER, REFERENCE);
    RegisterInstruction.define(I31_GET_U, "i31.get_u", REGISTER, REFERENCE);
    for (String suffix : List.of("", "8_s", "8_u", "16_s", "16_u")) {
      int offset = List.of("", "8_s", "8_u", "16_s", "16_u").indexOf(suffix);
      RegisterInstruction.define(
          STRUCT_GET + offset, "struct.get" + suffix, REGISTER, REFERENCE, INDEX);
    }
    RegisterInstruction.define(STRUCT_GET_REF, "struct.get_ref", REFERENCE, REFERENCE, INDEX);
    RegisterInstruction.define(STRUCT_GET128, "struct.get128", VECTOR, REFERENCE, INDEX);
    RegisterInstruction.define(STRUCT_SET, "struct.set", REFERENCE, REGISTER, INDEX);
    RegisterInstruction.define(STRUCT_SET_REF, "struct.set_ref", REFERENCE, REFERENCE, INDEX);
    RegisterInstruction.define(STRUCT_SET128, "struct.set128", REFERENCE, VECTOR, INDEX);
    RegisterInstruction.define(ARRAY_LEN, "array.len", REGISTER, REFERENCE);
    List<String> reads = List.of("8_s", "8_u", "16_s", "16_u", "32", "64");
    for (int i = 0; i < reads.size(); i++) {
      RegisterInstruction.define(
          ARRAY_GET8_S + i, "array.get" + reads.get(i), REGISTER, REFERENCE, REGISTER);
    }
    RegisterInstruction.define(ARRAY_GET_REF, "array.get_ref", REFERENCE, REFERENCE, REGISTER);
    RegisterInstruction.define(ARRAY_GET128, "array.get128", VECTOR, REFERENCE, REGISTER);
    List<String> writes = List.of("8", "16", "32", "64");
    for (int i = 0; i < writes.size(); i++) {
      RegisterInstruction.define(
          ARRAY_SET8 + i, "array.set" + writes.get(i), REFERENCE, REGISTER, REGISTER);
    }
    RegisterInstruction.define(ARRAY_SET_REF, "array.set_ref", REFERENCE, REGISTER, REFERENCE);
    RegisterInstruction.define(ARRAY_SET128, "array.set128", REFERENCE, REGISTER, VECTOR);
    RegisterInstruction.define(STRUCT_NEW, "struct.new", REFERENCE, INDEX, REGISTER, REFERENCE);
    RegisterInstruction.define(STRUCT_NEW_DEFAULT, "struct.new_default", REFERENCE, INDEX);
    RegisterInstruction.define(ARRAY_NEW, "array.new", REFERENCE, INDEX, REGISTER, REGISTER);
    RegisterInstruction.define(
        ARRAY_NEW_REF, "array.new_ref", REFERENCE, INDEX, REFERENCE, REGISTER);
    RegisterInstruction.define(ARRAY_NEW128, "array.new128", REFERENCE, INDEX, VECTOR, REGISTER);
    RegisterInstruction.define(ARRAY_NEW_DEFAULT, "array.new_default", REFERENCE, INDEX, REGISTER);
    RegisterInstruction.define(
        ARRAY_NEW_FIXED, "array.new_fixed", REFERENCE, INDEX, COUNT, REGISTER, REFERENCE);
    RegisterInstruction.define(
        ARRAY_NEW_DATA, "array.new_data", REFERENCE, INDEX, INDEX, REGISTER, REGISTER);
    RegisterInstruction.define(
        ARRAY_NEW_ELEM, "array.new_elem", REFERENCE, INDEX, INDEX, REGISTER, REGISTER);
    RegisterInstruction.define(ARRAY_FILL, "array.fill", REFERENCE, REGISTER, REGISTER, REGISTER);
    RegisterInstruction.define(
        ARRAY_FILL_REF, "array.fill_ref", REFERENCE, REGISTER, REFERENCE, REGISTER);
    RegisterInstruction.define(
        ARRAY_FILL128, "array.fill128", REFERENCE, REGISTER, VECTOR, REGISTER);
    RegisterInstruction.define(
        ARRAY_COPY, "array.copy", REFERENCE, REGISTER, REFERENCE, REGISTER, REGISTER);
    RegisterInstruction.define(
        ARRAY_INIT_DATA, "array.init_data", REFERENCE, REGISTER, REGISTER, REGISTER, INDEX);
    RegisterInstruction.define(
        ARRAY_INIT_ELEM, "array.init_elem", REFERENCE, REGISTER, REGISTER, REGISTER, INDEX);
  }
}
