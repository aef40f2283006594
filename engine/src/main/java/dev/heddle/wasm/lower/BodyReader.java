package dev.heddle.wasm.lower;

import static dev.heddle.wasm.module.Opcode.*;

import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.Opcode;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;

/** Reads the pieces of a validated function body. Source: core specification, section 5.4. */
final class BodyReader {

  private static final FunctionType NOTHING = FunctionType.of(List.of(), List.of());

  private BodyReader() {}

  /** The next opcode, a prefixed one in the form that {@link Opcode} has. */
  static int opcode(ByteReader in) {
    int opcode = in.u8();
    return opcode == PREFIX_FC ? opcode << 8 | in.u32() : opcode;
  }

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

  /** Passes over the immediates of an instruction that cannot be reached. */
  static void skipImmediates(ByteReader in, int opcode) {
    switch (opcode) {
      case BLOCK, LOOP, IF -> in.s33();
      case BR, BR_IF, CALL, LOCAL_GET, LOCAL_SET, LOCAL_TEE, GLOBAL_GET, GLOBAL_SET -> in.u32();
      case TABLE_GET, TABLE_SET, REF_FUNC, MEMORY_SIZE, MEMORY_GROW, MEMORY_FILL -> in.u32();
      case DATA_DROP, ELEM_DROP, TABLE_GROW, TABLE_SIZE, TABLE_FILL -> in.u32();
      case CALL_INDIRECT, MEMORY_INIT, MEMORY_COPY, TABLE_INIT, TABLE_COPY -> {
        in.u32();
        in.u32();
      }
      case BR_TABLE, SELECT_TYPED -> {
        int count = in.u32();
        for (int i = opcode == BR_TABLE ? 0 : 1; i <= count; i++) {
          in.u32();
        }
      }
      case I32_CONST -> in.s32();
      case I64_CONST -> in.s64();
      case F32_CONST -> in.skip(4);
      case F64_CONST -> in.skip(8);
      case REF_NULL -> in.s33();
      default -> {
        if (opcode >= I32_LOAD && opcode <= I64_STORE32) {
          in.u32();
          in.u64();
        }
      }
    }
  }
}
