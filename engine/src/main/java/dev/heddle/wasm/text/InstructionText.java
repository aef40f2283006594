package dev.heddle.wasm.text;

import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.CatchClause;
import dev.heddle.wasm.decode.InstructionReader;
import dev.heddle.wasm.decode.ObjectInstructionReader;
import dev.heddle.wasm.decode.ValueTypeReader;
import dev.heddle.wasm.module.AtomicOpcode;
import dev.heddle.wasm.module.ControlOpcode;
import dev.heddle.wasm.module.Mnemonics;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.ObjectOpcode;
import dev.heddle.wasm.module.Opcode;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.types.HeapType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;

/** Instructions of a valid function as text, one after the other. Not thread-safe. */
final class InstructionText {

  /** The binary logarithms of how much loads and stores access, by opcode from the first load. */
  private static final int[] WIDTHS = {
    2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2
  };

  private static final int ALIGNMENT = 0x3f;

  private final ByteReader reader;
  private final ModuleDefinition module;
  private final TypeText types;
  private final Identifiers names;
  private final StringBuilder text = new StringBuilder();

  /** How many blocks are open after the instruction that was read last. */
  private int depth;

  InstructionText(ByteReader reader, ModuleDefinition module, TypeText types, Identifiers names) {
    this.reader = reader;
    this.module = module;
    this.types = types;
    this.names = names;
  }

  /** How many blocks are open; -1 after the end of the function. */
  int depth() {
    return depth;
  }

  /** Reads an instruction. */
  String next() {
    text.setLength(0);
    int opcode = InstructionReader.opcode(reader);
    text.append(Mnemonics.of(opcode));
    immediates(opcode);
    return text.toString();
  }

  private void immediates(int opcode) {
    switch (opcode) {
      case Opcode.BLOCK, Opcode.LOOP, Opcode.IF, ControlOpcode.LEGACY_TRY -> {
        blockType();
        open();
      }
      case ControlOpcode.TRY_TABLE -> {
        blockType();
        CatchClause.readAll(reader).forEach(this::catchClause);
        open();
      }
      case Opcode.END -> depth--;
      case ControlOpcode.LEGACY_DELEGATE -> {
        depth--;
        label(reader.u32());
      }
      case Opcode.BR,
          Opcode.BR_IF,
          ControlOpcode.LEGACY_RETHROW,
          ObjectOpcode.BR_ON_NULL,
          ObjectOpcode.BR_ON_NON_NULL ->
          label(reader.u32());
      case Opcode.BR_TABLE -> {
        for (int labels = reader.count("labels"); labels >= 0; labels--) {
          label(reader.u32());
        }
      }
      case Opcode.CALL, ControlOpcode.RETURN_CALL, Opcode.REF_FUNC ->
          word(names.function(reader.u32()));
      case Opcode.GLOBAL_GET, Opcode.GLOBAL_SET -> word(names.global(reader.u32()));
      case Opcode.CALL_INDIRECT, ControlOpcode.RETURN_CALL_INDIRECT -> {
        int type = reader.u32();
        unlessFirst(reader.u32());
        word(types.use(type));
      }
      case Opcode.LOCAL_GET,
          Opcode.LOCAL_SET,
          Opcode.LOCAL_TEE,
          Opcode.DATA_DROP,
          Opcode.ELEM_DROP,
          ControlOpcode.RETURN_CALL_REF,
          ControlOpcode.THROW,
          ControlOpcode.LEGACY_CATCH ->
          number();
      case Opcode.TABLE_GET,
          Opcode.TABLE_SET,
          Opcode.TABLE_GROW,
          Opcode.TABLE_SIZE,
          Opcode.TABLE_FILL,
          Opcode.MEMORY_SIZE,
          Opcode.MEMORY_GROW,
          Opcode.MEMORY_FILL ->
          unlessFirst(reader.u32());
      case Opcode.MEMORY_INIT, Opcode.TABLE_INIT -> {
        int segment = reader.u32();
        unlessFirst(reader.u32());
        word(Integer.toUnsignedString(segment));
      }
      case Opcode.MEMORY_COPY, Opcode.TABLE_COPY -> {
        int to = reader.u32();
        int from = reader.u32();
        if (to != 0 || from != 0) {
          word(to + " " + from);
        }
      }
      case Opcode.SELECT_TYPED -> {
        text.append(" (result");
        for (int count = reader.count("value types"); count > 0; count--) {
          word(types.value(valueType()));
        }
        text.append(')');
      }
      case Opcode.I32_CONST -> word(String.valueOf(reader.s32()));
      case Opcode.I64_CONST -> word(String.valueOf(reader.s64()));
      case Opcode.F32_CONST -> word(Constants.f32(reader.fixed32()));
      case Opcode.F64_CONST -> word(Constants.f64(reader.fixed64()));
      case Opcode.REF_NULL -> word(types.heap(heapType()));
      case AtomicOpcode.FENCE -> InstructionReader.skipFence(reader);
      default -> others(opcode);
    }
  }

  private void others(int opcode) {
    VectorInstruction vector = VectorInstruction.of(opcode);
    if (vector != null) {
      vector(vector);
    } else if (opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_STORE32) {
      memoryArgument(WIDTHS[opcode - Opcode.I32_LOAD]);
    } else if (AtomicOpcode.isAtomic(opcode)) {
      memoryArgument(AtomicOpcode.widthLog2(opcode));
    } else if (ObjectOpcode.contains(opcode)) {
      object(opcode);
    }
  }

  private void vector(VectorInstruction instruction) {
    switch (instruction.form()) {
      case LOAD, STORE -> memoryArgument(instruction.naturalAlignment());
      case LOAD_LANE, STORE_LANE -> {
        memoryArgument(instruction.naturalAlignment());
        word(String.valueOf(reader.u8()));
      }
      case CONST -> {
        text.append(" i32x4");
        for (int i = 0; i < VectorInstruction.BYTES / Integer.BYTES; i++) {
          text.append(String.format(" 0x%08x", reader.fixed32()));
        }
      }
      case SHUFFLE -> {
        for (int i = 0; i < VectorInstruction.BYTES; i++) {
          word(String.valueOf(reader.u8()));
        }
      }
      case EXTRACT, REPLACE -> word(String.valueOf(reader.u8()));
      case UNARY, BINARY, TERNARY, SHIFT, TEST, SPLAT -> {}
    }
  }

  private void object(int opcode) {
    switch (opcode) {
      case ObjectOpcode.CALL_REF,
          ObjectOpcode.STRUCT_NEW,
          ObjectOpcode.STRUCT_NEW_DEFAULT,
          ObjectOpcode.ARRAY_NEW,
          ObjectOpcode.ARRAY_NEW_DEFAULT,
          ObjectOpcode.ARRAY_GET,
          ObjectOpcode.ARRAY_GET_S,
          ObjectOpcode.ARRAY_GET_U,
          ObjectOpcode.ARRAY_SET,
          ObjectOpcode.ARRAY_FILL ->
          number();
      case ObjectOpcode.STRUCT_GET,
          ObjectOpcode.STRUCT_GET_S,
          ObjectOpcode.STRUCT_GET_U,
          ObjectOpcode.STRUCT_SET,
          ObjectOpcode.ARRAY_NEW_FIXED,
          ObjectOpcode.ARRAY_NEW_DATA,
          ObjectOpcode.ARRAY_NEW_ELEM,
          ObjectOpcode.ARRAY_COPY,
          ObjectOpcode.ARRAY_INIT_DATA,
          ObjectOpcode.ARRAY_INIT_ELEM -> {
        number();
        number();
      }
      case ObjectOpcode.REF_TEST, ObjectOpcode.REF_CAST -> word(types.reference(false, heapType()));
      case ObjectOpcode.REF_TEST_NULL, ObjectOpcode.REF_CAST_NULL ->
          word(types.reference(true, heapType()));
      case ObjectOpcode.BR_ON_CAST, ObjectOpcode.BR_ON_CAST_FAIL -> {
        int flags = ObjectInstructionReader.castFlags(reader);
        label(reader.u32());
        word(types.reference((flags & ObjectOpcode.CAST_FROM_NULLABLE) != 0, heapType()));
        word(types.reference((flags & ObjectOpcode.CAST_TO_NULLABLE) != 0, heapType()));
      }
      default -> {}
    }
  }

  private void open() {
    depth++;
    text.append("  ;; label = @").append(depth);
  }

  private void catchClause(CatchClause clause) {
    boolean all = clause.tag() == CatchClause.ALL;
    text.append(all ? " (catch_all" : " (catch").append(clause.reference() ? "_ref" : "");
    if (!all) {
      word(String.valueOf(clause.tag()));
    }
    label(clause.label());
    text.append(')');
  }

  /** A label, and the block that it means, as these are numbered from the outside. */
  private void label(int label) {
    word(Integer.toUnsignedString(label));
    if (label < depth) {
      text.append(" (;@").append(depth - label).append(";)");
    }
  }

  private void blockType() {
    if (reader.peek() == InstructionReader.EMPTY_BLOCK) {
      reader.u8();
    } else if (InstructionReader.isValueTypeNext(reader)) {
      text.append(types.group("result", List.of(valueType())));
    } else {
      word(types.use(InstructionReader.blockTypeIndex(reader)));
    }
  }

  private void memoryArgument(int naturalAlignment) {
    int flags = reader.u32();
    if ((flags & InstructionReader.MEMORY_ARGUMENT_HAS_INDEX) != 0) {
      unlessFirst(reader.u32());
    }
    long offset = reader.u64();
    if (offset != 0) {
      word("offset=" + Long.toUnsignedString(offset));
    }
    int alignment = flags & ALIGNMENT;
    if (alignment != naturalAlignment) {
      word("align=" + (1L << alignment));
    }
  }

  private ValueType valueType() {
    return ValueTypeReader.valueType(reader, module.types());
  }

  private HeapType heapType() {
    return ValueTypeReader.heapType(reader, module.types());
  }

  private void number() {
    word(Integer.toUnsignedString(reader.u32()));
  }

  /** The index of a memory or table, which is left out if it is the first. */
  private void unlessFirst(int index) {
    if (index != 0) {
      word(Integer.toUnsignedString(index));
    }
  }

  private void word(String word) {
    text.append(' ').append(word);
  }
}
