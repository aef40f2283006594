package dev.heddle.wasm.lower;

import static dev.heddle.wasm.module.Opcode.*;

import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.code.RegisterKind;
import dev.heddle.wasm.code.RegisterOpcode;
import dev.heddle.wasm.code.WideRegisterOpcode;
import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.module.ControlOpcode;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.ObjectOpcode;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.module.WideOpcode;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.Set;

/**
 * Turns the stack code of one valid function into register code, in one pass.
 *
 * <p>The operand stack is followed at compile time ({@link OperandStack}), so that most of its
 * traffic vanishes: reading a local variable or a constant writes nothing, and an instruction whose
 * result is put into a local variable at once writes it there. {@link FunctionCode} and {@link
 * BlockLowering} tell what keeps this right.
 *
 * <p>Code that cannot be reached is read but not lowered. Not thread-safe.
 */
public final class FunctionLowering {

  private final ModuleDefinition module;
  private final Set<Integer> boundedGlobals;
  private final FunctionCode function;
  private final ByteReader in;
  private final CodeBuffer code;
  private final OperandStack stack;
  private final BlockLowering blocks;
  private final ComparisonLowering comparisons;
  private final MemoryLowering memories;
  private final ControlLowering control;
  private final ObjectLowering objects;

  private FunctionLowering(
      ModuleDefinition module,
      int functionIndex,
      Set<Integer> boundedGlobals,
      boolean metered,
      boolean typed) {
    this.module = module;
    this.boundedGlobals = boundedGlobals;
    function = new FunctionCode(module, functionIndex, metered, typed);
    in = function.in;
    code = function.code;
    stack = function.stack;
    blocks = new BlockLowering(function);
    comparisons = new ComparisonLowering(function);
    memories = new MemoryLowering(function);
    control = new ControlLowering(function, blocks);
    objects = new ObjectLowering(function, blocks);
  }

  /**
   * The register code of a function that {@code module} defines.
   *
   * @param boundedGlobals the indices of the globals that it must keep within bounds
   * @param metered whether it is to pay for what it executes, see {@link dev.heddle.wasm.Fuel}
   */
  public static LoweredFunction lower(
      ModuleDefinition module, int functionIndex, Set<Integer> boundedGlobals, boolean metered) {
    return new FunctionLowering(module, functionIndex, boundedGlobals, metered, false).lower();
  }

  /** The same code, with the {@link LoweredFunction#kinds} of its instructions. */
  public static LoweredFunction lowerTyped(
      ModuleDefinition module, int functionIndex, Set<Integer> boundedGlobals, boolean metered) {
    return new FunctionLowering(module, functionIndex, boundedGlobals, metered, true).lower();
  }

  private LoweredFunction lower() {
    while (blocks.depth() > 0) {
      int opcode = function.nextOpcode();
      if (blocks.isReachable()) {
        function.meter(opcode);
        lower(opcode);
      } else {
        passOver(opcode);
      }
    }
    return function.finish(control.makesTailCalls(), control.finishHandlers());
  }

  private void passOver(int opcode) {
    switch (opcode) {
      case BLOCK, LOOP, IF, ControlOpcode.TRY_TABLE, ControlOpcode.LEGACY_TRY -> {
        function.skipImmediates(opcode);
        blocks.beginUnreachable();
      }
      case ControlOpcode.LEGACY_CATCH,
          ControlOpcode.LEGACY_CATCH_ALL,
          ControlOpcode.LEGACY_DELEGATE -> {
        if (!blocks.isInUnreachableBlock()) {
          control.lower(opcode);
        } else {
          function.skipImmediates(opcode);
          if (opcode == ControlOpcode.LEGACY_DELEGATE) {
            blocks.endUnreachable();
          }
        }
      }
      case ELSE -> {
        if (!blocks.isInUnreachableBlock()) {
          blocks.beginElse();
        }
      }
      case END -> {
        if (blocks.isInUnreachableBlock()) {
          blocks.endUnreachable();
        } else {
          end();
        }
      }
      default -> function.skipImmediates(opcode);
    }
  }

  private void end() {
    control.endTry(blocks.top());
    blocks.end();
  }

  private void lower(int opcode) {
    if (Comparison.isComparison(opcode)) {
      comparisons.compare(Comparison.of(opcode), opcode >= I64_EQ);
      return;
    }
    int memory = OpcodeMap.memory(opcode);
    if (memory >= 0) {
      memories.access(opcode, memory);
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
        function.failing(RegisterOpcode.UNREACHABLE);
        blocks.becomeUnreachable();
      }
      case NOP -> {}
      case BLOCK -> blocks.beginBlock(Block.Kind.BLOCK, BodyReader.blockType(in, module));
      case LOOP -> blocks.beginLoop(BodyReader.blockType(in, module));
      case IF -> {
        FunctionType type = BodyReader.blockType(in, module);
        blocks.beginIf(type, comparisons.popCondition());
      }
      case ELSE -> {
        blocks.leaveToEnd();
        blocks.beginElse();
      }
      case END -> {
        blocks.reachEnd();
        end();
      }
      case BR -> {
        blocks.branch(blocks.target(in.u32()));
        blocks.becomeUnreachable();
      }
      case BR_IF -> {
        int label = in.u32();
        blocks.branchIf(comparisons.popCondition(), label);
      }
      case BR_TABLE -> blocks.branchTable();
      case RETURN -> {
        blocks.emitReturn();
        blocks.becomeUnreachable();
      }
      case CALL -> call(in.u32());
      case CALL_INDIRECT -> callIndirect();
      case DROP -> function.pop();
      case SELECT -> select();
      case SELECT_TYPED -> {
        function.skipImmediates(SELECT_TYPED);
        select();
      }
      case LOCAL_GET -> function.getLocal(in.u32());
      case LOCAL_SET -> function.setLocal(in.u32());
      case LOCAL_TEE -> {
        int local = in.u32();
        function.setLocal(local);
        function.getLocal(local);
      }
      case GLOBAL_GET -> {
        int global = in.u32();
        ValueType type = module.globals().get(global).value();
        if (type.isReference()) {
          function.emit(
              RegisterOpcode.REF_GLOBAL_GET, function.push(RegisterKind.REFERENCE), global);
        } else if (type == ValueType.V128) {
          function.result(RegisterKind.V128, RegisterOpcode.VECTOR_GLOBAL_GET, global);
        } else {
          function.result(RegisterKind.of(type), RegisterOpcode.GLOBAL_GET);
          code.append(global);
        }
      }
      case GLOBAL_SET -> {
        int global = in.u32();
        int value = function.pop();
        int opcodeOfSet =
            stack.isReference(value)
                ? RegisterOpcode.REF_GLOBAL_SET
                : stack.isVector(value)
                    ? RegisterOpcode.VECTOR_GLOBAL_SET
                    : boundedGlobals.contains(global)
                        ? RegisterOpcode.BOUNDED_GLOBAL_SET
                        : RegisterOpcode.GLOBAL_SET;
        function.emit(opcodeOfSet, function.register(value), global);
      }
      case I32_CONST -> stack.pushConstant(RegisterKind.I32, in.s32());
      case I64_CONST -> stack.pushConstant(RegisterKind.I64, in.s64());
      case F32_CONST -> stack.pushConstant(RegisterKind.F32, in.fixed32());
      case F64_CONST -> stack.pushConstant(RegisterKind.F64, in.fixed64());
      case I32_EQZ -> comparisons.equalsZero();
      case I64_EQZ -> unary(RegisterOpcode.I64_EQZ);
      case F32_GT -> binarySwapped(RegisterOpcode.F32_LT);
      case F32_GE -> binarySwapped(RegisterOpcode.F32_LE);
      case F64_GT -> binarySwapped(RegisterOpcode.F64_LT);
      case F64_GE -> binarySwapped(RegisterOpcode.F64_LE);
      // Only the low half of a register with an i32 counts, and bits are bits.
      case I32_WRAP_I64 -> keepBits(RegisterKind.I32, RegisterKind.I32_OF_I64);
      case I32_REINTERPRET_F32 -> keepBits(RegisterKind.I32, RegisterKind.I32_OF_F32);
      case I64_REINTERPRET_F64 -> keepBits(RegisterKind.I64, RegisterKind.I64_OF_F64);
      case F32_REINTERPRET_I32 -> keepBits(RegisterKind.F32, RegisterKind.F32_OF_I32);
      case F64_REINTERPRET_I64 -> keepBits(RegisterKind.F64, RegisterKind.F64_OF_I64);
      default -> lowerRare(opcode);
    }
  }

  private void lowerRare(int opcode) {
    switch (opcode) {
      case REF_NULL -> {
        function.skipImmediates(REF_NULL);
        function.emit(RegisterOpcode.REF_NULL, function.push(RegisterKind.REFERENCE));
      }
      case REF_IS_NULL -> {
        int reference = function.popRegister();
        function.emit(RegisterOpcode.REF_IS_NULL, function.push(RegisterKind.I32), reference);
      }
      case REF_FUNC ->
          function.emit(RegisterOpcode.REF_FUNC, function.push(RegisterKind.REFERENCE), in.u32());
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
        if (memories.lower(opcode)) {
          return;
        }
        VectorInstruction vector = VectorInstruction.of(opcode);
        if (vector != null) {
          VectorLowering.lower(vector, function);
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
    int right = function.pop();
    int left = function.pop();
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
        function.result(RegisterKind.ofResult(immediate), immediate, function.register(first));
        code.append((int) constant);
        return;
      }
    }
    int a = function.register(left);
    int b = function.register(right);
    if (OpcodeMap.canTrap(opcode)) {
      function.canFail();
    }
    function.result(RegisterKind.ofResult(opcode), opcode, a, b);
  }

  private void binarySwapped(int opcode) {
    int right = function.popRegister();
    int left = function.popRegister();
    function.result(RegisterKind.ofResult(opcode), opcode, right, left);
  }

  private void unary(int opcode) {
    byte operandKind = stack.kind(stack.height() - 1);
    int operand = function.popRegister();
    if (OpcodeMap.canTrap(opcode)) {
      function.canFail();
    }
    byte kind =
        opcode == RegisterOpcode.EXTEND8_S || opcode == RegisterOpcode.EXTEND16_S
            ? operandKind
            : RegisterKind.ofResult(opcode);
    int position = code.size();
    function.result(kind, opcode, operand);
    if (opcode == RegisterOpcode.EXTEND32_S) {
      code.setKind(position, operandKind);
    }
  }

  /** Writes an arithmetic instruction on 128 bits, whose result is two operands. */
  private void wide(int opcode) {
    int[] operands = function.popRegisters(WideOpcode.operands(opcode));
    function.emit(
        WideRegisterOpcode.of(opcode),
        function.push(RegisterKind.I64),
        function.push(RegisterKind.I64));
    for (int operand : operands) {
      code.append(operand);
    }
  }

  /** Copies an operand that becomes one of another kind with the same bits, or their low half. */
  private void keepBits(byte kind, byte conversion) {
    int operand = function.pop();
    if (stack.isConstant(operand)) {
      long bits = stack.constant(operand);
      stack.pushConstant(kind, bits);
      return;
    }
    int position = code.size();
    function.result(kind, RegisterOpcode.COPY, stack.location(operand));
    code.setKind(position, conversion);
  }

  private void select() {
    int condition = function.popRegister();
    int otherwise = function.pop();
    boolean reference = stack.isReference(otherwise);
    boolean vector = stack.isVector(otherwise);
    byte kind = stack.kind(otherwise);
    int b = function.register(otherwise);
    int a = function.popRegister();
    if (reference) {
      function.emit(
          RegisterOpcode.REF_SELECT, function.push(RegisterKind.REFERENCE), condition, a, b);
    } else if (vector) {
      function.result(kind, RegisterOpcode.VECTOR_SELECT, condition, a, b);
    } else {
      function.result(kind, RegisterOpcode.SELECT, condition, a, b);
    }
  }

  private void call(int index) {
    FunctionType type = module.functionType(index);
    int[] bases = function.popHome(type.parameters().size());
    function.failing(
        index < module.importedFunctions() ? RegisterOpcode.CALL_EXTERNAL : RegisterOpcode.CALL,
        index,
        bases[0],
        bases[1]);
    function.pushAll(type.results());
  }

  private void callIndirect() {
    int typeIndex = in.u32();
    int table = in.u32();
    FunctionType type = module.types().get(typeIndex).function();
    int element = function.popRegister();
    int[] bases = function.popHome(type.parameters().size());
    function.failing(RegisterOpcode.CALL_INDIRECT, typeIndex, table, element, bases[0], bases[1]);
    function.pushAll(type.results());
  }
}
