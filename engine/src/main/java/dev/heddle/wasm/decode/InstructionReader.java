package dev.heddle.wasm.decode;

import dev.heddle.wasm.module.AtomicOpcode;
import dev.heddle.wasm.module.ControlOpcode;
import dev.heddle.wasm.module.Opcode;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.module.WideOpcode;

/**
 * Reads opcodes, and passes over what follows them. Source: core specification, section 5.4
 * (instructions).
 */
public final class InstructionReader {

  /** The block type of a block that takes and returns nothing. */
  public static final int EMPTY_BLOCK = 0x40;

  /** From this value on, the bits of a memory argument's first number mean nothing. */
  public static final int MEMORY_ARGUMENT_FLAGS = 0x80;

  /** The bit of a memory argument's first number that says that the index of a memory follows. */
  public static final int MEMORY_ARGUMENT_HAS_INDEX = 0x40;

  private InstructionReader() {}

  /** An opcode as {@link Opcode} has it. */
  public static int opcode(ByteReader reader) {
    int opcode = reader.u8();
    return Opcode.isPrefix(opcode) ? prefixed(reader, opcode) : opcode;
  }

  /** The opcode behind a prefix, which has been read. */
  public static int prefixed(ByteReader reader, int prefix) {
    int number = reader.u32();
    if (number < 0 || number > Opcode.LAST_AFTER_PREFIX) {
      throw reader.malformed(
          "illegal opcode " + Integer.toHexString(prefix) + ' ' + Integer.toHexString(number));
    }
    return Opcode.prefixed(prefix, number);
  }

  /** Whether the next block type is a value type, rather than the index of a type. */
  public static boolean isValueTypeNext(ByteReader reader) {
    return (reader.peek() & 0xc0) == 0x40;
  }

  /** The index of a type in the place of a block type. */
  public static int blockTypeIndex(ByteReader reader) {
    long index = reader.s33();
    if (index < 0) {
      throw reader.malformed("malformed block type");
    }
    return (int) index;
  }

  /** Passes over instructions up to the matching {@code end}, that included. */
  static void skipExpression(ByteReader reader) {
    int openBlocks = 0;
    while (openBlocks >= 0) {
      int offset = reader.position();
      int opcode = opcode(reader);
      switch (opcode) {
        case Opcode.BLOCK,
            Opcode.LOOP,
            Opcode.IF,
            ControlOpcode.TRY_TABLE,
            ControlOpcode.LEGACY_TRY ->
            openBlocks++;
        case Opcode.END, ControlOpcode.LEGACY_DELEGATE -> openBlocks--;
        default -> {}
      }
      skipImmediates(reader, opcode, offset);
    }
  }

  /** Passes over what follows an opcode; {@code offset} is where the opcode is. */
  public static void skipImmediates(ByteReader reader, int opcode, int offset) {
    switch (opcode) {
      case Opcode.BLOCK, Opcode.LOOP, Opcode.IF, ControlOpcode.LEGACY_TRY -> skipBlockType(reader);
      case ControlOpcode.TRY_TABLE -> {
        skipBlockType(reader);
        CatchClause.readAll(reader);
      }
      case Opcode.BR,
          Opcode.BR_IF,
          Opcode.CALL,
          Opcode.LOCAL_GET,
          Opcode.LOCAL_SET,
          Opcode.LOCAL_TEE,
          Opcode.GLOBAL_GET,
          Opcode.GLOBAL_SET,
          Opcode.TABLE_GET,
          Opcode.TABLE_SET,
          Opcode.MEMORY_SIZE,
          Opcode.MEMORY_GROW,
          Opcode.REF_FUNC,
          Opcode.DATA_DROP,
          Opcode.MEMORY_FILL,
          Opcode.ELEM_DROP,
          Opcode.TABLE_GROW,
          Opcode.TABLE_SIZE,
          Opcode.TABLE_FILL,
          ControlOpcode.RETURN_CALL,
          ControlOpcode.RETURN_CALL_REF,
          ControlOpcode.THROW,
          ControlOpcode.LEGACY_CATCH,
          ControlOpcode.LEGACY_RETHROW,
          ControlOpcode.LEGACY_DELEGATE ->
          reader.u32();
      case Opcode.CALL_INDIRECT,
          ControlOpcode.RETURN_CALL_INDIRECT,
          Opcode.MEMORY_INIT,
          Opcode.MEMORY_COPY,
          Opcode.TABLE_INIT,
          Opcode.TABLE_COPY -> {
        reader.u32();
        reader.u32();
      }
      case Opcode.BR_TABLE -> {
        for (int labels = reader.count("labels"); labels >= 0; labels--) {
          reader.u32();
        }
      }
      case Opcode.SELECT_TYPED -> {
        for (int types = reader.count("value types"); types > 0; types--) {
          ValueTypeReader.skipValueType(reader);
        }
      }
      case Opcode.I32_CONST -> reader.s32();
      case Opcode.I64_CONST -> reader.s64();
      case Opcode.F32_CONST -> reader.fixed32();
      case Opcode.F64_CONST -> reader.fixed64();
      case Opcode.REF_NULL -> ValueTypeReader.skipHeapType(reader);
      case Opcode.UNREACHABLE,
          Opcode.NOP,
          Opcode.ELSE,
          Opcode.END,
          Opcode.RETURN,
          ControlOpcode.THROW_REF,
          ControlOpcode.LEGACY_CATCH_ALL,
          Opcode.DROP,
          Opcode.SELECT,
          Opcode.REF_IS_NULL -> {}
      default -> {
        VectorInstruction vector = VectorInstruction.of(opcode);
        if (vector != null) {
          skipVectorImmediates(reader, vector.form());
        } else if (opcode == AtomicOpcode.FENCE) {
          skipFence(reader);
        } else if (opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_STORE32
            || AtomicOpcode.isAtomic(opcode)) {
          skipMemoryArgument(reader);
        } else if (!isNumeric(opcode) && !ObjectInstructionReader.skipImmediates(reader, opcode)) {
          throw UnsupportedInstructions.exception(reader, opcode, offset);
        }
      }
    }
  }

  private static void skipVectorImmediates(ByteReader reader, VectorInstruction.Form form) {
    switch (form) {
      case LOAD, STORE -> skipMemoryArgument(reader);
      case LOAD_LANE, STORE_LANE -> {
        skipMemoryArgument(reader);
        reader.u8();
      }
      case CONST, SHUFFLE -> reader.skip(VectorInstruction.BYTES);
      case EXTRACT, REPLACE -> reader.u8();
      case UNARY, BINARY, TERNARY, SHIFT, TEST, SPLAT -> {}
    }
  }

  private static void skipMemoryArgument(ByteReader reader) {
    int flags = reader.u32();
    if (Integer.compareUnsigned(flags, MEMORY_ARGUMENT_FLAGS) >= 0) {
      throw reader.malformed("malformed memop flags " + Integer.toUnsignedString(flags));
    }
    if ((flags & MEMORY_ARGUMENT_HAS_INDEX) != 0) {
      reader.u32();
    }
    reader.u64();
  }

  /** Passes over the byte behind a fence, which is kept free for other kinds of fences. */
  public static void skipFence(ByteReader reader) {
    if (reader.u8() != 0) {
      throw reader.malformed("zero byte expected behind atomic.fence");
    }
  }

  private static boolean isNumeric(int opcode) {
    return opcode >= Opcode.I32_EQZ && opcode <= Opcode.I64_EXTEND32_S
        || opcode >= Opcode.I32_TRUNC_SAT_F32_S && opcode <= Opcode.I64_TRUNC_SAT_F64_U
        || WideOpcode.isWide(opcode);
  }

  private static void skipBlockType(ByteReader reader) {
    if (reader.peek() == EMPTY_BLOCK) {
      reader.u8();
    } else if (isValueTypeNext(reader)) {
      ValueTypeReader.skipValueType(reader);
    } else {
      blockTypeIndex(reader);
    }
  }
}
