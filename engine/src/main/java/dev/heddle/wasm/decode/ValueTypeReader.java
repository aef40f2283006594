package dev.heddle.wasm.decode;

import dev.heddle.wasm.UnsupportedFeatureException;
import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.HeapType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.ValueType;

/**
 * Reads value types, reference types and heap types. Source: core specification, sections 5.3.1 to
 * 5.3.5.
 */
public final class ValueTypeReader {

  private static final int I32 = 0x7f;
  private static final int I64 = 0x7e;
  private static final int F32 = 0x7d;
  private static final int F64 = 0x7c;
  private static final int V128 = 0x7b;

  private ValueTypeReader() {}

  /** A value type. */
  public static ValueType valueType(ByteReader reader) {
    int offset = reader.position();
    int code = typeCode(reader, "malformed value type");
    return switch (code) {
      case I32 -> ValueType.I32;
      case I64 -> ValueType.I64;
      case F32 -> ValueType.F32;
      case F64 -> ValueType.F64;
      case V128 -> ValueType.V128;
      default -> abstractReference(reader, code, offset, "malformed value type");
    };
  }

  /** A reference type. */
  public static ReferenceType referenceType(ByteReader reader) {
    int offset = reader.position();
    int code = typeCode(reader, "malformed reference type");
    return abstractReference(reader, code, offset, "malformed reference type");
  }

  private static ReferenceType abstractReference(
      ByteReader reader, int code, int offset, String problem) {
    return new ReferenceType(true, abstractHeapType(reader, code, offset, problem));
  }

  /** A heap type. */
  public static HeapType heapType(ByteReader reader) {
    int offset = reader.position();
    long code = reader.s33();
    if (code >= 0) {
      throw new UnsupportedFeatureException("function-references", "heap type " + code, offset);
    }
    if (code < -0x40) {
      throw reader.malformed("malformed heap type");
    }
    int type = (int) code & 0x7f;
    return abstractHeapType(reader, type, offset, "malformed heap type");
  }

  private static AbstractHeapType abstractHeapType(
      ByteReader reader, int code, int offset, String problem) {
    return switch (code) {
      case 0x69 -> AbstractHeapType.EXN;
      case 0x6a -> AbstractHeapType.ARRAY;
      case 0x6b -> AbstractHeapType.STRUCT;
      case 0x6c -> AbstractHeapType.I31;
      case 0x6d -> AbstractHeapType.EQ;
      case 0x6e -> AbstractHeapType.ANY;
      case 0x6f -> AbstractHeapType.EXTERN;
      case 0x70 -> AbstractHeapType.FUNC;
      case 0x71 -> AbstractHeapType.NONE;
      case 0x72 -> AbstractHeapType.NOEXTERN;
      case 0x73 -> AbstractHeapType.NOFUNC;
      case 0x74 -> AbstractHeapType.NOEXN;
      default -> throw unknownReference(reader, code, offset, problem);
    };
  }

  /** Types are signed LEB128 numbers, of which only the one-byte ones are in use. */
  private static int typeCode(ByteReader reader, String problem) {
    int code = reader.u8();
    if (code >= 0x80) {
      throw reader.malformed(problem + " 0x" + Integer.toHexString(code));
    }
    return code;
  }

  private static RuntimeException unknownReference(
      ByteReader reader, int code, int offset, String problem) {
    String feature =
        switch (code) {
          case 0x63, 0x64 -> "function-references";
          case 0x68, 0x75 -> "stack-switching";
          default -> "";
        };
    return feature.isEmpty()
        ? reader.malformed(problem + " 0x" + Integer.toHexString(code))
        : new UnsupportedFeatureException(feature, "type 0x" + Integer.toHexString(code), offset);
  }
}
