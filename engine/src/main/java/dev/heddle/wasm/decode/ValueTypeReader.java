package dev.heddle.wasm.decode;

import dev.heddle.wasm.UnsupportedFeatureException;
import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.HeapType;
import dev.heddle.wasm.types.PackedType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.StorageType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads value types, reference types and heap types. Source: core specification, sections 5.3.1 to
 * 5.3.8.
 *
 * <p>Indices of types are looked up in a list; one that is not there is an {@link
 * dev.heddle.wasm.InvalidModuleException}.
 */
public final class ValueTypeReader {

  private static final int I32 = 0x7f;
  private static final int I64 = 0x7e;
  private static final int F32 = 0x7d;
  private static final int F64 = 0x7c;
  private static final int V128 = 0x7b;
  private static final int I8 = 0x78;
  private static final int I16 = 0x77;
  private static final int REFERENCE = 0x64;
  private static final int NULLABLE_REFERENCE = 0x63;

  private ValueTypeReader() {}

  /** A value type, whose indices need not be good. */
  static void skipValueType(ByteReader reader) {
    valueType(reader, null);
  }

  /** A value type or a packed type. */
  static StorageType storageType(ByteReader reader, List<DefinedType> types) {
    int code = reader.peek();
    if (code != I8 && code != I16) {
      return valueType(reader, types);
    }
    reader.u8();
    return code == I8 ? PackedType.I8 : PackedType.I16;
  }

  /** A reference type. */
  public static ReferenceType referenceType(ByteReader reader, List<DefinedType> types) {
    int offset = reader.position();
    int code = typeCode(reader, "malformed reference type");
    return referenceType(reader, code, offset, "malformed reference type", types);
  }

  /** A heap type, whose index need not be good. */
  static void skipHeapType(ByteReader reader) {
    heapType(reader, null);
  }

  /** A value type; without a list of types, its indices are not looked up. */
  public static ValueType valueType(ByteReader reader, @Nullable List<DefinedType> types) {
    int offset = reader.position();
    int code = typeCode(reader, "malformed value type");
    return switch (code) {
      case I32 -> ValueType.I32;
      case I64 -> ValueType.I64;
      case F32 -> ValueType.F32;
      case F64 -> ValueType.F64;
      case V128 -> ValueType.V128;
      default -> referenceType(reader, code, offset, "malformed value type", types);
    };
  }

  private static ReferenceType referenceType(
      ByteReader reader, int code, int offset, String problem, @Nullable List<DefinedType> types) {
    return switch (code) {
      case REFERENCE -> new ReferenceType(false, heapType(reader, types));
      case NULLABLE_REFERENCE -> new ReferenceType(true, heapType(reader, types));
      default -> new ReferenceType(true, abstractHeapType(reader, code, offset, problem));
    };
  }

  /** A heap type; without a list of types, its index is not looked up. */
  public static HeapType heapType(ByteReader reader, @Nullable List<DefinedType> types) {
    int offset = reader.position();
    long code = reader.s33();
    if (code >= 0) {
      return types == null ? AbstractHeapType.ANY : lookUp(reader, types, (int) code);
    }
    if (code < -0x40) {
      throw reader.malformed("malformed heap type");
    }
    return abstractHeapType(reader, (int) code & 0x7f, offset, "malformed heap type");
  }

  private static DefinedType lookUp(ByteReader reader, List<DefinedType> types, int index) {
    if (index < 0 || index >= types.size()) {
      throw reader.invalid("unknown type " + Integer.toUnsignedString(index));
    }
    return types.get(index);
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
      case 0x68, 0x75 ->
          throw new UnsupportedFeatureException(
              "stack-switching", "type 0x" + Integer.toHexString(code), offset);
      default -> throw reader.malformed(problem + " 0x" + Integer.toHexString(code));
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
}
