package dev.heddle.wasm.decode;

import dev.heddle.wasm.UnsupportedFeatureException;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the type section. Source: core specification, section 5.5.4. */
final class TypeSectionReader {

  private static final int FUNCTION = 0x60;

  private TypeSectionReader() {}

  /** The types by index; equal types are the same object. */
  static List<FunctionType> read(ByteReader reader) {
    int count = reader.count("types");
    ImplementationLimits.check(count, ImplementationLimits.TYPES, "types", "type section");
    List<FunctionType> types = new ArrayList<>(count);
    Map<FunctionType, FunctionType> distinct = new HashMap<>();
    for (int i = 0; i < count; i++) {
      FunctionType type = compositeType(reader);
      FunctionType same = distinct.putIfAbsent(type, type);
      types.add(same == null ? type : same);
    }
    return types;
  }

  private static FunctionType compositeType(ByteReader reader) {
    int offset = reader.position();
    int form = reader.u8();
    if (form != FUNCTION) {
      throw unknownForm(reader, form, offset);
    }
    List<ValueType> parameters =
        valueTypes(reader, ImplementationLimits.PARAMETERS, "parameters of a function");
    List<ValueType> results =
        valueTypes(reader, ImplementationLimits.RESULTS, "results of a function");
    return FunctionType.of(parameters, results);
  }

  private static List<ValueType> valueTypes(ByteReader reader, int limit, String what) {
    int count = reader.count("value types");
    ImplementationLimits.check(count, limit, what, "type section");
    ValueType[] types = new ValueType[count];
    for (int i = 0; i < count; i++) {
      types[i] = ValueTypeReader.valueType(reader);
    }
    return List.of(types);
  }

  private static RuntimeException unknownForm(ByteReader reader, int form, int offset) {
    String feature =
        switch (form) {
          case 0x4e, 0x4f, 0x50, 0x5e, 0x5f -> "gc";
          case 0x5d -> "stack-switching";
          default -> "";
        };
    if (!feature.isEmpty()) {
      return new UnsupportedFeatureException(
          feature, "type of the form 0x" + Integer.toHexString(form), offset);
    }
    return reader.malformed(
        form >= 0x80
            ? "integer representation too long"
            : "malformed definition type 0x" + Integer.toHexString(form));
  }
}
