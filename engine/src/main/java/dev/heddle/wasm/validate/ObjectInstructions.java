package dev.heddle.wasm.validate;

import static dev.heddle.wasm.module.ObjectOpcode.*;

import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.ObjectInstructionReader;
import dev.heddle.wasm.decode.ValueTypeReader;
import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.ArrayType;
import dev.heddle.wasm.types.CompositeType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FieldType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.HeapType;
import dev.heddle.wasm.types.PackedType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.StructType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;

/**
 * Validates the instructions on typed function references, structures, arrays and 31-bit integers,
 * for one {@link FunctionValidator}. Not thread-safe. Source: core specification, sections 3.4.3 to
 * 3.4.6 (reference and aggregate instructions).
 */
final class ObjectInstructions {

  /** As on the web. */
  static final int MAX_FIXED_ELEMENTS = 10_000;

  private final FunctionValidator function;
  private final ModuleContext context;
  private final ModuleTypes types;
  private final ValidationStack stack;

  ObjectInstructions(FunctionValidator function, ModuleContext context, ValidationStack stack) {
    this.function = function;
    this.context = context;
    this.types = context.types;
    this.stack = stack;
  }

  /** Takes a reference to a function and returns what calling it does. */
  StackEffect referencedCallee(ByteReader reader) {
    int type = functionType(reader);
    stack.pop(nullable(type));
    return context.effect(type);
  }

  /** Validates the instruction with this opcode, which has been read. */
  void validate(int opcode, ByteReader reader) {
    switch (opcode) {
      case CALL_REF -> function.call(referencedCallee(reader));
      case REF_EQ -> {
        stack.pop(OperandTypes.EQREF);
        stack.pop(OperandTypes.EQREF);
        stack.push(OperandTypes.I32);
      }
      case REF_AS_NON_NULL -> stack.push(OperandTypes.nonNull(popReference()));
      case BR_ON_NULL -> {
        int[] label = function.label();
        int reference = popReference();
        stack.pop(label);
        stack.push(label);
        stack.push(OperandTypes.nonNull(reference));
      }
      case BR_ON_NON_NULL -> {
        int[] label = function.label();
        branchWith(OperandTypes.nonNull(popReference()), label);
      }
      case REF_TEST, REF_TEST_NULL -> {
        int type = castTarget(reader, opcode == REF_TEST_NULL);
        stack.pop(types.top(type));
        stack.push(OperandTypes.I32);
      }
      case REF_CAST, REF_CAST_NULL -> {
        int type = castTarget(reader, opcode == REF_CAST_NULL);
        stack.pop(types.top(type));
        stack.push(type);
      }
      case BR_ON_CAST, BR_ON_CAST_FAIL -> branchOnCast(opcode, reader);
      case ANY_CONVERT_EXTERN -> convert(OperandTypes.EXTERNREF, AbstractHeapType.ANY);
      case EXTERN_CONVERT_ANY -> convert(OperandTypes.ANYREF, AbstractHeapType.EXTERN);
      case REF_I31 -> {
        stack.pop(OperandTypes.I32);
        stack.push(OperandTypes.nonNull(OperandTypes.I31REF));
      }
      case I31_GET_S, I31_GET_U -> {
        stack.pop(OperandTypes.I31REF);
        stack.push(OperandTypes.I32);
      }
      case STRUCT_NEW, STRUCT_NEW_DEFAULT, STRUCT_GET, STRUCT_GET_S, STRUCT_GET_U, STRUCT_SET ->
          struct(opcode, reader);
      default -> array(opcode, reader);
    }
  }

  // ---- References

  private int popReference() {
    int type = stack.popAny();
    if (type == OperandTypes.ANY) {
      return OperandTypes.reference(OperandTypes.BOTTOM_HEAP, false);
    }
    if (!OperandTypes.isReference(type)) {
      throw function.invalid(
          "type mismatch: " + function.instruction() + " of " + types.text(type));
    }
    return type;
  }

  /** A conditional branch that carries a reference, which is gone where it is not taken. */
  private void branchWith(int reference, int[] label) {
    if (label.length == 0) {
      throw function.invalid(
          "type mismatch: " + function.instruction() + " to a label that takes nothing");
    }
    stack.push(reference);
    stack.pop(label);
    stack.push(label);
    stack.popAny();
  }

  private void branchOnCast(int opcode, ByteReader reader) {
    int flags = ObjectInstructionReader.castFlags(reader);
    int[] label = function.label();
    int from = castTarget(reader, (flags & CAST_FROM_NULLABLE) != 0);
    int to = castTarget(reader, (flags & CAST_TO_NULLABLE) != 0);
    if (!types.matches(to, from)) {
      throw function.invalid(
          "type mismatch: cast from "
              + types.text(from)
              + " to "
              + types.text(to)
              + ", which is not below it");
    }
    int rest = OperandTypes.isNullable(to) ? OperandTypes.nonNull(from) : from;
    stack.pop(from);
    branchWith(opcode == BR_ON_CAST ? to : rest, label);
    stack.push(opcode == BR_ON_CAST ? rest : to);
  }

  private int castTarget(ByteReader reader, boolean nullable) {
    HeapType heap = ValueTypeReader.heapType(reader, context.module.types());
    int type = types.nullable(heap);
    return nullable ? type : OperandTypes.nonNull(type);
  }

  private void convert(int from, AbstractHeapType to) {
    int reference = popReference();
    if (!types.matches(reference, from)) {
      throw function.invalid(
          "type mismatch: " + function.instruction() + " of " + types.text(reference));
    }
    stack.push(OperandTypes.reference(to.ordinal(), OperandTypes.isNullable(reference)));
  }

  // ---- Structures

  private void struct(int opcode, ByteReader reader) {
    int type = reader.u32();
    List<FieldType> fields = structType(type).fields();
    switch (opcode) {
      case STRUCT_NEW -> {
        for (int i = fields.size() - 1; i >= 0; i--) {
          stack.pop(types.of(fields.get(i).value()));
        }
        stack.push(types.nonNull(type));
      }
      case STRUCT_NEW_DEFAULT -> {
        fields.forEach(this::checkDefault);
        stack.push(types.nonNull(type));
      }
      case STRUCT_SET -> {
        FieldType field = field(fields, reader.u32());
        if (!field.mutable()) {
          throw function.invalid("immutable field: struct.set of type " + type);
        }
        stack.pop(types.of(field.value()));
        stack.pop(nullable(type));
      }
      default -> {
        FieldType field = field(fields, reader.u32());
        checkExtension(field, opcode != STRUCT_GET);
        stack.pop(nullable(type));
        stack.push(types.of(field.value()));
      }
    }
  }

  private FieldType field(List<FieldType> fields, int index) {
    if (index < 0 || index >= fields.size()) {
      throw function.unknown("field", index);
    }
    return fields.get(index);
  }

  private void checkDefault(FieldType field) {
    if (field.storage() instanceof ReferenceType reference && !reference.nullable()) {
      throw function.invalid(
          "type mismatch: " + function.instruction() + ", but " + field + " has no default");
    }
  }

  /** Packed integers need to be told how they become an {@code i32}, others must not. */
  private void checkExtension(FieldType field, boolean extended) {
    if (field.storage() instanceof PackedType != extended) {
      throw function.invalid("type mismatch: " + function.instruction() + " of " + field);
    }
  }

  // ---- Arrays

  private void array(int opcode, ByteReader reader) {
    if (opcode == ARRAY_LEN) {
      stack.pop(OperandTypes.ARRAYREF);
      stack.push(OperandTypes.I32);
      return;
    }
    int type = reader.u32();
    FieldType element = arrayType(type).element();
    switch (opcode) {
      case ARRAY_NEW -> {
        stack.pop(OperandTypes.I32);
        stack.pop(types.of(element.value()));
        stack.push(types.nonNull(type));
      }
      case ARRAY_NEW_DEFAULT -> {
        checkDefault(element);
        stack.pop(OperandTypes.I32);
        stack.push(types.nonNull(type));
      }
      case ARRAY_NEW_FIXED -> {
        stack.popAll(types.of(element.value()), fixedCount(reader.u32()));
        stack.push(types.nonNull(type));
      }
      case ARRAY_NEW_DATA -> {
        checkNumeric(element);
        function.checkData(reader.u32());
        popI32(2);
        stack.push(types.nonNull(type));
      }
      case ARRAY_NEW_ELEM -> {
        checkSegment(reader.u32(), element);
        popI32(2);
        stack.push(types.nonNull(type));
      }
      case ARRAY_GET, ARRAY_GET_S, ARRAY_GET_U -> {
        checkExtension(element, opcode != ARRAY_GET);
        stack.pop(OperandTypes.I32);
        stack.pop(nullable(type));
        stack.push(types.of(element.value()));
      }
      case ARRAY_SET -> {
        checkMutable(element, type);
        stack.pop(types.of(element.value()));
        stack.pop(OperandTypes.I32);
        stack.pop(nullable(type));
      }
      case ARRAY_FILL -> {
        checkMutable(element, type);
        stack.pop(OperandTypes.I32);
        stack.pop(types.of(element.value()));
        stack.pop(OperandTypes.I32);
        stack.pop(nullable(type));
      }
      case ARRAY_COPY -> copy(type, element, reader.u32());
      case ARRAY_INIT_DATA -> {
        checkMutable(element, type);
        checkNumeric(element);
        function.checkData(reader.u32());
        popI32(3);
        stack.pop(nullable(type));
      }
      case ARRAY_INIT_ELEM -> {
        checkMutable(element, type);
        checkSegment(reader.u32(), element);
        popI32(3);
        stack.pop(nullable(type));
      }
      default -> throw new IllegalStateException("not an instruction on objects: " + opcode);
    }
  }

  private void copy(int type, FieldType element, int source) {
    FieldType from = arrayType(source).element();
    checkMutable(element, type);
    boolean fits =
        from.storage() instanceof ValueType found && element.storage() instanceof ValueType wanted
            ? found.isSubtypeOf(wanted)
            : from.storage() == element.storage();
    if (!fits) {
      throw function.invalid("array types do not match: from " + from + " to " + element);
    }
    popI32(2);
    stack.pop(nullable(source));
    stack.pop(OperandTypes.I32);
    stack.pop(nullable(type));
  }

  static int fixedCount(int count) {
    if (count < 0 || count > MAX_FIXED_ELEMENTS) {
      throw new LimitExceededException(
          "too many operands: array.new_fixed with "
              + Integer.toUnsignedString(count)
              + " elements, at most "
              + MAX_FIXED_ELEMENTS);
    }
    return count;
  }

  private void checkMutable(FieldType element, int type) {
    if (!element.mutable()) {
      throw function.invalid("immutable array: " + function.instruction() + " of type " + type);
    }
  }

  private void checkNumeric(FieldType element) {
    if (element.value().isReference()) {
      throw function.invalid(
          "array type is not numeric or vector: " + function.instruction() + " of " + element);
    }
  }

  private void checkSegment(int segment, FieldType element) {
    function.checkElement(segment);
    ReferenceType found = context.module.elements().get(segment).type();
    if (!(element.storage() instanceof ReferenceType wanted) || !found.isSubtypeOf(wanted)) {
      throw function.invalid(
          "type mismatch: " + function.instruction() + " of " + found + " for " + element);
    }
  }

  private void popI32(int count) {
    for (int i = 0; i < count; i++) {
      stack.pop(OperandTypes.I32);
    }
  }

  // ---- Types

  private int functionType(ByteReader reader) {
    int index = reader.u32();
    if (!(composite(index) instanceof FunctionType)) {
      throw wrongKind(index, "function");
    }
    return index;
  }

  private StructType structType(int index) {
    if (composite(index) instanceof StructType struct) {
      return struct;
    }
    throw wrongKind(index, "structure");
  }

  private ArrayType arrayType(int index) {
    if (composite(index) instanceof ArrayType array) {
      return array;
    }
    throw wrongKind(index, "array");
  }

  private CompositeType composite(int index) {
    return definedType(index).composite();
  }

  private DefinedType definedType(int index) {
    if (index < 0 || index >= context.module.types().size()) {
      throw function.unknown("type", index);
    }
    return context.module.types().get(index);
  }

  private RuntimeException wrongKind(int index, String wanted) {
    return function.invalid(
        "type mismatch: "
            + function.instruction()
            + " needs the type of a "
            + wanted
            + ", but type "
            + index
            + " is "
            + definedType(index));
  }

  private int nullable(int typeIndex) {
    return types.nullable(definedType(typeIndex));
  }
}
