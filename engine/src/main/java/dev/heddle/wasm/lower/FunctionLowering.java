package dev.heddle.wasm.lower;

import static dev.heddle.wasm.module.Opcode.*;

import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.InstructionReader;
import dev.heddle.wasm.module.AtomicOpcode;
import dev.heddle.wasm.module.ControlOpcode;
import dev.heddle.wasm.module.FunctionBody;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.ObjectOpcode;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.module.WideOpcode;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the stack code of one valid function into register code, in one pass.
 *
 * <p>The operand stack is followed at compile time ({@link OperandStack}), so that most of its
 * traffic vanishes: reading a local variable or a constant writes nothing, and an instruction whose
 * result is put into a local variable at once writes it there. What keeps this right:
 *
 * <ul>
 *   <li>Before a local variable changes, operands that are still in it are moved to their homes.
 *   <li>Where control flow forks or joins, nothing is in local variables: operands are moved home
 *       at the start of every block. What a branch carries is moved to the homes that its target
 *       expects.
 *   <li>An instruction is changed after it was written only if it is the last one and no label is
 *       bound behind it.
 * </ul>
 *
 * <p>Code that cannot be reached is read but not lowered.
 */
public final class FunctionLowering {

  private static final int NO_INSTRUCTION = -1;

  /** Instead of being searched for what is in a local variable, so many operands are settled. */
  private static final int MANY_OPERANDS = 256;

  /** For how many bytes of memory, and for how many elements, a unit of fuel is taken. */
  private static final int BYTES_FOR_FUEL = 64;

  private static final int ELEMENTS_FOR_FUEL = 8;

  /**
   * How many parameters and results all blocks, branches and calls of a function may have together:
   * a block of three bytes may have two thousand, each of which takes time.
   */
  private static final long MAX_VALUES_MOVED = 1 << 25;

  final ModuleDefinition module;
  final ByteReader in;
  private final int functionIndex;
  private final Signature signature;
  final CodeBuffer code;
  private final int[] localSlots;
  private final ValueType[] localTypes;
  private final int[] numberAliases;
  private final int[] referenceAliases;
  private final int zeroFrom;
  private final int zeroTo;
  final OperandStack stack;
  private final ObjectLowering objects;
  final ArrayList<Block> blocks = new ArrayList<>();
  private final ControlLowering control = new ControlLowering(this);
  private final boolean metered;

  /** Where the cost of the current stretch of code stands. */
  private int costPosition = NO_INSTRUCTION;

  /** Where the instruction being lowered begins in the module. */
  private int offset;

  /**
   * How many operands from the bottom are known not to be in local variables, so that blocks inside
   * blocks need not look at them again.
   */
  private int settled;

  private boolean unreachable;
  private int unreachableDepth;

  /** How many parameters and results of blocks, branches and calls there have been. */
  private long valuesMoved;

  /** The last instruction, if it has a number as its result and the result may be redirected. */
  private int redirectable = NO_INSTRUCTION;

  /** The last instruction, if it compares two integers. */
  private @Nullable PendingComparison comparison;

  /** A comparison that has been written and may still be fused with what uses its result. */
  private record PendingComparison(
      int start,
      int end,
      int result,
      Comparison relation,
      boolean wide,
      int left,
      int right,
      boolean immediate) {}

  /** What a conditional branch tests, taken off the stack. */
  private sealed interface Condition {
    Condition negated();

    /** Writes the branch that is taken if it holds, but for its target. */
    void emitBranch(FunctionLowering to);
  }

  private record NonZero(int register) implements Condition {
    @Override
    public Condition negated() {
      return new Zero(register);
    }

    @Override
    public void emitBranch(FunctionLowering to) {
      to.emit(RegisterOpcode.BR_NONZERO, register);
    }
  }

  private record Zero(int register) implements Condition {
    @Override
    public Condition negated() {
      return new NonZero(register);
    }

    @Override
    public void emitBranch(FunctionLowering to) {
      to.emit(RegisterOpcode.BR_ZERO, register);
    }
  }

  private record Compared(Comparison relation, boolean wide, int left, int right, boolean immediate)
      implements Condition {
    @Override
    public Condition negated() {
      return new Compared(relation.negated(), wide, left, right, immediate);
    }

    @Override
    public void emitBranch(FunctionLowering to) {
      if (immediate) {
        to.emit(relation.branchImmediate(), left, right);
      } else if (relation.needsSwap()) {
        to.emit(relation.swapped().branch(wide), right, left);
      } else {
        to.emit(relation.branch(wide), left, right);
      }
    }
  }

  enum BlockKind {
    FUNCTION,
    BLOCK,
    LOOP,
    IF,
    ELSE,
    TRY,
    CATCH
  }

  /** An open block: its label, and the state of the stack below its parameters. */
  static final class Block {
    final BlockKind kind;
    final FunctionType type;
    final Label label = new Label();
    final Label otherwise = new Label();
    final int height;
    final int numberHome;
    final int referenceHome;

    /** The handler of exceptions that belongs to the block, if any. */
    @Nullable HandlerDraft handler;

    Block(BlockKind kind, FunctionType type, int height, int numberHome, int referenceHome) {
      this.kind = kind;
      this.type = type;
      this.height = height;
      this.numberHome = numberHome;
      this.referenceHome = referenceHome;
    }

    /** What a branch to the block's label carries. */
    List<ValueType> labelTypes() {
      return kind == BlockKind.LOOP ? type.parameters() : type.results();
    }
  }

  private FunctionLowering(ModuleDefinition module, int functionIndex, boolean metered) {
    this.metered = metered;
    FunctionBody body = module.bodies().get(functionIndex - module.importedFunctions());
    this.module = module;
    this.functionIndex = functionIndex;
    this.code = new CodeBuffer(functionIndex);
    this.in = new ByteReader(module.bytes(), body.start(), body.end(), "code section");
    this.objects = new ObjectLowering(this, module, in);
    this.signature = Signature.of(module.functionType(functionIndex));
    int parameters = signature.parameterSlots().length;
    int locals = parameters + body.localCount();
    localSlots = new int[locals];
    localTypes = new ValueType[locals];
    int numbers = signature.parameterNumbers();
    int references = signature.parameterReferences();
    for (int i = 0; i < parameters; i++) {
      localTypes[i] = signature.type().parameters().get(i);
      localSlots[i] = signature.parameterSlots()[i];
    }
    zeroFrom = numbers;
    int next = parameters;
    for (FunctionBody.LocalGroup group : body.locals()) {
      ValueType type = group.type();
      int width = Signature.numberSlots(type);
      for (int i = 0; i < group.count(); i++) {
        localTypes[next] = type;
        localSlots[next++] = width == 0 ? references++ : numbers;
        numbers += width;
      }
    }
    zeroTo = numbers;
    numberAliases = new int[numbers];
    referenceAliases = new int[references];
    stack = new OperandStack(numbers, references);
    stack.reserve(signature.resultNumbers(), signature.resultReferences());
  }

  /**
   * The register code of a function that {@code module} defines.
   *
   * @param metered whether it is to pay for what it executes, see {@link dev.heddle.wasm.Fuel}
   */
  public static LoweredFunction lower(ModuleDefinition module, int functionIndex, boolean metered) {
    return new FunctionLowering(module, functionIndex, metered).lower();
  }

  private LoweredFunction lower() {
    blocks.add(
        new Block(
            BlockKind.FUNCTION,
            signature.type(),
            0,
            stack.nextNumberHome(),
            stack.nextReferenceHome()));
    while (!blocks.isEmpty()) {
      offset = in.position();
      int opcode = InstructionReader.opcode(in);
      if (unreachable) {
        passOver(opcode);
      } else {
        if (metered) {
          meter(opcode);
        }
        lower(opcode);
      }
    }
    HandlerTable handlers = control.finishHandlers();
    return new LoweredFunction(
        functionIndex,
        code.code(),
        stack.frameSize(),
        zeroFrom,
        zeroTo,
        stack.referenceFrameSize(),
        control.makesTailCalls(),
        handlers,
        signature,
        code.positions(),
        code.offsets());
  }

  // ---- Code that cannot be reached

  private void passOver(int opcode) {
    switch (opcode) {
      case BLOCK, LOOP, IF, ControlOpcode.TRY_TABLE, ControlOpcode.LEGACY_TRY -> {
        InstructionReader.skipImmediates(in, opcode, offset);
        unreachableDepth++;
      }
      case ControlOpcode.LEGACY_CATCH,
          ControlOpcode.LEGACY_CATCH_ALL,
          ControlOpcode.LEGACY_DELEGATE -> {
        if (unreachableDepth == 0) {
          control.lower(opcode);
        } else {
          InstructionReader.skipImmediates(in, opcode, offset);
          unreachableDepth -= opcode == ControlOpcode.LEGACY_DELEGATE ? 1 : 0;
        }
      }
      case ELSE -> {
        if (unreachableDepth == 0) {
          beginElse();
        }
      }
      case END -> {
        if (unreachableDepth == 0) {
          end();
        } else {
          unreachableDepth--;
        }
      }
      default -> InstructionReader.skipImmediates(in, opcode, offset);
    }
  }

  void becomeUnreachable() {
    popTo(top().height);
    unreachable = true;
    unreachableDepth = 0;
  }

  // ---- Metering

  /** Counts an instruction in, where the stretch of code begins that it is part of. */
  private void meter(int opcode) {
    switch (opcode) {
      case NOP,
          BLOCK,
          LOOP,
          ELSE,
          END,
          ControlOpcode.TRY_TABLE,
          ControlOpcode.LEGACY_TRY,
          ControlOpcode.LEGACY_CATCH,
          ControlOpcode.LEGACY_CATCH_ALL,
          ControlOpcode.LEGACY_DELEGATE -> {}
      default -> {
        if (costPosition == NO_INSTRUCTION) {
          failing(RegisterOpcode.FUEL, 0);
          costPosition = code.size() - 1;
        }
        code.set(costPosition, code.get(costPosition) + 1);
      }
    }
  }

  /** From here on, code may be executed without what stands before it, or the other way round. */
  private void endStretch() {
    costPosition = NO_INSTRUCTION;
  }

  /** Makes an instruction pay for the bytes or elements it works on. */
  private void meterSize(int register, int sizePerUnit, boolean wide) {
    if (metered) {
      failing(RegisterOpcode.FUEL_FOR_SIZE, register, sizePerUnit, wide ? 1 : 0);
    }
  }

  // ---- Instructions

  private void lower(int opcode) {
    if (Comparison.isComparison(opcode)) {
      compare(Comparison.of(opcode), opcode >= I64_EQ);
      return;
    }
    int memory = OpcodeMap.memory(opcode);
    if (memory >= 0) {
      accessMemory(memory);
      return;
    }
    int binary = OpcodeMap.binary(opcode);
    if (binary >= 0) {
      binary(binary);
      return;
    }
    int unary = OpcodeMap.unary(opcode);
    if (unary >= 0) {
      unary(unary);
      return;
    }
    switch (opcode) {
      case UNREACHABLE -> {
        failing(RegisterOpcode.UNREACHABLE);
        becomeUnreachable();
      }
      case NOP -> {}
      case BLOCK -> beginBlock(BlockKind.BLOCK, BodyReader.blockType(in, module));
      case LOOP -> {
        beginBlock(BlockKind.LOOP, BodyReader.blockType(in, module));
        bind(top().label);
      }
      case IF -> {
        FunctionType type = BodyReader.blockType(in, module);
        Condition condition = popCondition();
        beginBlock(BlockKind.IF, type);
        branchIf(condition.negated(), top().otherwise);
      }
      case ELSE -> {
        leaveToEnd();
        beginElse();
      }
      case END -> {
        if (top().kind == BlockKind.FUNCTION) {
          emitReturn();
        } else {
          fallOut();
        }
        end();
      }
      case BR -> {
        branch(target(in.u32()));
        becomeUnreachable();
      }
      case BR_IF -> {
        Block target = target(in.u32());
        Condition condition = popCondition();
        if (isInPlace(target)) {
          branchIf(condition, target.label);
        } else {
          Label skip = new Label();
          branchIf(condition.negated(), skip);
          branch(target);
          bind(skip);
        }
      }
      case BR_TABLE -> branchTable();
      case RETURN -> {
        emitReturn();
        becomeUnreachable();
      }
      case CALL -> call(in.u32());
      case CALL_INDIRECT -> callIndirect();
      case DROP -> pop();
      case SELECT -> select();
      case SELECT_TYPED -> {
        InstructionReader.skipImmediates(in, SELECT_TYPED, offset);
        select();
      }
      case LOCAL_GET -> getLocal(in.u32());
      case LOCAL_SET -> setLocal(in.u32());
      case LOCAL_TEE -> {
        int local = in.u32();
        setLocal(local);
        getLocal(local);
      }
      case GLOBAL_GET -> {
        int global = in.u32();
        ValueType type = module.globals().get(global).value();
        if (type.isReference()) {
          emit(RegisterOpcode.REF_GLOBAL_GET, push(true), global);
        } else if (type == ValueType.V128) {
          vectorResult(RegisterOpcode.VECTOR_GLOBAL_GET, global);
        } else {
          result(RegisterOpcode.GLOBAL_GET);
          code.append(global);
        }
      }
      case GLOBAL_SET -> {
        int global = in.u32();
        int value = pop();
        int opcodeOfSet =
            stack.isReference(value)
                ? RegisterOpcode.REF_GLOBAL_SET
                : stack.isVector(value)
                    ? RegisterOpcode.VECTOR_GLOBAL_SET
                    : RegisterOpcode.GLOBAL_SET;
        emit(opcodeOfSet, register(value), global);
      }
      case I32_CONST -> stack.pushConstant(in.s32());
      case I64_CONST -> stack.pushConstant(in.s64());
      case F32_CONST -> stack.pushConstant(in.fixed32());
      case F64_CONST -> stack.pushConstant(in.fixed64());
      case I32_EQZ -> equalsZero();
      case I64_EQZ -> unary(RegisterOpcode.I64_EQZ);
      case F32_GT -> binarySwapped(RegisterOpcode.F32_LT);
      case F32_GE -> binarySwapped(RegisterOpcode.F32_LE);
      case F64_GT -> binarySwapped(RegisterOpcode.F64_LT);
      case F64_GE -> binarySwapped(RegisterOpcode.F64_LE);
      // Only the low half of a register with an i32 counts, and bits are bits: nothing to do.
      case I32_WRAP_I64,
          I32_REINTERPRET_F32,
          I64_REINTERPRET_F64,
          F32_REINTERPRET_I32,
          F64_REINTERPRET_I64 ->
          keepBits();
      default -> lowerRare(opcode);
    }
  }

  private void lowerRare(int opcode) {
    switch (opcode) {
      case MEMORY_SIZE -> {
        int memory = in.u32();
        result(RegisterOpcode.MEMORY_SIZE);
        code.append(memory);
      }
      case MEMORY_GROW -> {
        int memory = in.u32();
        int pages = popRegister();
        result(RegisterOpcode.MEMORY_GROW, pages);
        code.append(memory);
      }
      case MEMORY_FILL -> {
        int memory = in.u32();
        int[] operands = popThree();
        meterSize(operands[2], BYTES_FOR_FUEL, isWideMemory(memory));
        failing(RegisterOpcode.MEMORY_FILL, operands);
        code.append(memory);
      }
      case MEMORY_COPY -> {
        int to = in.u32();
        int from = in.u32();
        boolean wide = isWideMemory(to) && isWideMemory(from);
        bulk(RegisterOpcode.MEMORY_COPY, to, from, BYTES_FOR_FUEL, wide);
      }
      case MEMORY_INIT ->
          bulk(RegisterOpcode.MEMORY_INIT, in.u32(), in.u32(), BYTES_FOR_FUEL, false);
      case TABLE_COPY -> {
        int to = in.u32();
        int from = in.u32();
        boolean wide = isWideTable(to) && isWideTable(from);
        bulk(RegisterOpcode.TABLE_COPY, to, from, ELEMENTS_FOR_FUEL, wide);
      }
      case TABLE_INIT ->
          bulk(RegisterOpcode.TABLE_INIT, in.u32(), in.u32(), ELEMENTS_FOR_FUEL, false);
      case DATA_DROP -> emit(RegisterOpcode.DATA_DROP, in.u32());
      case ELEM_DROP -> emit(RegisterOpcode.ELEM_DROP, in.u32());
      case TABLE_SIZE -> {
        int table = in.u32();
        result(RegisterOpcode.TABLE_SIZE);
        code.append(table);
      }
      case TABLE_GET -> {
        int table = in.u32();
        int index = popRegister();
        failing(RegisterOpcode.TABLE_GET, push(true), index, table);
      }
      case TABLE_SET -> {
        int table = in.u32();
        int value = popRegister();
        int index = popRegister();
        failing(RegisterOpcode.TABLE_SET, index, value, table);
      }
      case TABLE_GROW -> {
        int table = in.u32();
        int count = popRegister();
        int value = popRegister();
        emit(RegisterOpcode.TABLE_GROW, push(false), value, count, table);
      }
      case TABLE_FILL -> {
        int table = in.u32();
        int count = popRegister();
        int value = popRegister();
        int index = popRegister();
        meterSize(count, ELEMENTS_FOR_FUEL, isWideTable(table));
        failing(RegisterOpcode.TABLE_FILL, index, value, count, table);
      }
      case REF_NULL -> {
        InstructionReader.skipImmediates(in, REF_NULL, offset);
        emit(RegisterOpcode.REF_NULL, push(true));
      }
      case REF_IS_NULL -> {
        int reference = popRegister();
        emit(RegisterOpcode.REF_IS_NULL, push(false), reference);
      }
      case REF_FUNC -> emit(RegisterOpcode.REF_FUNC, push(true), in.u32());
      case WideOpcode.I64_ADD128,
          WideOpcode.I64_SUB128,
          WideOpcode.I64_MUL_WIDE_S,
          WideOpcode.I64_MUL_WIDE_U ->
          wide(opcode);
      case ControlOpcode.RETURN_CALL,
          ControlOpcode.RETURN_CALL_INDIRECT,
          ControlOpcode.RETURN_CALL_REF,
          ControlOpcode.THROW,
          ControlOpcode.THROW_REF,
          ControlOpcode.TRY_TABLE,
          ControlOpcode.LEGACY_TRY,
          ControlOpcode.LEGACY_CATCH,
          ControlOpcode.LEGACY_CATCH_ALL,
          ControlOpcode.LEGACY_RETHROW,
          ControlOpcode.LEGACY_DELEGATE ->
          control.lower(opcode);
      default -> {
        if (AtomicOpcode.isAtomic(opcode)) {
          atomic(opcode);
          return;
        }
        VectorInstruction vector = VectorInstruction.of(opcode);
        if (vector != null) {
          VectorLowering.lower(vector, this);
        } else if (ObjectOpcode.contains(opcode)) {
          objects.lower(opcode);
        } else {
          throw new IllegalStateException(
              "opcode 0x" + Integer.toHexString(opcode) + " passed validation but is not known");
        }
      }
    }
  }

  private void binary(int opcode) {
    int right = pop();
    int left = pop();
    boolean swap = stack.isConstant(left) && OpcodeMap.isCommutative(opcode);
    int first = swap ? right : left;
    int second = swap ? left : right;
    if (stack.isConstant(second) && !stack.isConstant(first)) {
      boolean subtract = opcode == RegisterOpcode.I32_SUB || opcode == RegisterOpcode.I64_SUB;
      long constant = subtract ? -stack.constant(second) : stack.constant(second);
      if (opcode == RegisterOpcode.I32_SUB) {
        constant = (int) constant;
      }
      // ADD stands just before SUB, and subtracting is adding the negative
      int immediate = OpcodeMap.immediate(subtract ? opcode - 1 : opcode);
      if (immediate >= 0 && constant == (int) constant) {
        result(immediate, register(first));
        code.append((int) constant);
        return;
      }
    }
    int a = register(left);
    int b = register(right);
    if (OpcodeMap.canTrap(opcode)) {
      code.origin(offset);
    }
    result(opcode, a, b);
  }

  private void binarySwapped(int opcode) {
    int right = popRegister();
    int left = popRegister();
    result(opcode, right, left);
  }

  private void unary(int opcode) {
    int operand = popRegister();
    if (OpcodeMap.canTrap(opcode)) {
      code.origin(offset);
    }
    result(opcode, operand);
  }

  /** Writes an arithmetic instruction on 128 bits, whose result is two operands. */
  private void wide(int opcode) {
    int[] operands = new int[WideOpcode.operands(opcode)];
    for (int i = operands.length - 1; i >= 0; i--) {
      operands[i] = popRegister();
    }
    emit(WideRegisterOpcode.of(opcode), push(false), push(false));
    for (int operand : operands) {
      code.append(operand);
    }
  }

  private void keepBits() {
    int operand = pop();
    if (stack.isConstant(operand)) {
      long bits = stack.constant(operand);
      stack.pushConstant(bits);
    } else {
      int location = stack.location(operand);
      if (stack.isHome(operand)) {
        stack.push(false);
      } else {
        pushAlias(ValueType.I64, location);
      }
    }
  }

  private void compare(Comparison relation, boolean wide) {
    int right = pop();
    int left = pop();
    boolean leftConstant = stack.isConstant(left);
    Comparison asked = relation;
    if (leftConstant && !stack.isConstant(right)) {
      int swap = left;
      left = right;
      right = swap;
      asked = relation.swapped();
    }
    int start = code.size();
    boolean immediate = !wide && stack.isConstant(right) && !stack.isConstant(left);
    int constant = immediate ? (int) stack.constant(right) : 0;
    int a = register(left);
    int b = register(right);
    int result = stack.push(false);
    emitComparison(
        start, new Compared(asked, wide, a, immediate ? constant : b, immediate), b, result);
  }

  /** Writes a comparison whose second register is {@code right}, and remembers it for fusion. */
  private void emitComparison(int start, Compared compared, int right, int result) {
    Comparison relation = compared.relation();
    if (relation.needsSwap()) {
      emit(relation.swapped().value(compared.wide()), result, right, compared.left());
    } else {
      emit(relation.value(compared.wide()), result, compared.left(), right);
    }
    redirectable = code.size() - 4;
    comparison =
        new PendingComparison(
            start,
            code.size(),
            result,
            relation,
            compared.wide(),
            compared.left(),
            compared.right(),
            compared.immediate());
  }

  private void equalsZero() {
    int operand = pop();
    PendingComparison fused = fusible(operand);
    if (fused == null) {
      int register = register(operand);
      result(RegisterOpcode.I32_EQZ, register);
      return;
    }
    // the register of the right operand is that of the instruction that is being replaced
    int at = code.size() - 4;
    int right = code.get(fused.relation.needsSwap() ? at + 2 : at + 3);
    code.truncate(at);
    int result = stack.push(false);
    emitComparison(
        fused.start,
        new Compared(
            fused.relation.negated(), fused.wide, fused.left, fused.right, fused.immediate),
        right,
        result);
  }

  /** The comparison that made a popped operand, if it is the last instruction. */
  private @Nullable PendingComparison fusible(int operand) {
    PendingComparison last = comparison;
    return last != null
            && last.end == code.size()
            && !stack.isConstant(operand)
            && stack.isHome(operand)
            && stack.home(operand) == last.result
        ? last
        : null;
  }

  private Condition popCondition() {
    int operand = pop();
    PendingComparison fused = fusible(operand);
    if (fused == null) {
      return new NonZero(register(operand));
    }
    // A constant that only the comparison needed goes with it if the branch takes it itself.
    code.truncate(fused.immediate ? fused.start : code.size() - 4);
    forgetLast();
    return new Compared(fused.relation, fused.wide, fused.left, fused.right, fused.immediate);
  }

  private void branchIf(Condition condition, Label target) {
    condition.emitBranch(this);
    target.appendTo(code);
    endStretch();
  }

  private void accessMemory(int opcode) {
    MemoryArgument argument = MemoryArgument.read(in);
    if (!argument.isNear(module)) {
      accessFarMemory(opcode, argument);
      return;
    }
    int address = (int) argument.offset();
    if (opcode >= RegisterOpcode.STORE8) {
      int value = popRegister();
      failing(opcode, popRegister(), value, address);
    } else {
      int base = popRegister();
      code.origin(offset);
      result(opcode, base);
      code.append(address);
    }
  }

  private void accessFarMemory(int nearOpcode, MemoryArgument argument) {
    int opcode = MemoryOpcode.far(nearOpcode);
    if (nearOpcode >= RegisterOpcode.STORE8) {
      int value = popRegister();
      int base = popRegister();
      failing(opcode, value);
      argument.appendTo(code, base);
    } else {
      int base = popRegister();
      code.origin(offset);
      result(opcode);
      argument.appendTo(code, base);
    }
  }

  private void atomic(int opcode) {
    int registerOpcode = AtomicRegisterOpcode.of(opcode);
    if (opcode == AtomicOpcode.FENCE) {
      InstructionReader.skipImmediates(in, opcode, offset);
      emit(registerOpcode);
      return;
    }
    MemoryArgument argument = MemoryArgument.read(in);
    int[] operands = new int[AtomicRegisterOpcode.operands(opcode)];
    for (int i = operands.length - 1; i >= 0; i--) {
      operands[i] = popRegister();
    }
    int base = popRegister();
    code.origin(offset);
    if (AtomicRegisterOpcode.hasResult(opcode)) {
      result(registerOpcode, operands);
    } else {
      emit(registerOpcode, operands);
    }
    argument.appendTo(code, base);
  }

  private boolean isWideMemory(int index) {
    return module.memories().get(index).address() == AddressType.I64;
  }

  private boolean isWideTable(int index) {
    return module.tables().get(index).address() == AddressType.I64;
  }

  private void bulk(int opcode, int first, int second, int sizePerUnit, boolean wide) {
    int[] operands = popThree();
    meterSize(operands[2], sizePerUnit, wide);
    failing(opcode, operands);
    code.append(first);
    code.append(second);
  }

  private int[] popThree() {
    int third = popRegister();
    int second = popRegister();
    int first = popRegister();
    return new int[] {first, second, third};
  }

  private void select() {
    int condition = popRegister();
    int otherwise = pop();
    boolean reference = stack.isReference(otherwise);
    boolean vector = stack.isVector(otherwise);
    int b = register(otherwise);
    int a = popRegister();
    if (reference) {
      emit(RegisterOpcode.REF_SELECT, push(true), condition, a, b);
    } else if (vector) {
      vectorResult(RegisterOpcode.VECTOR_SELECT, condition, a, b);
    } else {
      result(RegisterOpcode.SELECT, condition, a, b);
    }
  }

  // ---- Local variables

  private void getLocal(int local) {
    pushAlias(localTypes[local], localSlots[local]);
  }

  private void setLocal(int local) {
    int value = pop();
    int slot = localSlots[local];
    boolean reference = localTypes[local].isReference();
    boolean saved = saveAliases(reference, slot);
    if (!reference && !saved && isRedirectable(value)) {
      code.set(redirectable + 1, slot);
      forgetLast();
    } else {
      copy(value, slot);
    }
  }

  private boolean isRedirectable(int value) {
    return redirectable != NO_INSTRUCTION
        && stack.isHome(value)
        && code.get(redirectable + 1) == stack.home(value);
  }

  /** Moves operands that are still in a local variable to their homes, before it changes. */
  private boolean saveAliases(boolean reference, int slot) {
    int[] aliases = reference ? referenceAliases : numberAliases;
    if (aliases[slot] == 0) {
      return false;
    }
    if (stack.height() - settled > MANY_OPERANDS) {
      settle(settled, stack.height());
      return true;
    }
    for (int i = stack.height() - 1; aliases[slot] > 0; i--) {
      if (stack.isReference(i) == reference && stack.location(i) == slot) {
        moveHome(i);
      }
    }
    return true;
  }

  /** Moves all operands of a range that are still in local variables to their homes. */
  private void settle(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!stack.isHome(i) && !stack.isConstant(i)) {
        moveHome(i);
      }
    }
    settled = to;
  }

  private void pushAlias(ValueType type, int slot) {
    stack.pushLocal(type, slot);
    (type.isReference() ? referenceAliases : numberAliases)[slot]++;
  }

  // ---- Calls

  private void call(int function) {
    FunctionType type = module.functionType(function);
    int[] bases = popArguments(type);
    failing(
        function < module.importedFunctions() ? RegisterOpcode.CALL_EXTERNAL : RegisterOpcode.CALL,
        function,
        bases[0],
        bases[1]);
    pushResults(type);
  }

  private void callIndirect() {
    int typeIndex = in.u32();
    int table = in.u32();
    FunctionType type = module.types().get(typeIndex).function();
    int element = popRegister();
    int[] bases = popArguments(type);
    failing(RegisterOpcode.CALL_INDIRECT, typeIndex, table, element, bases[0], bases[1]);
    pushResults(type);
  }

  /** Takes arguments off the stack, in their homes, and returns where those begin. */
  int[] popArguments(FunctionType type) {
    moveHome(type.parameters().size(), stack.height());
    popTo(stack.height() - type.parameters().size());
    return new int[] {stack.nextNumberHome(), stack.nextReferenceHome()};
  }

  void pushResults(FunctionType type) {
    pushAll(type.results());
  }

  // ---- Blocks and branches

  void beginBlock(BlockKind kind, FunctionType type) {
    int parameters = type.parameters().size();
    int height = stack.height();
    int firstParameter = height - parameters;
    for (int i = Math.min(settled, firstParameter); i < height; i++) {
      if (!stack.isHome(i) && (i >= firstParameter || !stack.isConstant(i))) {
        moveHome(i);
      }
    }
    settled = height;
    stack.popTo(firstParameter);
    blocks.add(
        new Block(kind, type, stack.height(), stack.nextNumberHome(), stack.nextReferenceHome()));
    pushAll(type.parameters());
  }

  /** Leaves the first part of a block whose second part follows. */
  void leaveToEnd() {
    moveToLabel(top(), top().type.results());
    emit(RegisterOpcode.BR);
    top().label.appendTo(code);
  }

  /** Leaves a block at its end, where others may have to go, too. */
  void fallOut() {
    Block block = top();
    if (block.kind != BlockKind.LOOP
        && (block.label.isReferenced()
            || block.otherwise.isReferenced()
            || block.kind == BlockKind.CATCH)) {
      moveToLabel(block, block.type.results());
    }
  }

  /** Begins the part of a {@code try} that catches; the caught exception is an operand below. */
  Block beginCatch(FunctionType payload) {
    Block block = blocks.removeLast();
    popTo(block.height);
    Block catching =
        new Block(BlockKind.CATCH, block.type, block.height, block.numberHome, block.referenceHome);
    catching.handler = block.handler;
    catching.label.adopt(block.label);
    blocks.add(catching);
    forgetLast();
    push(true);
    pushAll(payload.parameters());
    unreachable = false;
    return catching;
  }

  private void beginElse() {
    Block block = blocks.removeLast();
    popTo(block.height);
    Block otherwise =
        new Block(BlockKind.ELSE, block.type, block.height, block.numberHome, block.referenceHome);
    blocks.add(otherwise);
    // branches out of the first part go to the same end
    otherwise.label.adopt(block.label);
    bind(block.otherwise);
    pushAll(block.type.parameters());
    unreachable = false;
  }

  void end() {
    Block block = blocks.removeLast();
    boolean fallsOut = !unreachable;
    if (block.kind == BlockKind.TRY) {
      control.endTry(block);
    }
    // what falls out of a catch leaves the exception behind, and so has been moved
    boolean joins =
        block.label.isReferenced()
            || block.otherwise.isReferenced()
            || block.kind == BlockKind.CATCH && fallsOut;
    if (block.kind == BlockKind.FUNCTION) {
      if (block.label.isReferenced()) {
        popTo(0);
        bind(block.label);
        pushAll(block.type.results());
        emitReturn();
      }
      return;
    }
    if (block.kind == BlockKind.LOOP) {
      unreachable = !fallsOut;
      if (!fallsOut) {
        unreachableDepth = 0;
      }
      return;
    }
    if (!joins) {
      return;
    }
    popTo(block.height);
    bind(block.otherwise);
    bind(block.label);
    pushAll(block.type.results());
    unreachable = false;
  }

  /** Pushes operands whose values are in their homes. */
  private void pushAll(List<ValueType> types) {
    countValues(types.size());
    for (ValueType type : types) {
      stack.push(type);
    }
  }

  private void countValues(int count) {
    valuesMoved += count;
    if (valuesMoved > MAX_VALUES_MOVED) {
      throw new LimitExceededException(
          "function "
              + functionIndex
              + " is too large: its blocks, branches and calls move more than "
              + MAX_VALUES_MOVED
              + " values");
    }
  }

  /** Whether the instruction being lowered can be reached. */
  boolean isReachable() {
    return !unreachable;
  }

  Block top() {
    return blocks.getLast();
  }

  Block target(int depth) {
    return blocks.get(blocks.size() - 1 - depth);
  }

  private void branch(Block target) {
    if (target.kind == BlockKind.FUNCTION) {
      emitReturn();
      return;
    }
    moveToLabel(target, target.labelTypes());
    emit(RegisterOpcode.BR);
    target.label.appendTo(code);
  }

  private void branchTable() {
    int index = popRegister();
    int count = in.u32();
    Block[] targets = new Block[count + 1];
    for (int i = 0; i <= count; i++) {
      targets[i] = target(in.u32());
    }
    Set<Block> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    boolean inPlace = true;
    for (Block target : targets) {
      if (distinct.add(target)) {
        inPlace &= isInPlace(target);
      }
    }
    emit(RegisterOpcode.BR_TABLE, index, count + 1);
    if (inPlace) {
      for (Block target : targets) {
        target.label.appendTo(code);
      }
    } else {
      IdentityHashMap<Block, Label> ways = new IdentityHashMap<>();
      for (Block target : targets) {
        Label way = ways.get(target);
        if (way == null) {
          way = new Label();
          ways.put(target, way);
        }
        way.appendTo(code);
      }
      for (Block target : targets) {
        Label way = ways.remove(target);
        if (way != null) {
          bind(way);
          branch(target);
        }
      }
    }
    becomeUnreachable();
  }

  /** Whether a branch to {@code target} needs no moves, so that it may be taken directly. */
  private boolean isInPlace(Block target) {
    if (target.kind == BlockKind.FUNCTION) {
      return target.type.results().isEmpty();
    }
    List<ValueType> types = target.labelTypes();
    countValues(types.size());
    int from = stack.height() - types.size();
    int number = target.numberHome;
    int reference = target.referenceHome;
    for (int i = 0; i < types.size(); i++) {
      int width = Signature.numberSlots(types.get(i));
      if (stack.location(from + i) != (width == 0 ? reference++ : number)) {
        return false;
      }
      number += width;
    }
    return true;
  }

  /**
   * Copies what a branch carries to where its target expects it. The stack stays as it is: the code
   * behind a branch that is not taken goes on with it. Ascending order is safe since homes never
   * lie above the places that are copied from.
   */
  private void moveToLabel(Block target, List<ValueType> types) {
    countValues(types.size());
    int from = stack.height() - types.size();
    int number = target.numberHome;
    int reference = target.referenceHome;
    for (int i = 0; i < types.size(); i++) {
      int width = Signature.numberSlots(types.get(i));
      copy(from + i, width == 0 ? reference++ : number);
      number += width;
    }
  }

  private void emitReturn() {
    List<ValueType> results = signature.type().results();
    countValues(results.size());
    int from = stack.height() - results.size();
    if (results.isEmpty()) {
      emit(RegisterOpcode.RETURN);
      return;
    }
    if (results.size() == 1 && !results.getFirst().isReference()) {
      if (stack.isConstant(from)) {
        emitConstant(0, stack.constant(from));
        emit(RegisterOpcode.RETURN);
      } else if (stack.isVector(from)) {
        if (isRedirectable(from)) {
          code.set(redirectable + 1, 0);
        } else {
          copy(from, 0);
        }
        emit(RegisterOpcode.RETURN);
      } else {
        emit(RegisterOpcode.RETURN_VALUE, stack.location(from));
      }
      return;
    }
    // Results may be in local variables that other results are about to replace: first all go home.
    int firstNumber = NO_INSTRUCTION;
    for (int i = from; i < stack.height(); i++) {
      copy(i, stack.home(i));
      if (!stack.isReference(i) && firstNumber == NO_INSTRUCTION) {
        firstNumber = stack.home(i);
      }
    }
    if (signature.resultNumbers() > 0) {
      emit(RegisterOpcode.COPY_RANGE, 0, firstNumber, signature.resultNumbers());
    }
    int reference = 0;
    for (int i = from; i < stack.height(); i++) {
      if (stack.isReference(i)) {
        if (stack.home(i) != reference) {
          emit(RegisterOpcode.REF_COPY, reference, stack.home(i));
        }
        reference++;
      }
    }
    emit(RegisterOpcode.RETURN);
  }

  // ---- Operands

  int pop() {
    int operand = stack.pop();
    settled = Math.min(settled, operand);
    forgetAlias(operand);
    return operand;
  }

  private void popTo(int height) {
    while (stack.height() > height) {
      pop();
    }
  }

  int popRegister() {
    return register(pop());
  }

  int push(boolean reference) {
    return stack.push(reference);
  }

  /** The register in which a popped operand is; a constant is written to its home for that. */
  int register(int operand) {
    if (stack.isConstant(operand)) {
      emitConstant(stack.home(operand), stack.constant(operand));
      stack.moveHome(operand);
    }
    return stack.location(operand);
  }

  private void forgetAlias(int operand) {
    if (!stack.isConstant(operand) && !stack.isHome(operand)) {
      (stack.isReference(operand) ? referenceAliases : numberAliases)[stack.location(operand)]--;
    }
  }

  /** Moves the uppermost operands to their homes. */
  private void moveHome(int count, int height) {
    for (int i = height - count; i < height; i++) {
      if (!stack.isHome(i)) {
        copy(i, stack.home(i));
        forgetAlias(i);
        stack.moveHome(i);
      }
    }
  }

  private void moveHome(int index) {
    moveHome(1, index + 1);
  }

  private void copy(int operand, int slot) {
    if (stack.isConstant(operand)) {
      emitConstant(slot, stack.constant(operand));
    } else if (stack.location(operand) != slot) {
      int opcode =
          stack.isReference(operand)
              ? RegisterOpcode.REF_COPY
              : stack.isVector(operand) ? RegisterOpcode.VECTOR_COPY : RegisterOpcode.COPY;
      emit(opcode, slot, stack.location(operand));
    }
  }

  // ---- For the instructions that are lowered elsewhere

  /** Whether the value of a popped operand was in its home. */
  boolean isHome(int operand) {
    return stack.isHome(operand);
  }

  /** Where the uppermost operand, a reference, is. */
  int topLocation() {
    return stack.location(stack.height() - 1);
  }

  /** Pushes a reference that was popped just before, back to where it was. */
  void pushReference(boolean inLocal, int location) {
    if (inLocal) {
      pushAlias(ValueType.FUNCREF, location);
    } else {
      push(true);
    }
  }

  /**
   * Moves the uppermost operands to their homes and pops them; returns where the numbers and where
   * the references among them begin.
   */
  int[] popHome(int count) {
    moveHome(count, stack.height());
    popTo(stack.height() - count);
    return new int[] {stack.nextNumberHome(), stack.nextReferenceHome()};
  }

  /**
   * Writes a conditional branch with what it carries.
   *
   * @param opcode of the branch
   * @param opposite of the branch that is taken whenever the other is not
   * @param operands of both
   */
  void branchOn(int depth, int opcode, int opposite, int... operands) {
    Block target = target(depth);
    if (isInPlace(target)) {
      branchingOn(opcode, target.label, operands);
    } else {
      Label skip = new Label();
      branchingOn(opposite, skip, operands);
      branch(target);
      bind(skip);
    }
  }

  /** Writes an instruction that ends in a branch target. */
  private void branchingOn(int opcode, Label target, int... operands) {
    emit(opcode, operands);
    target.appendTo(code);
    endStretch();
  }

  /** Makes an instruction pay for the elements of an array it works on. */
  void meterElements(int count) {
    meterSize(count, ELEMENTS_FOR_FUEL, false);
  }

  /** Says that the next instruction can fail. */
  void origin() {
    code.origin(offset);
  }

  // ---- Emission

  private void emitConstant(int slot, long value) {
    if (value == (int) value) {
      emit(RegisterOpcode.CONST32, slot, (int) value);
    } else {
      emit(RegisterOpcode.CONST64, slot, (int) value, (int) (value >>> 32));
    }
  }

  /** Writes an instruction whose result is a new operand, and which may be redirected. */
  void result(int opcode, int... operands) {
    resultIn(stack.push(false), opcode, operands);
  }

  /** The same for an instruction whose result is a vector. */
  void vectorResult(int opcode, int... operands) {
    resultIn(stack.push(ValueType.V128), opcode, operands);
  }

  private void resultIn(int register, int opcode, int[] operands) {
    int start = code.size();
    emit(opcode, register);
    for (int operand : operands) {
      code.append(operand);
    }
    redirectable = start;
  }

  /** Remembers that the next instruction can fail. */
  void canFail() {
    code.origin(offset);
  }

  /** Writes an instruction that can fail and has no result that may be redirected. */
  void failing(int opcode, int... operands) {
    code.origin(offset);
    emit(opcode, operands);
  }

  void emit(int opcode, int... operands) {
    forgetLast();
    code.append(opcode);
    for (int operand : operands) {
      code.append(operand);
    }
  }

  void bind(Label label) {
    forgetLast();
    endStretch();
    label.bind(code);
  }

  void forgetLast() {
    redirectable = NO_INSTRUCTION;
    comparison = null;
  }
}
