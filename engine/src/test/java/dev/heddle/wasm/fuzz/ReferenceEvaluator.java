package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.InstructionReader;
import dev.heddle.wasm.decode.ValueTypeReader;
import dev.heddle.wasm.fuzz.ReferenceBlocks.Part;
import dev.heddle.wasm.fuzz.ReferenceHandler.Clause;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.ElementSegment;
import dev.heddle.wasm.module.FunctionBody;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.ValueType;
import dev.heddle.wasm.types.VectorType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Executes a module as the specification says, instruction by instruction on a stack of objects,
 * with no thought of speed. It shares nothing with the engine's lowering and execution.
 *
 * <p>It knows modules without imports, whose memories and tables have a maximum, and a single
 * thread. Source: core specification, chapter 4 (execution).
 */
final class ReferenceEvaluator {

  private static final ReferenceHandler NO_HANDLER = new ReferenceHandler.None();

  /** The null reference. */
  static final Object NULL = "null";

  /** The evaluation takes more steps than it may. */
  static final class OutOfSteps extends RuntimeException {

    private static final long serialVersionUID = 1;

    OutOfSteps() {
      super(null, null, false, false);
    }
  }

  /**
   * Where a branch goes, how many values it carries, to which height of the stack, and what happens
   * to exceptions.
   */
  private record Label(int target, int arity, int height, ReferenceHandler handler) {}

  /** A tail call: what is to be called in the place of the function. */
  private record TailCall(int function, List<Object> arguments) {}

  /** The module. */
  final ModuleDefinition module;

  private final Semantics semantics;
  private final int maxDepth;
  private final ReferenceBlocks blocks;
  private final ReferenceObjects objects;
  private final ReferenceStretches stretches;
  private final Meter meter = new Meter();
  private final Set<Integer> executed = new HashSet<>();
  private final long maxSteps;
  private long steps;

  /** The types. */
  final ReferenceTypes types;

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
   * @param maxArrayLength how many elements an array may have
   * @param maxSteps how many instructions it may execute in all
   */
  ReferenceEvaluator(
      ModuleDefinition module,
      Semantics semantics,
      int maxDepth,
      int maxArrayLength,
      long maxSteps) {
    this.module = module;
    this.semantics = semantics;
    this.maxDepth = maxDepth;
    this.maxSteps = maxSteps;
    types = new ReferenceTypes(module.bytes());
    blocks = new ReferenceBlocks(module.bytes());
    stretches = new ReferenceStretches(module.bytes());
    tables = new ReferenceTables(module, meter);
    memories = new ReferenceMemories(module, meter);
    objects =
        new ReferenceObjects(
            types,
            semantics.casts(),
            tables,
            memories,
            function -> module.functionTypes()[function],
            meter,
            maxArrayLength);
    globals = new Object[module.globals().size()];
    for (int i = 0; i < globals.length; i++) {
      globals[i] = constant(module.globalInitializers().get(i));
    }
    tables.initialise(this::constant);
    for (int i = 0; i < module.elements().size(); i++) {
      if (module.elements().get(i).mode()
          instanceof ElementSegment.Active(int table, ConstantExpression start)) {
        tables.initialise(i, table, constant(start));
      }
    }
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
    return new Frame(expression.offset()).run().getFirst();
  }

  /**
   * Calls a function.
   *
   * @throws ReferenceTrap if it traps
   * @throws ReferenceThrow if it throws an exception
   * @throws OutOfSteps if it takes too long
   */
  List<Object> call(int function, List<Object> arguments) {
    return call(function, arguments, 1);
  }

  private List<Object> call(int function, List<Object> arguments, int depth) {
    Frame frame = new Frame(function, arguments, depth);
    List<Object> results = frame.run();
    while (frame.tailCall != null) {
      frame = new Frame(frame.tailCall.function, frame.tailCall.arguments, depth);
      results = frame.run();
    }
    return results;
  }

  /** How many units of fuel everything so far has cost. */
  long cost() {
    return meter.units();
  }

  /**
   * The opcodes of all instructions that have been executed, see {@link CodeReader#opcode}, and of
   * clauses that have caught an exception.
   */
  Set<Integer> executed() {
    return executed;
  }

  private static ReferenceTrap trap(TrapKind kind) {
    return new ReferenceTrap(kind);
  }

  /** The activation of a function. */
  private final class Frame {

    private final int depth;
    private final List<Object> locals;
    private final Operands stack = new Operands();
    private final List<Label> labels = new ArrayList<>();
    private final CodeReader code;
    private final int start;
    private @Nullable TailCall tailCall;
    private boolean isCalling;

    /** What evaluates a constant expression. */
    Frame(int start) {
      this.start = start;
      depth = 0;
      locals = List.of();
      code = new CodeReader(module.bytes(), start);
      labels.add(new Label(-1, 1, 0, NO_HANDLER));
    }

    Frame(int function, List<Object> arguments, int depth) {
      if (depth > maxDepth) {
        throw trap(TrapKind.CALL_STACK_EXHAUSTED);
      }
      this.depth = depth;
      FunctionBody body = module.bodies().get(function - module.importedFunctions());
      meter.count(BigInteger.valueOf(body.localCount()), 8);
      locals = new ArrayList<>(arguments);
      for (FunctionBody.LocalGroup group : body.locals()) {
        for (int i = 0; i < group.count(); i++) {
          locals.add(zero(group.type()));
        }
      }
      start = body.start();
      code = new CodeReader(module.bytes(), start);
      int results = module.functionType(function).results().size();
      labels.add(new Label(body.end(), results, 0, NO_HANDLER));
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
        try {
          step();
        } catch (ReferenceThrow thrown) {
          handle(thrown);
        }
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
      executed.add(opcode);
      if (!semantics.execute(opcode, code, stack)
          && !memories.execute(opcode, code, stack)
          && !tables.execute(opcode, code, stack)
          && !objects.execute(opcode, code, stack)) {
        control(opcode, at);
      }
    }

    private void control(int opcode, int at) {
      switch (opcode) {
        case 0x00 -> throw trap(TrapKind.UNREACHABLE);
        case 0x01 -> {}
        case 0x02 -> {
          FunctionType block = blockType();
          enter(end(at), block.results().size(), block.parameters().size(), NO_HANDLER);
        }
        case 0x03 -> {
          FunctionType block = blockType();
          // a branch to a loop executes the loop instruction again
          int parameters = block.parameters().size();
          enter(at, parameters, parameters, NO_HANDLER);
        }
        case 0x04 -> {
          FunctionType block = blockType();
          boolean taken = popInt() != 0;
          enter(end(at), block.results().size(), block.parameters().size(), NO_HANDLER);
          if (!taken) {
            Part first = blocks.parts(at).getFirst();
            code.pc = first.opcode() == 0x05 ? first.next() : first.offset();
          }
        }
        case 0x1f -> {
          FunctionType block = blockType();
          ReferenceHandler handler = ReferenceHandler.Table.read(code);
          enter(end(at), block.results().size(), block.parameters().size(), handler);
        }
        case 0x06 -> {
          FunctionType block = blockType();
          ReferenceHandler handler = new ReferenceHandler.Legacy(blocks.parts(at));
          enter(end(at), block.results().size(), block.parameters().size(), handler);
        }
        // the end of a part: on to the end of the last
        case 0x05, 0x07, 0x19 -> branch(0);
        case 0x0b -> labels.removeLast();
        case 0x18 -> {
          unsigned();
          labels.removeLast();
        }
        case 0x08 -> {
          int tag = unsigned();
          int values = module.tagType(tag).parameters().size();
          throw new ReferenceThrow(new ReferenceObject.Exception(tag, stack.pop(values)));
        }
        case 0x09 -> {
          ReferenceHandler handler = labels.get(labels.size() - 1 - unsigned()).handler;
          throw new ReferenceThrow(((ReferenceHandler.Caught) handler).exception());
        }
        case 0x0a -> {
          if (!(pop() instanceof ReferenceObject.Exception exception)) {
            throw trap(TrapKind.NULL_EXCEPTION_REFERENCE);
          }
          throw new ReferenceThrow(exception);
        }
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
        case 0x11 -> callFunction(indirectCallee());
        case 0x14 -> callFunction(referredCallee());
        case 0x12 -> tailCall(unsigned());
        case 0x13 -> tailCall(indirectCallee());
        case 0x15 -> tailCall(referredCallee());
        case 0xd5, 0xd6 -> {
          int label = unsigned();
          Object reference = pop();
          boolean isNull = reference == NULL;
          if (!isNull) {
            push(reference);
          }
          if (isNull == (opcode == 0xd5)) {
            branch(label);
          }
        }
        case 0xfb018, 0xfb019 -> {
          boolean nullable = (code.u8() & 2) != 0;
          int label = unsigned();
          code.signed();
          int heap = (int) code.signed();
          Object reference = pop();
          push(reference);
          boolean passes = semantics.casts().matches(reference, nullable, heap, types);
          if (passes == (opcode == 0xfb018)) {
            branch(label);
          }
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
        default ->
            throw new IllegalStateException("unknown opcode 0x" + Integer.toHexString(opcode));
      }
    }

    private void callFunction(int callee) {
      List<Object> arguments = stack.pop(module.functionType(callee).parameters().size());
      isCalling = true;
      stack.push(call(callee, arguments, depth + 1));
      isCalling = false;
    }

    private void tailCall(int callee) {
      tailCall = new TailCall(callee, stack.pop(module.functionType(callee).parameters().size()));
      labels.clear();
    }

    private int indirectCallee() {
      int expected = unsigned();
      ReferenceObject.Function callee = (ReferenceObject.Function) tables.callee(unsigned(), stack);
      if (!types.isBelow(callee.type(), expected)) {
        throw trap(TrapKind.INDIRECT_CALL_TYPE_MISMATCH);
      }
      return callee.index();
    }

    private int referredCallee() {
      unsigned();
      if (!(pop() instanceof ReferenceObject.Function callee)) {
        throw trap(TrapKind.NULL_FUNCTION_REFERENCE);
      }
      return callee.index();
    }

    // ---- Exceptions

    /** Goes on where an exception is caught, or lets it leave the function. */
    private void handle(ReferenceThrow thrown) {
      if (isCalling) {
        meter.waste(stretches.rest(start, code.pc));
        isCalling = false;
      }
      while (!labels.isEmpty()) {
        Label label = labels.removeLast();
        stack.unwind(label.height, 0);
        switch (label.handler) {
          case ReferenceHandler.Table(List<Clause> clauses) -> {
            for (Clause clause : clauses) {
              if (clause.test(thrown.exception.tag)) {
                executed.add(clause.kind());
                stack.push(clause.values(thrown.exception));
                branch(clause.label());
                return;
              }
            }
          }
          case ReferenceHandler.Legacy(List<Part> parts) -> {
            if (isCaught(thrown, parts, label)) {
              return;
            }
          }
          case ReferenceHandler.None none -> {}
          case ReferenceHandler.Caught caught -> {}
        }
      }
      throw thrown;
    }

    private boolean isCaught(ReferenceThrow thrown, List<Part> parts, Label label) {
      for (Part part : parts) {
        code.pc = part.offset() + 1;
        boolean all = part.opcode() == 0x19;
        if (part.opcode() == 0x18) {
          executed.add(part.opcode());
          // thrown again as if at the label, counted from outside of this one
          for (int passed = unsigned(); passed > 0; passed--) {
            labels.removeLast();
          }
        } else if (all || part.opcode() == 0x07 && unsigned() == thrown.exception.tag) {
          executed.add(part.opcode());
          ReferenceHandler caught = new ReferenceHandler.Caught(thrown.exception);
          labels.add(new Label(label.target, label.arity, label.height, caught));
          stack.push(all ? List.of() : thrown.exception.payload);
          code.pc = part.next();
          return true;
        }
      }
      return false;
    }

    // ---- Blocks

    private void enter(int target, int arity, int parameters, ReferenceHandler handler) {
      labels.add(new Label(target, arity, stack.size() - parameters, handler));
    }

    private int end(int block) {
      return blocks.parts(block).getLast().next();
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
