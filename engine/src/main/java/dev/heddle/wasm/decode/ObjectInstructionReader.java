package dev.heddle.wasm.decode;

import static dev.heddle.wasm.module.ObjectOpcode.*;

/** Passes over what follows the opcodes of {@link dev.heddle.wasm.module.ObjectOpcode}. */
public final class ObjectInstructionReader {

  private ObjectInstructionReader() {}

  /** Passes over the immediates of an instruction; tells whether it is one of these. */
  static boolean skipImmediates(ByteReader reader, int opcode) {
    switch (opcode) {
      case REF_EQ,
          REF_AS_NON_NULL,
          ARRAY_LEN,
          ANY_CONVERT_EXTERN,
          EXTERN_CONVERT_ANY,
          REF_I31,
          I31_GET_S,
          I31_GET_U -> {}
      case CALL_REF,
          BR_ON_NULL,
          BR_ON_NON_NULL,
          STRUCT_NEW,
          STRUCT_NEW_DEFAULT,
          ARRAY_NEW,
          ARRAY_NEW_DEFAULT,
          ARRAY_GET,
          ARRAY_GET_S,
          ARRAY_GET_U,
          ARRAY_SET,
          ARRAY_FILL ->
          reader.u32();
      case STRUCT_GET,
          STRUCT_GET_S,
          STRUCT_GET_U,
          STRUCT_SET,
          ARRAY_NEW_FIXED,
          ARRAY_NEW_DATA,
          ARRAY_NEW_ELEM,
          ARRAY_COPY,
          ARRAY_INIT_DATA,
          ARRAY_INIT_ELEM -> {
        reader.u32();
        reader.u32();
      }
      case REF_TEST, REF_TEST_NULL, REF_CAST, REF_CAST_NULL -> ValueTypeReader.skipHeapType(reader);
      case BR_ON_CAST, BR_ON_CAST_FAIL -> {
        castFlags(reader);
        reader.u32();
        ValueTypeReader.skipHeapType(reader);
        ValueTypeReader.skipHeapType(reader);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The flags of a branching cast. */
  public static int castFlags(ByteReader reader) {
    int flags = reader.u8();
    if ((flags & ~(CAST_FROM_NULLABLE | CAST_TO_NULLABLE)) != 0) {
      throw reader.malformed("malformed cast flags 0x" + Integer.toHexString(flags));
    }
    return flags;
  }
}
