package dev.heddle.wasm.load;

import dev.heddle.wasm.Feature;
import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.InstructionReader;
import dev.heddle.wasm.decode.ValueTypeReader;
import dev.heddle.wasm.module.AtomicOpcode;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.ConstantExpression.Arithmetic;
import dev.heddle.wasm.module.ConstantExpression.GlobalGet;
import dev.heddle.wasm.module.ConstantExpression.Instruction;
import dev.heddle.wasm.module.ConstantExpression.NewObject;
import dev.heddle.wasm.module.ConstantExpression.RefFunc;
import dev.heddle.wasm.module.ConstantExpression.RefNull;
import dev.heddle.wasm.module.ConstantExpression.ReferenceConversion;
import dev.heddle.wasm.module.ConstantExpression.V128Const;
import dev.heddle.wasm.module.ControlOpcode;
import dev.heddle.wasm.module.DataSegment;
import dev.heddle.wasm.module.ElementSegment;
import dev.heddle.wasm.module.FunctionBody;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.ObjectOpcode;
import dev.heddle.wasm.module.Opcode;
import dev.heddle.wasm.module.VectorOpcode;
import dev.heddle.wasm.module.WideOpcode;
import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.ArrayType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.HeapType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.StructType;
import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.ValueType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Finds out which features a valid module uses, in time proportional to its size. Not thread-safe.
 */
final class FeatureScan {

  private final ModuleDefinition module;
  private final Set<Feature> found = EnumSet.noneOf(Feature.class);

  private FeatureScan(ModuleDefinition module) {
    this.module = module;
  }

  /** The features of a valid module. */
  static Set<Feature> of(ModuleDefinition module) {
    FeatureScan scan = new FeatureScan(module);
    scan.found.addAll(module.notations());
    module.types().forEach(scan::type);
    scan.tables();
    scan.memories();
    scan.segments();
    module.globals().forEach(global -> scan.valueType(global.value()));
    module.globalInitializers().forEach(scan::constant);
    if (module.tagTypes().length > 0) {
      scan.found.add(Feature.EXCEPTIONS);
    }
    module.bodies().forEach(scan::body);
    return scan.found;
  }

  private void type(DefinedType type) {
    switch (type.composite()) {
      case FunctionType function -> {
        function.parameters().forEach(this::valueType);
        function.results().forEach(this::valueType);
        if (function.results().size() > 1) {
          found.add(Feature.MULTI_VALUE);
        }
      }
      case StructType struct -> {
        found.add(Feature.GC);
        struct.fields().forEach(field -> valueType(field.value()));
      }
      case ArrayType array -> {
        found.add(Feature.GC);
        valueType(array.element().value());
      }
    }
  }

  private void valueType(ValueType type) {
    if (type == ValueType.V128) {
      found.add(Feature.SIMD);
    } else if (type instanceof ReferenceType(boolean nullable, HeapType heap)) {
      found.add(Feature.REFERENCE_TYPES);
      if (!nullable) {
        found.add(Feature.FUNCTION_REFERENCES);
      }
      heapType(heap);
    }
  }

  private void heapType(HeapType type) {
    found.add(
        switch (type) {
          case AbstractHeapType kind ->
              switch (kind) {
                case FUNC, EXTERN -> Feature.REFERENCE_TYPES;
                case EXN, NOEXN -> Feature.EXCEPTIONS;
                case ANY, EQ, I31, STRUCT, ARRAY, NONE, NOFUNC, NOEXTERN -> Feature.GC;
              };
          case DefinedType defined ->
              defined.isFunction() ? Feature.FUNCTION_REFERENCES : Feature.GC;
        });
  }

  private void tables() {
    if (module.tables().size() > 1) {
      found.add(Feature.REFERENCE_TYPES);
    }
    for (TableType table : module.tables()) {
      if (!table.element().equals(ValueType.FUNCREF)) {
        valueType(table.element());
      }
      if (table.address() == AddressType.I64) {
        found.add(Feature.MEMORY64);
      }
    }
    module
        .tableInitializers()
        .forEach(initializer ->
            initializer.ifPresent(expression -> {
              found.add(Feature.FUNCTION_REFERENCES);
              constant(expression);
            }));
  }

  private void memories() {
    if (module.memories().size() > 1) {
      found.add(Feature.MULTI_MEMORY);
    }
    for (MemoryType memory : module.memories()) {
      if (memory.address() == AddressType.I64) {
        found.add(Feature.MEMORY64);
      }
      if (memory.shared()) {
        found.add(Feature.THREADS);
      }
      if (memory.pageSize() != MemoryType.PAGE_SIZE) {
        found.add(Feature.CUSTOM_PAGE_SIZES);
      }
    }
  }

  private void segments() {
    if (module.dataCount().isPresent()) {
      found.add(Feature.BULK_MEMORY);
    }
    for (DataSegment segment : module.data()) {
      segment.active().ifPresent(active -> constant(active.address()));
    }
    for (ElementSegment segment : module.elements()) {
      if (segment.mode() instanceof ElementSegment.Active(int table, ConstantExpression start)) {
        constant(start);
      }
      if (!isOfPlainFunctions(segment)) {
        valueType(segment.type());
        segment.items().forEach(this::constant);
      }
    }
  }

  /** Whether a segment has the references to functions that 1.0 has as indices. */
  private static boolean isOfPlainFunctions(ElementSegment segment) {
    return segment.type().heap() == AbstractHeapType.FUNC
        && segment.items().stream()
            .allMatch(item -> item.instructions().getFirst() instanceof RefFunc);
  }

  private void constant(ConstantExpression expression) {
    List<Instruction> instructions = expression.instructions();
    for (Instruction instruction : instructions) {
      switch (instruction) {
        case V128Const _ -> found.add(Feature.SIMD);
        case RefFunc _ -> found.add(Feature.REFERENCE_TYPES);
        case RefNull(HeapType type) -> {
          found.add(Feature.REFERENCE_TYPES);
          heapType(type);
        }
        case Arithmetic _ -> found.add(Feature.EXTENDED_CONST);
        case NewObject _, ReferenceConversion _ -> found.add(Feature.GC);
        case GlobalGet(int index) -> {
          if (index >= module.importedGlobals()) {
            found.add(Feature.GC);
          }
        }
        default -> {}
      }
    }
  }

  private void body(FunctionBody body) {
    body.locals().forEach(group -> valueType(group.type()));
    ByteReader reader = reader(body.start(), body.end());
    while (!reader.atEnd()) {
      int offset = reader.position();
      int opcode = InstructionReader.opcode(reader);
      switch (opcode) {
        case Opcode.BLOCK,
            Opcode.LOOP,
            Opcode.IF,
            ControlOpcode.LEGACY_TRY,
            ControlOpcode.TRY_TABLE ->
            blockType(reader(reader.position(), body.end()));
        case Opcode.REF_NULL ->
            heapType(
                ValueTypeReader.heapType(reader(reader.position(), body.end()), module.types()));
        default -> {}
      }
      instruction(opcode);
      InstructionReader.skipImmediates(reader, opcode, offset);
    }
  }

  private ByteReader reader(int start, int end) {
    return new ByteReader(module.bytes(), start, end, "code section");
  }

  private void blockType(ByteReader reader) {
    if (reader.peek() == InstructionReader.EMPTY_BLOCK) {
      return;
    }
    if (InstructionReader.isValueTypeNext(reader)) {
      valueType(ValueTypeReader.valueType(reader, module.types()));
      return;
    }
    // in 1.0 there are no indices of types in this place, whatever they are of
    found.add(Feature.MULTI_VALUE);
  }

  private void instruction(int opcode) {
    if (opcode >= Opcode.I32_EXTEND8_S && opcode <= Opcode.I64_EXTEND32_S) {
      found.add(Feature.SIGN_EXTENSION);
    } else if (opcode >= Opcode.I32_TRUNC_SAT_F32_S && opcode <= Opcode.I64_TRUNC_SAT_F64_U) {
      found.add(Feature.SATURATING_CONVERSIONS);
    } else if (WideOpcode.isWide(opcode)) {
      found.add(Feature.WIDE_ARITHMETIC);
    } else if (AtomicOpcode.isAtomic(opcode)) {
      found.add(Feature.THREADS);
    } else if (opcode >>> 12 == Opcode.PREFIX_FD) {
      boolean relaxed = (opcode & Opcode.LAST_AFTER_PREFIX) >= VectorOpcode.I8X16_RELAXED_SWIZZLE;
      found.add(relaxed ? Feature.RELAXED_SIMD : Feature.SIMD);
    } else {
      other(opcode);
    }
  }

  private void other(int opcode) {
    switch (opcode) {
      case Opcode.MEMORY_INIT,
          Opcode.DATA_DROP,
          Opcode.MEMORY_COPY,
          Opcode.MEMORY_FILL,
          Opcode.TABLE_INIT,
          Opcode.ELEM_DROP,
          Opcode.TABLE_COPY ->
          found.add(Feature.BULK_MEMORY);
      case Opcode.TABLE_GET,
          Opcode.TABLE_SET,
          Opcode.TABLE_GROW,
          Opcode.TABLE_SIZE,
          Opcode.TABLE_FILL,
          Opcode.SELECT_TYPED,
          Opcode.REF_NULL,
          Opcode.REF_IS_NULL,
          Opcode.REF_FUNC ->
          found.add(Feature.REFERENCE_TYPES);
      case ControlOpcode.RETURN_CALL, ControlOpcode.RETURN_CALL_INDIRECT ->
          found.add(Feature.TAIL_CALLS);
      case ControlOpcode.RETURN_CALL_REF -> {
        found.add(Feature.TAIL_CALLS);
        found.add(Feature.FUNCTION_REFERENCES);
      }
      case ObjectOpcode.CALL_REF,
          ObjectOpcode.REF_AS_NON_NULL,
          ObjectOpcode.BR_ON_NULL,
          ObjectOpcode.BR_ON_NON_NULL ->
          found.add(Feature.FUNCTION_REFERENCES);
      case ControlOpcode.THROW, ControlOpcode.THROW_REF, ControlOpcode.TRY_TABLE ->
          found.add(Feature.EXCEPTIONS);
      case ControlOpcode.LEGACY_TRY,
          ControlOpcode.LEGACY_CATCH,
          ControlOpcode.LEGACY_CATCH_ALL,
          ControlOpcode.LEGACY_RETHROW,
          ControlOpcode.LEGACY_DELEGATE ->
          found.add(Feature.LEGACY_EXCEPTIONS);
      default -> {
        if (ObjectOpcode.contains(opcode)) {
          found.add(Feature.GC);
        }
      }
    }
  }
}
