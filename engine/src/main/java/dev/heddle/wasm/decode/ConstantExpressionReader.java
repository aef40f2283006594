package dev.heddle.wasm.decode;

import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.ConstantExpression.Arithmetic;
import dev.heddle.wasm.module.ConstantExpression.F32Const;
import dev.heddle.wasm.module.ConstantExpression.F64Const;
import dev.heddle.wasm.module.ConstantExpression.GlobalGet;
import dev.heddle.wasm.module.ConstantExpression.I32Const;
import dev.heddle.wasm.module.ConstantExpression.I64Const;
import dev.heddle.wasm.module.ConstantExpression.Instruction;
import dev.heddle.wasm.module.ConstantExpression.NewObject;
import dev.heddle.wasm.module.ConstantExpression.NotConstant;
import dev.heddle.wasm.module.ConstantExpression.RefFunc;
import dev.heddle.wasm.module.ConstantExpression.RefNull;
import dev.heddle.wasm.module.ConstantExpression.ReferenceConversion;
import dev.heddle.wasm.module.ConstantExpression.V128Const;
import dev.heddle.wasm.module.ObjectOpcode;
import dev.heddle.wasm.module.Opcode;
import dev.heddle.wasm.module.VectorOpcode;
import dev.heddle.wasm.types.DefinedType;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads expressions where the module needs constant ones. Source: core specification, section
 * 5.4.10 (expressions).
 *
 * <p>By the grammar any expression may be there; that its instructions are constant is a matter of
 * validation.
 */
final class ConstantExpressionReader {

  private static final int V128_CONST = Opcode.PREFIX_FD << 12 | VectorOpcode.V128_CONST;

  private ConstantExpressionReader() {}

  /** The instructions up to the matching {@code end}, which is consumed. */
  static ConstantExpression read(ByteReader reader, List<DefinedType> types) {
    int start = reader.position();
    List<Instruction> instructions = new ArrayList<>(1);
    int openBlocks = 0;
    while (true) {
      int offset = reader.position();
      int opcode = InstructionReader.opcode(reader);
      switch (opcode) {
        case Opcode.BLOCK, Opcode.LOOP, Opcode.IF -> openBlocks++;
        case Opcode.END -> {
          if (openBlocks == 0) {
            return new ConstantExpression(List.copyOf(instructions), start);
          }
          openBlocks--;
        }
        case Opcode.ELSE -> {
          if (openBlocks == 0) {
            throw reader.malformed("END opcode expected, not else");
          }
        }
        default -> {}
      }
      instructions.add(instruction(reader, opcode, offset, types));
    }
  }

  private static Instruction instruction(
      ByteReader reader, int opcode, int offset, List<DefinedType> types) {
    return switch (opcode) {
      case Opcode.I32_CONST -> new I32Const(reader.s32());
      case Opcode.I64_CONST -> new I64Const(reader.s64());
      case Opcode.F32_CONST -> new F32Const(reader.fixed32());
      case Opcode.F64_CONST -> new F64Const(reader.fixed64());
      case V128_CONST -> new V128Const(reader.fixed64(), reader.fixed64());
      case Opcode.REF_NULL -> new RefNull(ValueTypeReader.heapType(reader, types));
      case Opcode.REF_FUNC -> new RefFunc(reader.u32());
      case Opcode.GLOBAL_GET -> new GlobalGet(reader.u32());
      case Opcode.I32_ADD,
          Opcode.I32_SUB,
          Opcode.I32_MUL,
          Opcode.I64_ADD,
          Opcode.I64_SUB,
          Opcode.I64_MUL ->
          new Arithmetic(opcode);
      case ObjectOpcode.STRUCT_NEW,
          ObjectOpcode.STRUCT_NEW_DEFAULT,
          ObjectOpcode.ARRAY_NEW,
          ObjectOpcode.ARRAY_NEW_DEFAULT ->
          new NewObject(opcode, reader.u32(), 0);
      case ObjectOpcode.ARRAY_NEW_FIXED -> new NewObject(opcode, reader.u32(), reader.u32());
      case ObjectOpcode.REF_I31, ObjectOpcode.ANY_CONVERT_EXTERN, ObjectOpcode.EXTERN_CONVERT_ANY ->
          new ReferenceConversion(opcode);
      default -> {
        InstructionReader.skipImmediates(reader, opcode, offset);
        yield new NotConstant(opcode);
      }
    };
  }
}
