package dev.heddle.wasm.lower;

import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;

/** Reads the pieces of a validated function body. Source: core specification, section 5.4. */
final class BodyReader {

  private static final FunctionType NOTHING = FunctionType.of(List.of(), List.of());

  private BodyReader() {}

  /** A block type as a function type. */
  static FunctionType blockType(ByteReader in, ModuleDefinition module) {
    long type = in.s33();
    return type >= 0
        ? module.types().get((int) type)
        : switch ((int) type & 0x7f) {
          case 0x40 -> NOTHING;
          case 0x7f -> result(NumberType.I32);
          case 0x7e -> result(NumberType.I64);
          case 0x7d -> result(NumberType.F32);
          case 0x7c -> result(NumberType.F64);
          case 0x70 -> result(ValueType.FUNCREF);
          case 0x6f -> result(ValueType.EXTERNREF);
          default -> throw new IllegalStateException("not a block type: " + type);
        };
  }

  private static FunctionType result(ValueType type) {
    return FunctionType.of(List.of(), List.of(type));
  }
}
