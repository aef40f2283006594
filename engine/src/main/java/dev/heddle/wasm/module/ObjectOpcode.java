package dev.heddle.wasm.module;

/**
 * The opcodes of typed function references and of garbage collection. Source: core specification,
 * sections 5.4.1 and 5.4.5 (control and aggregate instructions).
 */
public final class ObjectOpcode {

  public static final int CALL_REF = 0x14;
  public static final int REF_EQ = 0xd3;
  public static final int REF_AS_NON_NULL = 0xd4;
  public static final int BR_ON_NULL = 0xd5;
  public static final int BR_ON_NON_NULL = 0xd6;

  public static final int STRUCT_NEW = Opcode.PREFIX_FB << 12;
  public static final int STRUCT_NEW_DEFAULT = STRUCT_NEW + 1;
  public static final int STRUCT_GET = STRUCT_NEW + 2;
  public static final int STRUCT_GET_S = STRUCT_NEW + 3;
  public static final int STRUCT_GET_U = STRUCT_NEW + 4;
  public static final int STRUCT_SET = STRUCT_NEW + 5;
  public static final int ARRAY_NEW = STRUCT_NEW + 6;
  public static final int ARRAY_NEW_DEFAULT = STRUCT_NEW + 7;
  public static final int ARRAY_NEW_FIXED = STRUCT_NEW + 8;
  public static final int ARRAY_NEW_DATA = STRUCT_NEW + 9;
  public static final int ARRAY_NEW_ELEM = STRUCT_NEW + 10;
  public static final int ARRAY_GET = STRUCT_NEW + 11;
  public static final int ARRAY_GET_S = STRUCT_NEW + 12;
  public static final int ARRAY_GET_U = STRUCT_NEW + 13;
  public static final int ARRAY_SET = STRUCT_NEW + 14;
  public static final int ARRAY_LEN = STRUCT_NEW + 15;
  public static final int ARRAY_FILL = STRUCT_NEW + 16;
  public static final int ARRAY_COPY = STRUCT_NEW + 17;
  public static final int ARRAY_INIT_DATA = STRUCT_NEW + 18;
  public static final int ARRAY_INIT_ELEM = STRUCT_NEW + 19;
  public static final int REF_TEST = STRUCT_NEW + 20;
  public static final int REF_TEST_NULL = STRUCT_NEW + 21;
  public static final int REF_CAST = STRUCT_NEW + 22;
  public static final int REF_CAST_NULL = STRUCT_NEW + 23;
  public static final int BR_ON_CAST = STRUCT_NEW + 24;
  public static final int BR_ON_CAST_FAIL = STRUCT_NEW + 25;
  public static final int ANY_CONVERT_EXTERN = STRUCT_NEW + 26;
  public static final int EXTERN_CONVERT_ANY = STRUCT_NEW + 27;
  public static final int REF_I31 = STRUCT_NEW + 28;
  public static final int I31_GET_S = STRUCT_NEW + 29;
  public static final int I31_GET_U = STRUCT_NEW + 30;

  /** In the flags of a branching cast: null is among what is tested. */
  public static final int CAST_FROM_NULLABLE = 1;

  /** In the flags of a branching cast: null passes the cast. */
  public static final int CAST_TO_NULLABLE = 2;

  private ObjectOpcode() {}

  /** Whether an opcode is one of these. */
  public static boolean contains(int opcode) {
    return opcode == CALL_REF
        || opcode >= REF_EQ && opcode <= BR_ON_NON_NULL
        || opcode >= STRUCT_NEW && opcode <= I31_GET_U;
  }
}
