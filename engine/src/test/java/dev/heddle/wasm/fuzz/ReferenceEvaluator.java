package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.InstructionReader;
import dev.heddle.wasm.decode.ValueTypeReader;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.ElementSegment;
import dev.heddle.wasm.module.FunctionBody;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.ValueType;
import dev.heddle.wasm.types.VectorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Executes a module as the specification says, instruction by instruction on a stack of objects,
 * with no thought of speed. It shares nothing with the engine's lowering and execution.
 *
 * <p>It knows Wasm 2.0 without vectors, for modules without imports that have one memory and one
 * table. Source: core specification, chapter 4 (execution).
 */
final class ReferenceEvaluator {

  /** The null reference. */
  static final Object NULL = "null";

  /** A reference to a function. */
  record FunctionReference(int index) {}

  /** The evaluation takes more steps than it may. */
  static final class OutOfSteps extends RuntimeException {

    private static final long serialVersionUID = 1;

    OutOfSteps() {
      super(null, null, false, false);
    }
  }

  /** Where a branch goes, how many values it carries, and to which height of the stack. */
  private record Label(int target, int arity, int height) {}

  /** The module. */
  final ModuleDefinition module;

  private final Semantics semantics;
  private final int maxDepth;
  private final Map<Integer, int[]> elseAndEnd = new HashMap<>();
  private final Meter meter = new Meter();
  private final long maxSteps;
  private long steps;

  /** The global variables. */
  final Object[] globals;

  /** The tables. */
  final ReferenceTables tables;

  /** The memories. */
  final ReferenceMemories memories;

  /**
   * An instance of a module.
   *
   * @param semantics what computes the instructions that depend on their operands alone
   * @param maxDepth how many functions may be active
   * @param maxSteps how many instructions it may execute in all
   */
  ReferenceEvaluator(ModuleDefinition module, Semantics semantics, int maxDepth, long maxSteps) {
    this.module = module;
    this.semantics = semantics;
    this.maxDepth = maxDepth;
    this.maxSteps = maxSteps;
    globals = module.globalInitializers().stream().map(this::constant).toArray();
    tables = new ReferenceTables(module, this::constant, meter);
    for (int i = 0; i < module.elements().size(); i++) {
      if (module.elements().get(i).mode()
          instanceof ElementSegment.Active(int table, ConstantExpression start)) {
        tables.initialise(i, table, constant(start));
      }
    }
    memories = new ReferenceMemories(module, meter);
    for (int i = 0; i < module.data().size(); i++) {
      int segment = i;
      module
          .data()
          .get(i)
          .active()
          .ifPresent(
              active -> memories.initialise(segment, active.memory(), constant(active.address())));
    }
  }

  private Object constant(ConstantExpression expression) {
    return switch (expression.instructions().getFirst()) {
      case ConstantExpression.I32Const(int value) -> (Object) value;
      case ConstantExpression.I64Const(long value) -> value;
      case ConstantExpression.F32Const(int bits) -> Float.intBitsToFloat(bits);
      case ConstantExpression.F64Const(long bits) -> Double.longBitsToDouble(bits);
      case ConstantExpression.V128Const(long low, long high) -> new V128(low, high);
      case ConstantExpression.RefFunc(int index) -> new FunctionReference(index);
      default -> NULL;
    };
  }

  /**
   * Calls a function.
   *
   * @throws ReferenceTrap if it traps
   * @throws OutOfSteps if it takes too long
   */
  List<Object> call(int function, List<Object> arguments) {
    return new Frame(function, arguments, 1).run();
  }

  /** How many units of fuel everything so far has cost. */
  long cost() {
    return meter.units();
  }

  private static ReferenceTrap trap(TrapKind kind) {
    return new ReferenceTrap(kind);
  }

  /** The activation of a function. */
  private final class Frame {

    private final FunctionType type;
    private final int depth;
    private final List<Object> locals;
    private final Operands stack = new Operands();
    private final List<Label> labels = new ArrayList<>();
    private final CodeReader code;

    Frame(int function, List<Object> arguments, int depth) {
      if (depth > maxDepth) {
        throw trap(TrapKind.CALL_STACK_EXHAUSTED);
      }
      this.depth = depth;
      type = module.functionType(function);
      FunctionBody body = module.bodies().get(function - module.importedFunctions());
      locals = new ArrayList<>(arguments);
      for (FunctionBody.LocalGroup group : body.locals()) {
        for (int i = 0; i < group.count(); i++) {
          locals.add(zero(group.type()));
        }
      }
      code = new CodeReader(module.bytes(), body.start());
      labels.add(new Label(body.end(), type.results().size(), 0));
    }

    private Object zero(ValueType of) {
      return switch (of) {
        case NumberType.I32 -> (Object) 0;
        case NumberType.I64 -> 0L;
        case NumberType.F32 -> 0f;
        case NumberType.F64 -> 0d;
        case VectorType.V128 -> V128.ZERO;
        case ReferenceType reference -> NULL;
      };
    }

    List<Object> run() {
      while (!labels.isEmpty()) {
        step();
      }
      return stack.all();
    }

    private void step() {
      if (++steps > maxSteps) {
        throw new OutOfSteps();
      }
      int at = code.pc;
      int opcode = code.opcode();
      meter.count(opcode);
      if (!semantics.execute(opcode, code, stack)
          && !memories.execute(opcode, code, stack)
          && !tables.execute(opcode, code, stack)) {
        control(opcode, at);
      }
    }

    private void control(int opcode, int at) {
      switch (opcode) {
        case 0x00 -> throw trap(TrapKind.UNREACHABLE);
        case 0x01 -> {}
        case 0x02 -> {
          FunctionType block = blockType();
          enter(matching(at)[1], block.results().size(), block.parameters().size());
        }
        case 0x03 -> {
          FunctionType block = blockType();
          // a branch to a loop executes the loop instruction again
          int parameters = block.parameters().size();
          enter(at, parameters, parameters);
        }
        case 0x04 -> {
          FunctionType block = blockType();
          boolean taken = popInt() != 0;
          int[] ends = matching(at);
          enter(ends[1], block.results().size(), block.parameters().size());
          if (!taken) {
            code.pc = ends[0] >= 0 ? ends[0] : ends[1] - 1;
          }
        }
        // the end of the first part of an if: on to the end of the second
        case 0x05 -> branch(0);
        case 0x0b -> labels.removeLast();
        case 0x0c -> branch(unsigned());
        case 0x0d -> {
          int label = unsigned();
          if (popInt() != 0) {
            branch(label);
          }
        }
        case 0x0e -> {
          int count = unsigned();
          int[] targets = new int[count + 1];
          for (int i = 0; i <= count; i++) {
            targets[i] = unsigned();
          }
          long chosen = Integer.toUnsignedLong(popInt());
          branch(targets[(int) Math.min(chosen, count)]);
        }
        case 0x0f -> branch(labels.size() - 1);
        case 0x10 -> callFunction(unsigned());
        case 0x11 -> {
          int expected = unsigned();
          FunctionReference callee = (FunctionReference) tables.callee(unsigned(), stack);
          if (!module.functionType(callee.index()).equals(typeAt(expected))) {
            throw trap(TrapKind.INDIRECT_CALL_TYPE_MISMATCH);
          }
          callFunction(callee.index());
        }
        case 0x1a -> pop();
        case 0x1b, 0x1c -> {
          if (opcode == 0x1c) {
            unsigned();
            ByteReader reader = reader();
            ValueTypeReader.valueType(reader, module.types());
            code.pc = reader.position();
          }
          boolean first = popInt() != 0;
          List<Object> values = stack.pop(2);
          push(first ? values.getFirst() : values.getLast());
        }
        case 0x20 -> push(locals.get(unsigned()));
        case 0x21 -> locals.set(unsigned(), pop());
        case 0x22 -> {
          Object value = pop();
          locals.set(unsigned(), value);
          push(value);
        }
        case 0x23 -> push(globals[unsigned()]);
        case 0x24 -> globals[unsigned()] = pop();
        case 0x41 -> push((int) code.signed());
        case 0x42 -> push(code.signed());
        case 0x43 -> push(Float.intBitsToFloat((int) code.fixed(4)));
        case 0x44 -> push(Double.longBitsToDouble(code.fixed(8)));
        case 0xd0 -> {
          code.signed();
          push(NULL);
        }
        case 0xd1 -> push(pop() == NULL ? 1 : 0);
        case 0xd2 -> push(new FunctionReference(unsigned()));
        default ->
            throw new IllegalStateException("unknown opcode 0x" + Integer.toHexString(opcode));
      }
    }

    private void callFunction(int callee) {
      List<Object> arguments = stack.pop(module.functionType(callee).parameters().size());
      stack.push(new Frame(callee, arguments, depth + 1).run());
    }

    // ---- Blocks

    private void enter(int target, int arity, int parameters) {
      labels.add(new Label(target, arity, stack.size() - parameters));
    }

    private void branch(int depth) {
      Label label = labels.get(labels.size() - 1 - depth);
      stack.unwind(label.height, label.arity);
      for (int i = 0; i <= depth; i++) {
        labels.removeLast();
      }
      code.pc = label.target;
    }

    private FunctionType typeAt(int index) {
      return module.types().get(index).function();
    }

    private FunctionType blockType() {
      ByteReader reader = reader();
      FunctionType type;
      if (reader.peek() == InstructionReader.EMPTY_BLOCK) {
        reader.u8();
        type = FunctionType.of(List.of(), List.of());
      } else if (InstructionReader.isValueTypeNext(reader)) {
        ValueType result = ValueTypeReader.valueType(reader, module.types());
        type = FunctionType.of(List.of(), List.of(result));
      } else {
        type = typeAt(InstructionReader.blockTypeIndex(reader));
      }
      code.pc = reader.position();
      return type;
    }

    private ByteReader reader() {
      return new ByteReader(module.bytes(), code.pc, module.bytes().length, "code");
    }

    /** For the block at an offset: just after its {@code else}, or -1, and just after its end. */
    private int[] matching(int block) {
      int[] known = elseAndEnd.get(block);
      return known != null ? known : find(block);
    }

    private int[] find(int block) {
      ByteReader reader = new ByteReader(module.bytes(), block, module.bytes().length, "code");
      int[] found = {-1, -1};
      int open = 0;
      do {
        int offset = reader.position();
        int opcode = InstructionReader.opcode(reader);
        InstructionReader.skipImmediates(reader, opcode, offset);
        switch (opcode) {
          case 0x02, 0x03, 0x04 -> open++;
          case 0x05 -> {
            if (open == 1) {
              found[0] = reader.position();
            }
          }
          case 0x0b -> open--;
          default -> {}
        }
      } while (open > 0);
      found[1] = reader.position();
      elseAndEnd.put(block, found);
      return found;
    }

    // ---- The stack, and numbers in the code

    private void push(Object value) {
      stack.push(value);
    }

    private Object pop() {
      return stack.pop();
    }

    private int popInt() {
      return stack.popInt();
    }

    private int unsigned() {
      return code.unsigned();
    }
  }
}
