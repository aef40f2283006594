package dev.heddle.wasm.validate;

import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.InstructionReader;
import dev.heddle.wasm.decode.UnsupportedInstructions;
import dev.heddle.wasm.decode.ValueTypeReader;
import dev.heddle.wasm.module.AtomicOpcode;
import dev.heddle.wasm.module.ControlOpcode;
import dev.heddle.wasm.module.FunctionBody;
import dev.heddle.wasm.module.Mnemonics;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.ObjectOpcode;
import dev.heddle.wasm.module.Opcode;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.module.WideOpcode;

/**
 * Validates the bodies of functions, reading their instructions from the module's bytes.
 *
 * <p>One instance validates any number of functions of one module, one after the other. Not
 * thread-safe. Source: core specification, section 3.4 (instructions), with the algorithm of
 * appendix A.3.
 */
final class FunctionValidator implements Diagnostics {

  private final ModuleContext context;
  private final ModuleDefinition module;
  private final ModuleTypes types;
  private final ValidationStack stack;
  private final LocalTypes locals;
  private final ObjectInstructions objects;
  private final ExceptionInstructions exceptions;

  private int functionIndex;
  private StackEffect function = StackEffect.NONE;
  private ByteReader reader;
  private int instructionOffset;
  private boolean ended;

  FunctionValidator(ModuleContext context, Limits limits) {
    this.context = context;
    this.module = context.module;
    this.types = context.types;
    this.stack = new ValidationStack(this, types, limits.maxOperands());
    this.locals = new LocalTypes(types);
    this.exceptions = new ExceptionInstructions(this, types, stack);
    this.objects = new ObjectInstructions(this, context, stack);
    this.reader = new ByteReader(module.bytes(), 0, 0, "code section");
  }

  /** Validates a function defined in the module, by its index in the function index space. */
  void validate(int index) {
    FunctionBody body = module.bodies().get(index - module.importedFunctions());
    functionIndex = index;
    function = context.function(index);
    reader =
        new ByteReader(module.bytes(), body.start(), body.end(), "code section, function " + index);
    locals.begin(function.parameters, body.locals());
    stack.begin(function);
    ended = false;
    while (!ended) {
      instructionOffset = reader.position();
      if (reader.atEnd()) {
        throw missingEnd();
      }
      int opcode = reader.u8();
      int signature = NumericInstructions.signature(opcode);
      if (signature != 0) {
        numeric(signature);
      } else {
        instruction(opcode);
      }
    }
    if (!reader.atEnd()) {
      throw reader.malformed(
          "section size mismatch: the function ends "
              + reader.remaining()
              + " bytes before its body");
    }
  }

  private void numeric(int signature) {
    int second = NumericInstructions.second(signature);
    if (second != OperandTypes.ANY) {
      stack.pop(second);
    }
    stack.pop(NumericInstructions.first(signature));
    stack.push(NumericInstructions.result(signature));
  }

  private void instruction(int opcode) {
    switch (opcode) {
      case Opcode.UNREACHABLE -> stack.unreachable();
      case Opcode.NOP -> {}
      case Opcode.BLOCK, Opcode.LOOP -> stack.enter(opcode, blockType());
      case Opcode.IF -> {
        StackEffect effect = blockType();
        stack.pop(OperandTypes.I32);
        stack.enter(opcode, effect);
      }
      case Opcode.ELSE -> elseBranch();
      case Opcode.END -> end();
      case Opcode.BR -> {
        stack.pop(label());
        stack.unreachable();
      }
      case Opcode.BR_IF -> {
        int[] types = label();
        stack.pop(OperandTypes.I32);
        stack.pop(types);
        stack.push(types);
      }
      case Opcode.BR_TABLE -> branchTable();
      case Opcode.RETURN -> {
        stack.pop(function.results);
        stack.unreachable();
      }
      case Opcode.CALL -> call(callee());
      case Opcode.CALL_INDIRECT -> call(indirectCallee());
      case ControlOpcode.THROW,
          ControlOpcode.THROW_REF,
          ControlOpcode.TRY_TABLE,
          ControlOpcode.LEGACY_TRY,
          ControlOpcode.LEGACY_CATCH,
          ControlOpcode.LEGACY_CATCH_ALL,
          ControlOpcode.LEGACY_RETHROW,
          ControlOpcode.LEGACY_DELEGATE ->
          exceptions.validate(opcode);
      case ControlOpcode.RETURN_CALL -> tailCall(callee());
      case ControlOpcode.RETURN_CALL_INDIRECT -> tailCall(indirectCallee());
      case ControlOpcode.RETURN_CALL_REF -> tailCall(objects.referencedCallee(reader));
      case Opcode.DROP -> stack.popAny();
      case Opcode.SELECT -> select();
      case Opcode.SELECT_TYPED -> selectTyped();
      case Opcode.LOCAL_GET -> localGet();
      case Opcode.LOCAL_SET -> stack.pop(localToSet());
      case Opcode.LOCAL_TEE -> {
        int type = localToSet();
        stack.pop(type);
        stack.push(type);
      }
      case Opcode.GLOBAL_GET -> stack.push(context.globals[globalIndex()]);
      case Opcode.GLOBAL_SET -> globalSet();
      case Opcode.TABLE_GET -> {
        int table = table();
        stack.pop(context.tableAddresses[table]);
        stack.push(context.tables[table]);
      }
      case Opcode.TABLE_SET -> {
        int table = table();
        stack.pop(context.tables[table]);
        stack.pop(context.tableAddresses[table]);
      }
      case Opcode.MEMORY_SIZE -> stack.push(memoryAddress());
      case Opcode.MEMORY_GROW -> {
        int address = memoryAddress();
        stack.pop(address);
        stack.push(address);
      }
      case Opcode.I32_CONST -> {
        reader.s32();
        stack.push(OperandTypes.I32);
      }
      case Opcode.I64_CONST -> {
        reader.s64();
        stack.push(OperandTypes.I64);
      }
      case Opcode.F32_CONST -> {
        reader.fixed32();
        stack.push(OperandTypes.F32);
      }
      case Opcode.F64_CONST -> {
        reader.fixed64();
        stack.push(OperandTypes.F64);
      }
      case Opcode.REF_NULL ->
          stack.push(types.nullable(ValueTypeReader.heapType(reader, module.types())));
      case Opcode.REF_IS_NULL -> referenceIsNull();
      case Opcode.REF_FUNC -> referenceToFunction();
      case Opcode.PREFIX_FB, Opcode.PREFIX_FC, Opcode.PREFIX_FD, Opcode.PREFIX_FE ->
          prefixed(InstructionReader.prefixed(reader, opcode));
      default -> {
        if (ObjectOpcode.contains(opcode)) {
          objects.validate(opcode, reader);
        } else if (MemoryInstructions.isLoad(opcode)) {
          int address = memoryArgument(MemoryInstructions.naturalAlignment(opcode));
          stack.pop(address);
          stack.push(MemoryInstructions.type(opcode));
        } else if (MemoryInstructions.isStore(opcode)) {
          int address = memoryArgument(MemoryInstructions.naturalAlignment(opcode));
          stack.pop(MemoryInstructions.type(opcode));
          stack.pop(address);
        } else {
          throw UnsupportedInstructions.exception(reader, opcode, instructionOffset);
        }
      }
    }
  }

  private void prefixed(int opcode) {
    switch (opcode) {
      case Opcode.MEMORY_INIT -> {
        int segment = reader.u32();
        int address = memoryAddress();
        checkData(segment);
        popThree(address, OperandTypes.I32, OperandTypes.I32);
      }
      case Opcode.DATA_DROP -> checkData(reader.u32());
      case Opcode.MEMORY_COPY -> {
        int to = memoryAddress();
        int from = memoryAddress();
        popThree(to, from, OperandTypes.smallerAddress(to, from));
      }
      case Opcode.MEMORY_FILL -> {
        int address = memoryAddress();
        popThree(address, OperandTypes.I32, address);
      }
      case Opcode.TABLE_INIT -> {
        int segment = reader.u32();
        int table = table();
        checkElement(segment);
        checkElements(types.of(module.elements().get(segment).type()), context.tables[table]);
        popThree(context.tableAddresses[table], OperandTypes.I32, OperandTypes.I32);
      }
      case Opcode.ELEM_DROP -> checkElement(reader.u32());
      case Opcode.TABLE_COPY -> {
        int destination = table();
        int source = table();
        checkElements(context.tables[source], context.tables[destination]);
        int to = context.tableAddresses[destination];
        int from = context.tableAddresses[source];
        popThree(to, from, OperandTypes.smallerAddress(to, from));
      }
      case Opcode.TABLE_GROW -> {
        int table = table();
        int address = context.tableAddresses[table];
        stack.pop(address);
        stack.pop(context.tables[table]);
        stack.push(address);
      }
      case Opcode.TABLE_SIZE -> stack.push(context.tableAddresses[table()]);
      case Opcode.TABLE_FILL -> {
        int table = table();
        int address = context.tableAddresses[table];
        popThree(address, context.tables[table], address);
      }
      case WideOpcode.I64_ADD128,
          WideOpcode.I64_SUB128,
          WideOpcode.I64_MUL_WIDE_S,
          WideOpcode.I64_MUL_WIDE_U -> {
        for (int i = WideOpcode.operands(opcode); i > 0; i--) {
          stack.pop(OperandTypes.I64);
        }
        stack.push(OperandTypes.I64);
        stack.push(OperandTypes.I64);
      }
      default -> {
        VectorInstruction vector = VectorInstruction.of(opcode);
        if (vector != null) {
          vector(vector);
          return;
        }
        if (AtomicOpcode.isAtomic(opcode)) {
          atomic(opcode);
          return;
        }
        if (ObjectOpcode.contains(opcode)) {
          objects.validate(opcode, reader);
          return;
        }
        if (opcode < Opcode.I32_TRUNC_SAT_F32_S || opcode > Opcode.I64_TRUNC_SAT_F64_U) {
          throw UnsupportedInstructions.exception(reader, opcode, instructionOffset);
        }
        numeric(NumericInstructions.saturating(opcode));
      }
    }
  }

  private void vector(VectorInstruction instruction) {
    int address = OperandTypes.I32;
    switch (instruction.form()) {
      case LOAD, STORE -> address = memoryArgument(instruction.naturalAlignment());
      case LOAD_LANE, STORE_LANE -> {
        address = memoryArgument(instruction.naturalAlignment());
        lane(instruction);
      }
      case CONST -> reader.skip(VectorInstruction.BYTES);
      case SHUFFLE -> {
        for (int i = 0; i < VectorInstruction.BYTES; i++) {
          lane(instruction);
        }
      }
      case EXTRACT, REPLACE -> lane(instruction);
      case UNARY, BINARY, TERNARY, SHIFT, TEST, SPLAT -> {}
    }
    VectorInstructions.apply(instruction, address, stack);
  }

  private void lane(VectorInstruction instruction) {
    int lane = reader.u8();
    if (lane >= instruction.lanes()) {
      throw invalid(
          "invalid lane index "
              + lane
              + " of "
              + instruction.mnemonic()
              + ", which has "
              + instruction.lanes()
              + " lanes");
    }
  }

  private void atomic(int opcode) {
    if (opcode == AtomicOpcode.FENCE) {
      InstructionReader.skipFence(reader);
      return;
    }
    int address = memoryArgument(AtomicOpcode.widthLog2(opcode), true);
    AtomicInstructions.apply(opcode, address, stack);
  }

  StackEffect blockType() {
    int next = reader.peek();
    if (next == InstructionReader.EMPTY_BLOCK) {
      reader.u8();
      return StackEffect.NONE;
    }
    if (InstructionReader.isValueTypeNext(reader)) {
      return StackEffect.ofResult(types.of(ValueTypeReader.valueType(reader, module.types())));
    }
    return typeAt(InstructionReader.blockTypeIndex(reader));
  }

  private StackEffect typeAt(int index) {
    if (index < 0 || index >= module.types().size()) {
      throw unknown("type", index);
    }
    if (!module.types().get(index).isFunction()) {
      throw invalid("type mismatch: type " + index + " is no function type");
    }
    return context.effect(index);
  }

  private void elseBranch() {
    if (stack.opcode() != Opcode.IF) {
      throw reader.malformed("END opcode expected: else without if");
    }
    stack.enterElse();
  }

  private void end() {
    if (stack.depth() == 0) {
      stack.end();
      ended = true;
    } else {
      stack.leave();
    }
  }

  int[] label() {
    return stack.labelTypes(labelIndex());
  }

  /** Reads a label, which must be there. */
  int labelIndex() {
    int label = reader.u32();
    checkLabel(label);
    return label;
  }

  /** What a branch to a label carries. */
  int[] labelTypes(int label) {
    checkLabel(label);
    return stack.labelTypes(label);
  }

  private void checkLabel(int label) {
    if (label < 0 || label > stack.depth()) {
      throw unknown("label", label);
    }
  }

  /** What throwing with a tag takes. */
  StackEffect tag(int index) {
    if (index < 0 || index >= context.tags.length) {
      throw unknown("tag", index);
    }
    return context.tags[index];
  }

  /** Where the current instruction is being read from. */
  ByteReader reader() {
    return reader;
  }

  private void branchTable() {
    stack.pop(OperandTypes.I32);
    int labels = reader.count("labels");
    int[] first = label();
    stack.peek(first);
    for (int i = 0; i < labels; i++) {
      int[] other = label();
      if (other != first) {
        if (other.length != first.length) {
          throw invalid(
              "type mismatch: labels of br_table take "
                  + first.length
                  + " and "
                  + other.length
                  + " values");
        }
        stack.peek(other);
      }
    }
    stack.unreachable();
  }

  void call(StackEffect callee) {
    stack.pop(callee.parameters);
    stack.push(callee.results);
  }

  private StackEffect callee() {
    int index = reader.u32();
    if (index < 0 || index >= module.functionCount()) {
      throw unknown("function", index);
    }
    return context.function(index);
  }

  /** The callee's results must be what the function itself returns. */
  private void tailCall(StackEffect callee) {
    stack.pop(callee.parameters);
    if (callee.results.length != function.results.length) {
      throw invalid(
          "type mismatch: "
              + instruction()
              + " of a function with "
              + callee.results.length
              + " results from one with "
              + function.results.length);
    }
    stack.push(callee.results);
    stack.pop(function.results);
    stack.unreachable();
  }

  private StackEffect indirectCallee() {
    int typeIndex = reader.u32();
    int table = table();
    StackEffect callee = typeAt(typeIndex);
    checkElements(context.tables[table], OperandTypes.FUNCREF);
    stack.pop(context.tableAddresses[table]);
    return callee;
  }

  private void select() {
    stack.pop(OperandTypes.I32);
    int second = stack.popAny();
    int first = stack.popAny();
    if (OperandTypes.isReference(first) || OperandTypes.isReference(second)) {
      throw invalid("type mismatch: select of references needs a type");
    }
    if (first != second && first != OperandTypes.ANY && second != OperandTypes.ANY) {
      throw invalid(
          "type mismatch: select between " + types.text(first) + " and " + types.text(second));
    }
    stack.push(first == OperandTypes.ANY ? second : first);
  }

  private void selectTyped() {
    int count = reader.count("value types");
    if (count != 1) {
      throw invalid("invalid result arity: select has " + count + " results, not 1");
    }
    int type = types.of(ValueTypeReader.valueType(reader, module.types()));
    stack.pop(OperandTypes.I32);
    stack.pop(type);
    stack.pop(type);
    stack.push(type);
  }

  private int localIndex() {
    int index = reader.u32();
    if (index < 0 || index >= locals.count()) {
      throw unknown("local", index);
    }
    return index;
  }

  private void localGet() {
    int index = localIndex();
    int type = locals.type(index);
    if (needsValue(index, type) && !stack.locals.isSet(index)) {
      throw invalid("uninitialized local " + index + " of type " + types.text(type));
    }
    stack.push(type);
  }

  /** The type of a local that is being set. */
  private int localToSet() {
    int index = localIndex();
    int type = locals.type(index);
    if (needsValue(index, type)) {
      stack.locals.set(index);
    }
    return type;
  }

  private boolean needsValue(int local, int type) {
    return !OperandTypes.isDefaultable(type) && local >= function.parameters.length;
  }

  private int globalIndex() {
    int index = reader.u32();
    if (index < 0 || index >= context.globals.length) {
      throw unknown("global", index);
    }
    return index;
  }

  private void globalSet() {
    int index = globalIndex();
    if (!module.globals().get(index).mutable()) {
      throw invalid("immutable global " + index);
    }
    stack.pop(context.globals[index]);
  }

  /** The index of a table. */
  private int table() {
    int index = reader.u32();
    if (index < 0 || index >= context.tables.length) {
      throw unknown("table", index);
    }
    return index;
  }

  /** The index of a memory, as the type of its addresses. */
  private int memoryAddress() {
    return memoryAddress(reader.u32());
  }

  private int memoryAddress(int index) {
    if (index < 0 || index >= context.memoryAddresses.length) {
      throw unknown("memory", index);
    }
    return context.memoryAddresses[index];
  }

  /**
   * Where in which memory an instruction accesses it; returns the type of the address it takes.
   *
   * @param naturalAlignment the binary logarithm of the number of bytes that are accessed
   */
  private int memoryArgument(int naturalAlignment) {
    return memoryArgument(naturalAlignment, false);
  }

  private int memoryArgument(int naturalAlignment, boolean atomic) {
    int flags = reader.u32();
    if (Integer.compareUnsigned(flags, InstructionReader.MEMORY_ARGUMENT_FLAGS) >= 0) {
      throw reader.malformed("malformed memop flags " + Integer.toUnsignedString(flags));
    }
    boolean hasIndex = (flags & InstructionReader.MEMORY_ARGUMENT_HAS_INDEX) != 0;
    int address = memoryAddress(hasIndex ? reader.u32() : 0);
    long offset = reader.u64();
    int alignment = flags & (InstructionReader.MEMORY_ARGUMENT_HAS_INDEX - 1);
    if (atomic && alignment != naturalAlignment) {
      throw invalid("atomic alignment must be natural: 2**" + alignment + " for " + instruction());
    }
    if (alignment > naturalAlignment) {
      throw invalid(
          "alignment must not be larger than natural: 2**" + alignment + " for " + instruction());
    }
    if (address == OperandTypes.I32 && offset >>> Integer.SIZE != 0) {
      throw invalid("offset out of range: " + Long.toUnsignedString(offset));
    }
    return address;
  }

  /** Without the data count section, code could not be validated before the data is there. */
  void checkData(int index) {
    if (module.dataCount().isEmpty()) {
      throw reader.malformed("data count section required");
    }
    if (index < 0 || index >= module.data().size()) {
      throw unknown("data segment", index);
    }
  }

  void checkElement(int index) {
    if (index < 0 || index >= module.elements().size()) {
      throw unknown("elem segment", index);
    }
  }

  private void checkElements(int found, int expected) {
    if (!types.matches(found, expected)) {
      throw invalid(
          "type mismatch: "
              + instruction()
              + " needs "
              + types.text(expected)
              + " elements, not "
              + types.text(found));
    }
  }

  private void popThree(int first, int second, int third) {
    stack.pop(third);
    stack.pop(second);
    stack.pop(first);
  }

  private void referenceIsNull() {
    int type = stack.popAny();
    if (type != OperandTypes.ANY && !OperandTypes.isReference(type)) {
      throw invalid("type mismatch: ref.is_null of " + types.text(type));
    }
    stack.push(OperandTypes.I32);
  }

  private void referenceToFunction() {
    int index = reader.u32();
    if (index < 0 || index >= module.functionCount()) {
      throw unknown("function", index);
    }
    if (!context.declaredFunctions.get(index)) {
      throw invalid("undeclared function reference: function " + index);
    }
    stack.push(types.nonNull(module.functionTypes()[index]));
  }

  InvalidModuleException unknown(String what, int index) {
    return invalid("unknown " + what + " " + Integer.toUnsignedString(index));
  }

  /** The wording depends on what a reader that went on would come upon. */
  private RuntimeException missingEnd() {
    int end = reader.end();
    boolean lastFunction = functionIndex == module.functionCount() - 1;
    String problem =
        end == module.bytes().length
            ? "unexpected end of section or function"
            : lastFunction ? "section size mismatch" : "END opcode expected";
    return reader.malformed(problem + ": the function has no end");
  }

  @Override
  public InvalidModuleException invalid(String problem) {
    return new InvalidModuleException(
        problem, Places.function(module, functionIndex), instructionOffset);
  }

  @Override
  public String where() {
    return "on the stack of "
        + Places.function(module, functionIndex)
        + " at offset 0x"
        + Integer.toHexString(instructionOffset);
  }

  @Override
  public String instruction() {
    ByteReader again =
        new ByteReader(module.bytes(), instructionOffset, reader.end(), "code section");
    return Mnemonics.of(InstructionReader.opcode(again));
  }
}
