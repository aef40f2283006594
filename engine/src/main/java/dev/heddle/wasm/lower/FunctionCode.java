package dev.heddle.wasm.lower;

import static dev.heddle.wasm.module.Opcode.*;

import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.code.HandlerTable;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.code.RegisterKind;
import dev.heddle.wasm.code.RegisterOpcode;
import dev.heddle.wasm.code.Signature;
import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.InstructionReader;
import dev.heddle.wasm.module.ControlOpcode;
import dev.heddle.wasm.module.FunctionBody;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.types.ValueType;
import java.util.List;

/**
 * The register code of a function while it is written, and where its operands and local variables
 * are at that point: what everything that lowers instructions works on.
 *
 * <p>What keeps operands right that are still in local variables:
 *
 * <ul>
 *   <li>Before a local variable changes, operands that are still in it are moved to their homes.
 *   <li>An instruction is changed after it was written only if it is the last one and no label is
 *       bound behind it.
 * </ul>
 *
 * <p>Not thread-safe.
 */
final class FunctionCode {

  private static final int NO_INSTRUCTION = -1;

  /** Instead of being searched for what is in a local variable, so many operands are settled. */
  private static final int MANY_OPERANDS = 256;

  /** For how many local variables, operands or fields that are cleared a unit of fuel is taken. */
  private static final int VALUES_FOR_FUEL = 8;

  /** Fewer references on the operand stack than these are not counted as work. */
  private static final int MANY_REFERENCES = 1_000;

  /**
   * How many parameters and results all blocks, branches and calls of a function may have together:
   * a block of three bytes may have two thousand, each of which takes time.
   */
  private static final long MAX_VALUES_MOVED = 1 << 25;

  final ModuleDefinition module;
  final ByteReader in;
  final Signature signature;
  final CodeBuffer code;
  final OperandStack stack;
  private final int functionIndex;
  private final int[] localSlots;
  private final ValueType[] localTypes;
  private final int[] numberAliases;
  private final int[] referenceAliases;
  private final int zeroFrom;
  private final int zeroTo;
  private final boolean metered;
  private final boolean typed;

  /** Where the cost of the current stretch of code stands. */
  private int costPosition = NO_INSTRUCTION;

  /** Where the cost of the first stretch stands. */
  private int frameCostPosition = NO_INSTRUCTION;

  /** Where the instruction being lowered begins in the module. */
  private int offset;

  /**
   * How many operands from the bottom are known not to be in local variables, so that blocks inside
   * blocks need not look at them again.
   */
  private int settled;

  /** How many parameters and results of blocks, branches and calls there have been. */
  private long valuesMoved;

  /** The last instruction, if it has a number as its result and the result may be redirected. */
  private int redirectable = NO_INSTRUCTION;

  /** Of what kind the next instruction is that works on many elements. */
  private byte bulkKind;

  /** Grows with every change; as long as it is the same, nothing was written or bound. */
  private int edits;

  /** The code of a function that the module defines, of which nothing is written yet. */
  FunctionCode(ModuleDefinition module, int functionIndex, boolean metered, boolean typed) {
    this.module = module;
    this.typed = typed;
    this.functionIndex = functionIndex;
    this.metered = metered;
    FunctionBody body = module.bodies().get(functionIndex - module.importedFunctions());
    this.code = new CodeBuffer(functionIndex);
    this.in = new ByteReader(module.bytes(), body.start(), body.end(), "code section");
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
    meterFrame();
  }

  /** Reads the next opcode; what is written from here on comes from there. */
  int nextOpcode() {
    offset = in.position();
    return InstructionReader.opcode(in);
  }

  /** Passes over what follows the opcode that was read last. */
  void skipImmediates(int opcode) {
    InstructionReader.skipImmediates(in, opcode, offset);
  }

  /** The finished code. */
  LoweredFunction finish(boolean makesTailCalls, HandlerTable handlers) {
    meterOperands();
    int end = code.size();
    // where to go on that has been run to its end elsewhere
    emit(RegisterOpcode.RETURN);
    return new LoweredFunction(
        functionIndex,
        code.code(),
        end,
        stack.frameSize(),
        zeroFrom,
        zeroTo,
        stack.referenceFrameSize(),
        makesTailCalls,
        handlers,
        signature,
        code.positions(),
        code.offsets(),
        typed ? code.kinds() : null);
  }

  // ---- Metering

  /** Counts an instruction in, where the stretch of code begins that it is part of. */
  void meter(int opcode) {
    if (!metered) {
      return;
    }
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
  void endStretch() {
    costPosition = NO_INSTRUCTION;
  }

  /** Makes the instruction that is written next pay for the bytes or elements it works on. */
  void meterSize() {
    if (metered) {
      failing(RegisterOpcode.FUEL_FOR_SIZE);
    }
  }

  /** Makes the current stretch of code pay for values that it clears. */
  void meterValues(int count) {
    if (metered) {
      code.set(costPosition, code.get(costPosition) + count / VALUES_FOR_FUEL);
    }
  }

  /** Begins the first stretch of code, which pays for making the frame, too. */
  private void meterFrame() {
    if (metered) {
      offset = in.position();
      failing(RegisterOpcode.FUEL, 0);
      costPosition = code.size() - 1;
      frameCostPosition = costPosition;
      meterValues(localTypes.length - signature.parameterSlots().length);
    }
  }

  /** Makes the function pay for its operands, now that it is known how many there are. */
  private void meterOperands() {
    int references = stack.referenceFrameSize() - referenceAliases.length;
    if (metered && references >= MANY_REFERENCES) {
      costPosition = frameCostPosition;
      meterValues(references);
    }
  }

  // ---- Local variables

  /** Pushes the value of a local variable, which stays where it is. */
  void getLocal(int local) {
    pushAlias(RegisterKind.of(localTypes[local]), localSlots[local]);
  }

  /** Pops the value of a local variable. */
  void setLocal(int local) {
    int value = pop();
    int slot = localSlots[local];
    boolean reference = localTypes[local].isReference();
    boolean saved = saveAliases(reference, slot);
    if (!reference && !saved && isRedirectable(value)) {
      redirect(slot);
    } else {
      copy(value, slot);
    }
  }

  /** Whether the last instruction has a popped operand as its result, and may be redirected. */
  boolean isRedirectable(int value) {
    return redirectable != NO_INSTRUCTION
        && stack.isHome(value)
        && code.get(redirectable + 1) == stack.home(value);
  }

  /** Makes the last instruction write its result elsewhere. */
  void redirect(int slot) {
    code.set(redirectable + 1, slot);
    forgetLast();
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

  /**
   * Gets ready for a block: moves operands that are still in local variables to their homes, and
   * its parameters in any case.
   */
  void settleBlock(int parameters) {
    int height = stack.height();
    int firstParameter = height - parameters;
    for (int i = Math.min(settled, firstParameter); i < height; i++) {
      if (!stack.isHome(i) && (i >= firstParameter || !stack.isConstant(i))) {
        moveHome(i);
      }
    }
    settled = height;
  }

  /** Pushes an operand whose value is still in the slot of a local variable. */
  void pushAlias(byte kind, int slot) {
    stack.pushLocal(kind, slot);
    (kind == RegisterKind.REFERENCE ? referenceAliases : numberAliases)[slot]++;
  }

  // ---- Operands

  /** Pops an operand; {@link #stack} can be asked about it until the next push. */
  int pop() {
    int operand = stack.pop();
    settled = Math.min(settled, operand);
    forgetAlias(operand);
    return operand;
  }

  /** Pops the operands above a height. */
  void popTo(int height) {
    while (stack.height() > height) {
      pop();
    }
  }

  /** Pops an operand into a register. */
  int popRegister() {
    return register(pop());
  }

  /** Pops operands into registers, and returns these in the order in which they were pushed. */
  int[] popRegisters(int count) {
    int[] registers = new int[count];
    for (int i = count - 1; i >= 0; i--) {
      registers[i] = popRegister();
    }
    return registers;
  }

  /**
   * Pushes an operand of this {@link RegisterKind} whose value will be in its home, which is
   * returned.
   */
  int push(byte kind) {
    return stack.push(kind);
  }

  /** Pushes operands whose values are in their homes. */
  void pushAll(List<ValueType> types) {
    countValues(types.size());
    for (ValueType type : types) {
      stack.push(type);
    }
  }

  /**
   * Counts values that a block, branch or call has to do with.
   *
   * @throws LimitExceededException if all of the function have too many
   */
  void countValues(int count) {
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

  /** The register in which a popped operand is; a constant is written to its home for that. */
  int register(int operand) {
    if (stack.isConstant(operand)) {
      emitConstant(stack.kind(operand), stack.home(operand), stack.constant(operand));
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

  /** Copies an operand to a slot. */
  void copy(int operand, int slot) {
    if (stack.isConstant(operand)) {
      emitConstant(stack.kind(operand), slot, stack.constant(operand));
    } else if (stack.location(operand) != slot) {
      int opcode =
          stack.isReference(operand)
              ? RegisterOpcode.REF_COPY
              : stack.isVector(operand) ? RegisterOpcode.VECTOR_COPY : RegisterOpcode.COPY;
      kind(stack.kind(operand));
      emit(opcode, slot, stack.location(operand));
    }
  }

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
      pushAlias(RegisterKind.REFERENCE, location);
    } else {
      push(RegisterKind.REFERENCE);
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

  // ---- Emission

  /** Says of what kind the next instruction is, where its opcode leaves that open. */
  void kind(byte kind) {
    code.kind(kind);
  }

  /** Writes a constant to a slot. */
  void emitConstant(byte kind, int slot, long value) {
    kind(kind);
    if (value == (int) value) {
      emit(RegisterOpcode.CONST32, slot, (int) value);
    } else {
      emit(RegisterOpcode.CONST64, slot, (int) value, (int) (value >>> 32));
    }
  }

  /**
   * Writes an instruction whose result is a new operand, and which may be redirected.
   *
   * @param kind what the result is, see {@link RegisterKind}
   */
  void result(byte kind, int opcode, int... operands) {
    int register = stack.push(kind);
    int start = code.size();
    kind(kind);
    emit(opcode, register);
    for (int operand : operands) {
      code.append(operand);
    }
    redirectableFrom(start);
  }

  /** Says that the result of the last instruction, which begins there, may be redirected. */
  void redirectableFrom(int start) {
    redirectable = start;
  }

  /** Says that the next instruction can fail. */
  void canFail() {
    code.origin(offset);
  }

  /** Writes an instruction that can fail and has no result that may be redirected. */
  void failing(int opcode, int... operands) {
    code.origin(offset);
    emit(opcode, operands);
  }

  /** Says of what kind the instruction is that {@link #bulk} writes next. */
  void kindOfBulk(byte kind) {
    bulkKind = kind;
  }

  /** Writes an instruction that works on many bytes or elements, and pays for them. */
  void bulk(int opcode, int... operands) {
    meterSize();
    kind(bulkKind);
    bulkKind = 0;
    failing(opcode, operands);
  }

  /** Writes an instruction. */
  void emit(int opcode, int... operands) {
    forgetLast();
    code.append(opcode);
    for (int operand : operands) {
      code.append(operand);
    }
  }

  /** Settles where a label is: here. */
  void bind(Label label) {
    forgetLast();
    endStretch();
    label.bind(code);
  }

  /** What was written last is not to be changed any more. */
  void forgetLast() {
    redirectable = NO_INSTRUCTION;
    edits++;
  }

  /** A number that is the same for as long as nothing is written or bound. */
  int edits() {
    return edits;
  }
}
