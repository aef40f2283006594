package dev.heddle.wasm.lower;

import static dev.heddle.wasm.module.ObjectOpcode.*;

import dev.heddle.wasm.code.CastTarget;
import dev.heddle.wasm.code.ElementKind;
import dev.heddle.wasm.code.ObjectRegisterOpcode;
import dev.heddle.wasm.code.RegisterKind;
import dev.heddle.wasm.code.StructLayout;
import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.ObjectInstructionReader;
import dev.heddle.wasm.decode.ValueTypeReader;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.FieldType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.HeapType;
import java.util.HashMap;
import java.util.Map;

/**
 * Lowers the instructions on function references, structures, arrays and 31-bit integers, for one
 * {@link FunctionLowering}. Not thread-safe.
 */
final class ObjectLowering {

  private final FunctionCode function;
  private final BlockLowering blocks;
  private final ModuleDefinition module;
  private final ByteReader in;
  private final Map<Integer, StructLayout> layouts = new HashMap<>();

  ObjectLowering(FunctionCode function, BlockLowering blocks) {
    this.function = function;
    this.blocks = blocks;
    this.module = function.module;
    this.in = function.in;
  }

  /** Lowers the instruction with this opcode, which has been read. */
  void lower(int opcode) {
    switch (opcode) {
      case CALL_REF -> callReference();
      case BR_ON_NULL -> branchOnNull();
      case BR_ON_NON_NULL -> branchOnNonNull();
      case BR_ON_CAST -> branchOnCast(ObjectRegisterOpcode.BR_ON_CAST);
      case BR_ON_CAST_FAIL -> branchOnCast(ObjectRegisterOpcode.BR_ON_CAST_FAIL);
      case REF_AS_NON_NULL ->
          function.failing(ObjectRegisterOpcode.REF_CHECK_NON_NULL, function.topLocation());
      // a reference is the same Java object inside and outside
      case ANY_CONVERT_EXTERN, EXTERN_CONVERT_ANY -> {}
      case REF_CAST, REF_CAST_NULL -> {
        int target = castTarget(opcode == REF_CAST_NULL);
        function.failing(ObjectRegisterOpcode.REF_CAST, function.topLocation(), target);
      }
      case REF_TEST, REF_TEST_NULL -> {
        int target = castTarget(opcode == REF_TEST_NULL);
        int reference = function.popRegister();
        function.result(RegisterKind.I32, ObjectRegisterOpcode.REF_TEST, reference, target);
      }
      case REF_EQ -> {
        int right = function.popRegister();
        int left = function.popRegister();
        function.result(RegisterKind.I32, ObjectRegisterOpcode.REF_EQ, left, right);
      }
      case REF_I31 -> {
        int value = function.popRegister();
        function.emit(ObjectRegisterOpcode.REF_I31, function.push(RegisterKind.REFERENCE), value);
      }
      case I31_GET_S ->
          read(RegisterKind.I32, ObjectRegisterOpcode.I31_GET_S, function.popRegister());
      case I31_GET_U ->
          read(RegisterKind.I32, ObjectRegisterOpcode.I31_GET_U, function.popRegister());
      case STRUCT_NEW -> {
        int type = in.u32();
        int[] bases = function.popHome(layout(type).slots().length);
        function.failing(
            ObjectRegisterOpcode.STRUCT_NEW,
            function.push(RegisterKind.REFERENCE),
            type,
            bases[0],
            bases[1]);
      }
      case STRUCT_NEW_DEFAULT -> {
        int type = in.u32();
        function.meterValues(layout(type).slots().length);
        function.failing(
            ObjectRegisterOpcode.STRUCT_NEW_DEFAULT, function.push(RegisterKind.REFERENCE), type);
      }
      case STRUCT_GET, STRUCT_GET_S, STRUCT_GET_U -> getField(opcode == STRUCT_GET_S);
      case STRUCT_SET -> setField();
      default -> array(opcode);
    }
  }

  // ---- Functions and branches

  private void callReference() {
    int typeIndex = in.u32();
    FunctionType type = module.types().get(typeIndex).function();
    int callee = function.popRegister();
    int[] bases = function.popHome(type.parameters().size());
    function.failing(ObjectRegisterOpcode.CALL_REF, callee, bases[0], bases[1], typeIndex);
    function.pushAll(type.results());
  }

  private void branchOnNull() {
    int label = in.u32();
    int reference = function.pop();
    boolean isLocal = !function.isHome(reference);
    int location = function.register(reference);
    blocks.branchOn(
        label, ObjectRegisterOpcode.BR_ON_NULL, ObjectRegisterOpcode.BR_ON_NON_NULL, location);
    function.pushReference(isLocal, location);
  }

  private void branchOnNonNull() {
    int label = in.u32();
    blocks.branchOn(
        label,
        ObjectRegisterOpcode.BR_ON_NON_NULL,
        ObjectRegisterOpcode.BR_ON_NULL,
        function.topLocation());
    function.pop();
  }

  private void branchOnCast(int opcode) {
    int flags = ObjectInstructionReader.castFlags(in);
    int label = in.u32();
    castTarget(false);
    int target = castTarget((flags & CAST_TO_NULLABLE) != 0);
    int other =
        opcode == ObjectRegisterOpcode.BR_ON_CAST
            ? ObjectRegisterOpcode.BR_ON_CAST_FAIL
            : ObjectRegisterOpcode.BR_ON_CAST;
    blocks.branchOn(label, opcode, other, function.topLocation(), target);
  }

  private int castTarget(boolean nullable) {
    int start = in.position();
    HeapType heap = ValueTypeReader.heapType(in, module.types());
    return heap instanceof AbstractHeapType kind
        ? CastTarget.of(kind, nullable)
        : CastTarget.of(
            new ByteReader(module.bytes(), start, in.position(), "heap type").u32(), nullable);
  }

  // ---- Structures

  private void getField(boolean signed) {
    int type = in.u32();
    int field = in.u32();
    int slot = layout(type).slots()[field];
    int reference = function.popRegister();
    switch (ElementKind.of(layout(type).field(field).storage())) {
      case BITS8 ->
          read(
              RegisterKind.I32,
              signed ? ObjectRegisterOpcode.STRUCT_GET8_S : ObjectRegisterOpcode.STRUCT_GET8_U,
              reference,
              slot);
      case BITS16 ->
          read(
              RegisterKind.I32,
              signed ? ObjectRegisterOpcode.STRUCT_GET16_S : ObjectRegisterOpcode.STRUCT_GET16_U,
              reference,
              slot);
      case BITS32, BITS64 ->
          read(
              RegisterKind.of(layout(type).field(field).storage()),
              ObjectRegisterOpcode.STRUCT_GET,
              reference,
              slot);
      case REFERENCE ->
          function.failing(
              ObjectRegisterOpcode.STRUCT_GET_REF,
              function.push(RegisterKind.REFERENCE),
              reference,
              slot);
      case BITS128 -> {
        function.canFail();
        function.result(RegisterKind.V128, ObjectRegisterOpcode.STRUCT_GET128, reference, slot);
      }
    }
  }

  private void setField() {
    int type = in.u32();
    int field = in.u32();
    int opcode =
        switch (ElementKind.of(layout(type).field(field).storage())) {
          case BITS8, BITS16, BITS32, BITS64 -> ObjectRegisterOpcode.STRUCT_SET;
          case REFERENCE -> ObjectRegisterOpcode.STRUCT_SET_REF;
          case BITS128 -> ObjectRegisterOpcode.STRUCT_SET128;
        };
    int value = function.popRegister();
    int reference = function.popRegister();
    function.kind(RegisterKind.of(layout(type).field(field).storage()));
    function.failing(opcode, reference, value, layout(type).slots()[field]);
  }

  private StructLayout layout(int typeIndex) {
    StructLayout layout = layouts.get(typeIndex);
    if (layout == null) {
      layout = StructLayout.of(module.types().get(typeIndex));
      layouts.put(typeIndex, layout);
    }
    return layout;
  }

  // ---- Arrays

  private void array(int opcode) {
    if (opcode == ARRAY_LEN) {
      read(RegisterKind.I32, ObjectRegisterOpcode.ARRAY_LEN, function.popRegister());
      return;
    }
    int type = in.u32();
    FieldType element = module.types().get(type).array().element();
    ElementKind kind = ElementKind.of(element.storage());
    byte numbers = RegisterKind.of(element.storage());
    switch (opcode) {
      case ARRAY_NEW -> {
        int length = function.popRegister();
        int value = function.popRegister();
        function.kindOfBulk(numbers);
        function.bulk(
            byKind(kind, ObjectRegisterOpcode.ARRAY_NEW),
            function.push(RegisterKind.REFERENCE),
            type,
            value,
            length);
      }
      case ARRAY_NEW_DEFAULT -> {
        int length = function.popRegister();
        function.bulk(
            ObjectRegisterOpcode.ARRAY_NEW_DEFAULT,
            function.push(RegisterKind.REFERENCE),
            type,
            length);
      }
      case ARRAY_NEW_FIXED -> {
        int count = in.u32();
        int[] bases = function.popHome(count);
        function.failing(
            ObjectRegisterOpcode.ARRAY_NEW_FIXED,
            function.push(RegisterKind.REFERENCE),
            type,
            count,
            bases[0],
            bases[1]);
      }
      case ARRAY_NEW_DATA -> newFromSegment(ObjectRegisterOpcode.ARRAY_NEW_DATA, type);
      case ARRAY_NEW_ELEM -> newFromSegment(ObjectRegisterOpcode.ARRAY_NEW_ELEM, type);
      case ARRAY_GET, ARRAY_GET_S, ARRAY_GET_U -> getElement(kind, numbers, opcode == ARRAY_GET_S);
      case ARRAY_SET -> {
        int value = function.popRegister();
        int index = function.popRegister();
        int reference = function.popRegister();
        function.kind(numbers);
        function.failing(ObjectRegisterOpcode.ARRAY_SET8 + kind.ordinal(), reference, index, value);
      }
      case ARRAY_FILL -> {
        int count = function.popRegister();
        int value = function.popRegister();
        int index = function.popRegister();
        int reference = function.popRegister();
        function.kindOfBulk(numbers);
        function.bulk(
            byKind(kind, ObjectRegisterOpcode.ARRAY_FILL), reference, index, value, count);
      }
      case ARRAY_COPY -> {
        in.u32();
        int count = function.popRegister();
        int from = function.popRegister();
        int source = function.popRegister();
        int to = function.popRegister();
        function.bulk(
            ObjectRegisterOpcode.ARRAY_COPY, function.popRegister(), to, source, from, count);
      }
      case ARRAY_INIT_DATA -> initialize(ObjectRegisterOpcode.ARRAY_INIT_DATA);
      case ARRAY_INIT_ELEM -> initialize(ObjectRegisterOpcode.ARRAY_INIT_ELEM);
      default -> throw new IllegalStateException("not an instruction on objects: " + opcode);
    }
  }

  /** Of three instructions, one after the other: for numbers, for references, for vectors. */
  private static int byKind(ElementKind kind, int first) {
    return switch (kind) {
      case BITS8, BITS16, BITS32, BITS64 -> first;
      case REFERENCE -> first + 1;
      case BITS128 -> first + 2;
    };
  }

  private void newFromSegment(int opcode, int type) {
    int segment = in.u32();
    int length = function.popRegister();
    int from = function.popRegister();
    function.bulk(opcode, function.push(RegisterKind.REFERENCE), type, segment, from, length);
  }

  private void initialize(int opcode) {
    int segment = in.u32();
    int count = function.popRegister();
    int from = function.popRegister();
    int to = function.popRegister();
    function.bulk(opcode, function.popRegister(), to, from, count, segment);
  }

  private void getElement(ElementKind kind, byte numbers, boolean signed) {
    int index = function.popRegister();
    int reference = function.popRegister();
    switch (kind) {
      case BITS8 ->
          read(
              RegisterKind.I32,
              signed ? ObjectRegisterOpcode.ARRAY_GET8_S : ObjectRegisterOpcode.ARRAY_GET8_U,
              reference,
              index);
      case BITS16 ->
          read(
              RegisterKind.I32,
              signed ? ObjectRegisterOpcode.ARRAY_GET16_S : ObjectRegisterOpcode.ARRAY_GET16_U,
              reference,
              index);
      case BITS32 -> read(numbers, ObjectRegisterOpcode.ARRAY_GET32, reference, index);
      case BITS64 -> read(numbers, ObjectRegisterOpcode.ARRAY_GET64, reference, index);
      case REFERENCE ->
          function.failing(
              ObjectRegisterOpcode.ARRAY_GET_REF,
              function.push(RegisterKind.REFERENCE),
              reference,
              index);
      case BITS128 -> {
        function.canFail();
        function.result(RegisterKind.V128, ObjectRegisterOpcode.ARRAY_GET128, reference, index);
      }
    }
  }

  /** Writes an instruction that may trap and has a number as its result. */
  private void read(byte kind, int opcode, int... operands) {
    function.canFail();
    function.result(kind, opcode, operands);
  }
}
