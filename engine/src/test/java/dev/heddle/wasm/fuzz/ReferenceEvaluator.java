package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.DataSegment;
import dev.heddle.wasm.module.ElementSegment;
import dev.heddle.wasm.module.FunctionBody;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
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

  private static final int PAGE = 65_536;

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

  private final ModuleDefinition module;
  private final byte[] bytes;
  private final ReferenceNumerics numerics;
  private final int maxDepth;
  private final Map<Integer, int[]> elseAndEnd = new HashMap<>();

  /** The global variables. */
  final Object[] globals;

  /** The table. */
  Object[] table;

  /** The memory. */
  byte[] memory;

  private final Object[][] elements;
  private final byte[][] data;
  private final long maxSteps;
  private long steps;
  private long cost;

  /**
   * An instance of a module.
   *
   * @param numerics what computes the numeric instructions
   * @param maxDepth how many functions may be active
   * @param maxSteps how many instructions it may execute in all
   */
  ReferenceEvaluator(
      ModuleDefinition module, ReferenceNumerics numerics, int maxDepth, long maxSteps) {
    this.module = module;
    this.bytes = module.bytes();
    this.numerics = numerics;
    this.maxDepth = maxDepth;
    this.maxSteps = maxSteps;
    globals = module.globalInitializers().stream().map(this::constant).toArray();
    memory = new byte[Math.toIntExact(module.memories().getFirst().minimum()) * PAGE];
    table = new Object[Math.toIntExact(module.tables().getFirst().minimum())];
    Arrays.fill(table, NULL);
    elements = new Object[module.elements().size()][];
    for (int i = 0; i < elements.length; i++) {
      ElementSegment segment = module.elements().get(i);
      elements[i] = segment.items().stream().map(this::constant).toArray();
      if (segment.mode() instanceof ElementSegment.Active(int index, ConstantExpression start)) {
        System.arraycopy(elements[i], 0, table, (Integer) constant(start), elements[i].length);
        elements[i] = new Object[0];
      }
    }
    data = new byte[module.data().size()][];
    for (int i = 0; i < data.length; i++) {
      DataSegment segment = module.data().get(i);
      data[i] = Arrays.copyOfRange(bytes, segment.start(), segment.start() + segment.size());
      if (segment.active().isPresent()) {
        int address = (Integer) constant(segment.active().get().address());
        System.arraycopy(data[i], 0, memory, address, data[i].length);
        data[i] = new byte[0];
      }
    }
  }

  private Object constant(ConstantExpression expression) {
    return switch (expression.instructions().getFirst()) {
      case ConstantExpression.I32Const(int value) -> (Object) value;
      case ConstantExpression.I64Const(long value) -> value;
      case ConstantExpression.F32Const(int bits) -> Float.intBitsToFloat(bits);
      case ConstantExpression.F64Const(long bits) -> Double.longBitsToDouble(bits);
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
    return cost;
  }

  private static ReferenceTrap trap(TrapKind kind) {
    return new ReferenceTrap(kind);
  }

  /** The activation of a function. */
  private final class Frame {

    private final FunctionType type;
    private final int depth;
    private final List<Object> locals;
    private final List<Object> stack = new ArrayList<>();
    private final List<Label> labels = new ArrayList<>();
    private int pc;

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
      pc = body.start();
      labels.add(new Label(body.end(), type.results().size(), 0));
    }

    private Object zero(ValueType of) {
      return of == NumberType.I32
          ? (Object) 0
          : of == NumberType.I64
              ? (Object) 0L
              : of == NumberType.F32 ? (Object) 0f : of == NumberType.F64 ? (Object) 0d : NULL;
    }

    List<Object> run() {
      while (!labels.isEmpty()) {
        step();
      }
      return stack;
    }

    private void step() {
      if (++steps > maxSteps) {
        throw new OutOfSteps();
      }
      int at = pc;
      int opcode = bytes[pc++] & 0xff;
      if (opcode == 0xfc) {
        opcode = 0xfc00 + unsigned();
      }
      if (opcode != 0x01 && opcode != 0x02 && opcode != 0x03 && opcode != 0x05 && opcode != 0x0b) {
        cost++;
      }
      int operands = ReferenceNumerics.operands(opcode);
      if (operands > 0) {
        push(numerics.apply(opcode, pop(operands).toArray()));
      } else if (opcode >= 0x28 && opcode <= 0x3e) {
        access(opcode);
      } else {
        other(opcode, at);
      }
    }

    private void other(int opcode, int at) {
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
            pc = ends[0] >= 0 ? ends[0] : ends[1] - 1;
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
          unsigned();
          long index = Integer.toUnsignedLong(popInt());
          if (index >= table.length) {
            throw trap(TrapKind.UNDEFINED_ELEMENT);
          }
          if (!(table[(int) index] instanceof FunctionReference(int callee))) {
            throw trap(TrapKind.UNINITIALIZED_ELEMENT);
          }
          if (!module.functionType(callee).equals(typeAt(expected))) {
            throw trap(TrapKind.INDIRECT_CALL_TYPE_MISMATCH);
          }
          callFunction(callee);
        }
        case 0x1a -> pop();
        case 0x1b, 0x1c -> {
          if (opcode == 0x1c) {
            int resultTypes = unsigned();
            pc += resultTypes;
          }
          boolean first = popInt() != 0;
          List<Object> values = pop(2);
          push(first ? values.getFirst() : values.getLast());
        }
        case 0x20 -> push(locals.get(unsigned()));
        case 0x21 -> locals.set(unsigned(), pop());
        case 0x22 -> locals.set(unsigned(), stack.getLast());
        case 0x23 -> push(globals[unsigned()]);
        case 0x24 -> globals[unsigned()] = pop();
        case 0x25 -> {
          unsigned();
          push(table[element(popInt())]);
        }
        case 0x26 -> {
          unsigned();
          Object value = pop();
          table[element(popInt())] = value;
        }
        case 0x3f -> {
          unsigned();
          push(memory.length / PAGE);
        }
        case 0x40 -> {
          unsigned();
          long pages = Integer.toUnsignedLong(popInt());
          int before = memory.length / PAGE;
          if (before + pages > module.memories().getFirst().maximum().orElseThrow()) {
            push(-1);
          } else {
            memory = Arrays.copyOf(memory, (int) (before + pages) * PAGE);
            push(before);
          }
        }
        case 0x41 -> push((int) signed());
        case 0x42 -> push(signed());
        case 0x43 -> {
          push(Float.intBitsToFloat((int) load(bytes, pc, 4)));
          pc += 4;
        }
        case 0x44 -> {
          push(Double.longBitsToDouble(load(bytes, pc, 8)));
          pc += 8;
        }
        case 0xd0 -> {
          signed();
          push(NULL);
        }
        case 0xd1 -> push(pop() == NULL ? 1 : 0);
        case 0xd2 -> push(new FunctionReference(unsigned()));
        default -> bulk(opcode);
      }
    }

    private void bulk(int opcode) {
      switch (opcode) {
        case 0xfc08 -> {
          int segment = unsigned();
          unsigned();
          copy(popThree(64), data[segment], data[segment].length, memory, memory.length, true);
        }
        case 0xfc09 -> data[unsigned()] = new byte[0];
        case 0xfc0a -> {
          unsigned();
          unsigned();
          copy(popThree(64), memory, memory.length, memory, memory.length, true);
        }
        case 0xfc0b -> {
          unsigned();
          long[] operands = popThree(64);
          check(operands[0], operands[2], memory.length, TrapKind.MEMORY_OUT_OF_BOUNDS);
          for (long i = 0; i < operands[2]; i++) {
            memory[(int) (operands[0] + i)] = (byte) operands[1];
          }
        }
        case 0xfc0c -> {
          int segment = unsigned();
          unsigned();
          copy(
              popThree(8), elements[segment], elements[segment].length, table, table.length, false);
        }
        case 0xfc0d -> elements[unsigned()] = new Object[0];
        case 0xfc0e -> {
          unsigned();
          unsigned();
          copy(popThree(8), table, table.length, table, table.length, false);
        }
        case 0xfc0f -> {
          unsigned();
          long count = Integer.toUnsignedLong(popInt());
          Object value = pop();
          int before = table.length;
          if (before + count > module.tables().getFirst().maximum().orElseThrow()) {
            push(-1);
          } else {
            table = Arrays.copyOf(table, (int) (before + count));
            Arrays.fill(table, before, table.length, value);
            push(before);
          }
        }
        case 0xfc10 -> {
          unsigned();
          push(table.length);
        }
        case 0xfc11 -> {
          unsigned();
          long count = Integer.toUnsignedLong(popInt());
          cost += count / 8;
          Object value = pop();
          long index = Integer.toUnsignedLong(popInt());
          check(index, count, table.length, TrapKind.TABLE_OUT_OF_BOUNDS);
          Arrays.fill(table, (int) index, (int) (index + count), value);
        }
        default ->
            throw new IllegalStateException("unknown opcode 0x" + Integer.toHexString(opcode));
      }
    }

    private long[] popThree(int sizePerUnit) {
      long third = Integer.toUnsignedLong(popInt());
      long second = Integer.toUnsignedLong(popInt());
      long first = Integer.toUnsignedLong(popInt());
      cost += third / sizePerUnit;
      return new long[] {first, second, third};
    }

    private void copy(
        long[] operands, Object from, int fromSize, Object to, int toSize, boolean bytes) {
      TrapKind kind = bytes ? TrapKind.MEMORY_OUT_OF_BOUNDS : TrapKind.TABLE_OUT_OF_BOUNDS;
      check(operands[1], operands[2], fromSize, kind);
      check(operands[0], operands[2], toSize, kind);
      System.arraycopy(from, (int) operands[1], to, (int) operands[0], (int) operands[2]);
    }

    private void check(long start, long count, int size, TrapKind kind) {
      if (start + count > size) {
        throw trap(kind);
      }
    }

    private int element(int index) {
      if (Integer.toUnsignedLong(index) >= table.length) {
        throw trap(TrapKind.TABLE_OUT_OF_BOUNDS);
      }
      return index;
    }

    private void callFunction(int callee) {
      List<Object> arguments = pop(module.functionType(callee).parameters().size());
      stack.addAll(new Frame(callee, arguments, depth + 1).run());
    }

    // ---- Memory

    private void access(int opcode) {
      unsigned();
      long offset = Integer.toUnsignedLong(unsigned());
      boolean store = opcode >= 0x36;
      int size =
          switch (opcode) {
            case 0x2c, 0x2d, 0x30, 0x31, 0x3a, 0x3c -> 1;
            case 0x2e, 0x2f, 0x32, 0x33, 0x3b, 0x3d -> 2;
            case 0x28, 0x2a, 0x34, 0x35, 0x36, 0x38, 0x3e -> 4;
            default -> 8;
          };
      Object value = store ? pop() : NULL;
      long address = Integer.toUnsignedLong(popInt()) + offset;
      check(address, size, memory.length, TrapKind.MEMORY_OUT_OF_BOUNDS);
      if (store) {
        long bits =
            switch (value) {
              case Integer number -> number;
              case Long number -> number;
              case Float number -> Float.floatToRawIntBits(number);
              case Double number -> Double.doubleToRawLongBits(number);
              default -> throw new IllegalStateException("not a number: " + value);
            };
        for (int i = 0; i < size; i++) {
          memory[(int) address + i] = (byte) (bits >> (8 * i));
        }
        return;
      }
      long bits = load(memory, (int) address, size);
      push(
          switch (opcode) {
            case 0x28 -> (int) bits;
            case 0x29 -> bits;
            case 0x2a -> Float.intBitsToFloat((int) bits);
            case 0x2b -> Double.longBitsToDouble(bits);
            case 0x2c -> (int) (byte) bits;
            case 0x2d -> (int) (bits & 0xff);
            case 0x2e -> (int) (short) bits;
            case 0x2f -> (int) (bits & 0xffff);
            case 0x30 -> (long) (byte) bits;
            case 0x31 -> bits & 0xff;
            case 0x32 -> (long) (short) bits;
            case 0x33 -> bits & 0xffff;
            case 0x34 -> (long) (int) bits;
            default -> bits & 0xffff_ffffL;
          });
    }

    private static long load(byte[] from, int at, int size) {
      ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      buffer.put(from, at, size);
      return buffer.getLong(0);
    }

    // ---- Blocks

    private void enter(int target, int arity, int parameters) {
      labels.add(new Label(target, arity, stack.size() - parameters));
    }

    private void branch(int depth) {
      Label label = labels.get(labels.size() - 1 - depth);
      List<Object> carried = pop(label.arity);
      while (stack.size() > label.height) {
        stack.removeLast();
      }
      stack.addAll(carried);
      for (int i = 0; i <= depth; i++) {
        labels.removeLast();
      }
      pc = label.target;
    }

    private FunctionType typeAt(int index) {
      return module.types().get(index).function();
    }

    private FunctionType blockType() {
      int first = bytes[pc] & 0xff;
      if (first == 0x40) {
        pc++;
        return FunctionType.of(List.of(), List.of());
      }
      if (first >= 0x70 && first <= 0x7f || first == 0x6f) {
        pc++;
        // only the number of values counts
        return FunctionType.of(List.of(), List.of(ValueType.I32));
      }
      return typeAt((int) signed());
    }

    /** For the block at an offset: just after its {@code else}, or -1, and just after its end. */
    private int[] matching(int block) {
      int[] known = elseAndEnd.get(block);
      return known != null ? known : find(block);
    }

    private int[] find(int block) {
      int resume = pc;
      pc = block + 1;
      blockType();
      int[] found = {-1, -1};
      int open = 0;
      while (found[1] < 0) {
        int opcode = bytes[pc++] & 0xff;
        switch (opcode) {
          case 0x02, 0x03, 0x04 -> {
            blockType();
            open++;
          }
          case 0x05 -> {
            if (open == 0) {
              found[0] = pc;
            }
          }
          case 0x0b -> {
            if (open == 0) {
              found[1] = pc;
            }
            open--;
          }
          default -> skipImmediates(opcode);
        }
      }
      elseAndEnd.put(block, found);
      pc = resume;
      return found;
    }

    private void skipImmediates(int opcode) {
      switch (opcode) {
        case 0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x3f, 0x40, 0xd2 ->
            unsigned();
        case 0x11 -> {
          unsigned();
          unsigned();
        }
        case 0x0e -> {
          for (int i = unsigned(); i >= 0; i--) {
            unsigned();
          }
        }
        case 0x1c -> pc += 2;
        case 0x41, 0x42, 0xd0 -> signed();
        case 0x43 -> pc += 4;
        case 0x44 -> pc += 8;
        case 0xfc -> {
          switch (unsigned()) {
            case 8, 10, 12, 14 -> {
              unsigned();
              unsigned();
            }
            case 9, 11, 13, 15, 16, 17 -> unsigned();
            default -> {}
          }
        }
        default -> {
          if (opcode >= 0x28 && opcode <= 0x3e) {
            unsigned();
            unsigned();
          }
        }
      }
    }

    // ---- The stack, and numbers in the code

    private void push(Object value) {
      stack.add(value);
    }

    private Object pop() {
      return stack.removeLast();
    }

    private int popInt() {
      return (Integer) pop();
    }

    /** The uppermost values, lowest first. */
    private List<Object> pop(int count) {
      List<Object> top = stack.subList(stack.size() - count, stack.size());
      List<Object> popped = new ArrayList<>(top);
      top.clear();
      return popped;
    }

    private int unsigned() {
      long value = 0;
      int shift = 0;
      int next;
      do {
        next = bytes[pc++];
        value |= (long) (next & 0x7f) << shift;
        shift += 7;
      } while (next < 0);
      return (int) value;
    }

    private long signed() {
      long value = 0;
      int shift = 0;
      int next;
      do {
        next = bytes[pc++];
        value |= (long) (next & 0x7f) << shift;
        shift += 7;
      } while (next < 0);
      return shift < 64 && (next & 0x40) != 0 ? value | -1L << shift : value;
    }
  }
}
