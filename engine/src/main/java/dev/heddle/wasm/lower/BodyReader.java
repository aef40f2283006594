package dev.heddle.wasm.lower;

import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.InstructionReader;
import dev.heddle.wasm.decode.ValueTypeReader;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.types.FunctionType;
import java.util.List;

/** Reads the pieces of a validated function body. Source: core specification, section 5.4. */
final class BodyReader {

  private static final FunctionType NOTHING = FunctionType.of(List.of(), List.of());

  private BodyReader() {}

  /** A block type as a function type. */
  static FunctionType blockType(ByteReader in, ModuleDefinition module) {
    if (in.peek() == InstructionReader.EMPTY_BLOCK) {
      in.u8();
      return NOTHING;
    }
    if (InstructionReader.isValueTypeNext(in)) {
      return FunctionType.of(List.of(), List.of(ValueTypeReader.valueType(in, module.types())));
    }
    return module.types().get(InstructionReader.blockTypeIndex(in)).function();
  }
}
