package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterKind.*;
import static dev.heddle.wasm.code.RegisterOpcode.*;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.Label;
import dev.heddle.wasm.code.ExceptionHandler;
import dev.heddle.wasm.code.HandlerTable;
import dev.heddle.wasm.code.LoweredFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The values of a method, which are computed where they are used, and not before, if they are used
 * once and in the block in which they are defined: see {@link Node}. Not thread-safe.
 */
final class Values {

  /** A value of more instructions than these is put into a variable. */
  private static final int MAX_NODE = 40;

  private final Flow flow;
  private final LoweredFunction function;
  private final int[] code;
  private final byte[] kinds;
  private final Access access;
  private final CodeWriter out;
  private final Locals locals;
  private final Vectors vectors;
  private final MemoryAccess memory;
  private final Conditions conditions;
  private final Arithmetic arithmetic;

  /** The block that is being written. */
  private int block = -1;

  /** The variables that are alive behind the block. */
  private final long[] aliveBehind;

  private final List<Pending> pending = new ArrayList<>();

  private int order;

  /** For each variable where in the block it was defined last, counted from 1; 0 if it was not. */
  private final int[] lastDefinition;

  /** Those that are defined in the block, each of them once. */
  private final int[] definedVariables;

  /** For each instruction of the block, by its position in it: how often its result is used. */
  private byte[] useCounts = new byte[64];

  Values(Flow flow, Callees callees, Part part, CodeWriter out, Locals locals) {
    this.flow = flow;
    this.function = flow.function;
    this.code = flow.code;
    this.kinds = Objects.requireNonNull(flow.function.kinds);
    this.access = flow.access;
    this.out = out;
    this.locals = locals;
    this.lastDefinition = new int[flow.variables];
    this.definedVariables = new int[flow.variables];
    this.aliveBehind = flow.noVariables();
    this.memory = new MemoryAccess(flow, part, out, locals, this);
    this.conditions = new Conditions(this, code, out);
    this.arithmetic = new Arithmetic(code, kinds, out);
    this.vectors =
        flow.wholeVectors
            ? new ApiVectorWriter(this, flow, out, callees.vectorNeeds())
            : new VectorWriter(this, flow, out);
  }

  /** Begins a block. */
  void beginBlock(int begun) {
    block = begun;
    countUses(flow.starts[block], flow.starts[block + 1]);
    vectors.begin(flow.handlers[block] != HandlerTable.NONE);
  }

  /** The block that is being written. */
  int block() {
    return block;
  }

  Locals locals() {
    return locals;
  }

  MemoryAccess memory() {
    return memory;
  }

  Conditions conditions() {
    return conditions;
  }

  Vectors vectors() {
    return vectors;
  }

  /** A value that waits, and the variable that it would be in. */
  private record Pending(Node node, int variable) {}

  /** For each instruction with one result: how often that is used, 2 for more often or later. */
  private void countUses(int from, int to) {
    if (useCounts.length < to - from) {
      useCounts = new byte[Math.max(to - from, 2 * useCounts.length)];
    }
    Arrays.fill(useCounts, 0, to - from, (byte) 0);
    int defined = 0;
    for (int pc = from; pc < to; pc = flow.next(pc)) {
      access.read(pc);
      for (int i = 0; i < access.uses; i++) {
        int v = flow.variable(access.useSlots[i], access.useKinds[i]);
        if (lastDefinition[v] > 0) {
          int at = lastDefinition[v] - 1;
          useCounts[at] = (byte) Math.min(2, useCounts[at] + 1);
        }
      }
      for (int i = 0; i < access.definitions; i++) {
        int v = flow.variable(access.definedSlots[i], access.definedKinds[i]);
        if (lastDefinition[v] == 0) {
          definedVariables[defined++] = v;
        }
        lastDefinition[v] = pc - from + 1;
      }
    }
    Arrays.fill(aliveBehind, 0);
    for (int successor : flow.successors[block]) {
      flow.addAlive(successor, aliveBehind);
    }
    if (flow.handlers[block] != HandlerTable.NONE) {
      for (ExceptionHandler handler : flow.handlersOf(flow.handlers[block])) {
        for (ExceptionHandler.Clause clause : handler.clauses()) {
          flow.addAlive(flow.blockAt(clause.target()), aliveBehind);
        }
      }
    }
    for (int i = 0; i < defined; i++) {
      int v = definedVariables[i];
      if (Flow.contains(aliveBehind, v)) {
        useCounts[lastDefinition[v] - 1] = 2;
      }
      lastDefinition[v] = 0;
    }
  }

  /**
   * Writes an instruction that does nothing but compute one number, now or where that is used.
   *
   * @param index where it is in the block
   * @return false if it does something else, and is not written
   */
  boolean define(int pc, int index) {
    int opcode = code[pc];
    if (isValue(opcode)) {
      access.read(pc);
      int variable = flow.variable(access.definedSlots[0], access.definedKinds[0]);
      byte uses = useCounts[index];
      Node node = Node.of(pc, operands(pc), effects(opcode), order++);
      boolean isOperand = flow.slot(variable) >= function.zeroTo;
      if (isOperand && uses == 1 && node.size <= MAX_NODE) {
        pending.add(new Pending(node, variable));
        return true;
      }
      if (uses == 0 && isOperand && !node.traps()) {
        return true;
      }
      if (node.traps()) {
        flush(false);
      }
      flushReaders(variable);
      value(node);
      store(variable);
      return true;
    }
    return false;
  }

  /** Whether an instruction does nothing but compute one number, here. */
  private static boolean isValue(int opcode) {
    return opcode <= SELECT
        || opcode == GLOBAL_GET
        || opcode >= LOAD8_S && opcode <= LOAD64
        || opcode >= I32_ADD && opcode < FIRST_RARE && opcode != FUEL
        || opcode == MEMORY_SIZE;
  }

  private static int effects(int opcode) {
    if (opcode >= LOAD8_S && opcode <= LOAD64) {
      return Node.READS | Node.TRAPS;
    }
    if (opcode == GLOBAL_GET || opcode == MEMORY_SIZE) {
      return Node.READS;
    }
    return opcode >= I32_DIV_S && opcode <= I32_REM_U
            || opcode >= I64_DIV_S && opcode <= I64_REM_U
            || opcode >= I32_TRUNC_F32_S && opcode <= I64_TRUNC_F64_U
        ? Node.TRAPS
        : 0;
  }

  /** The value of the register that is read as the {@code i}-th of the current instruction. */
  private Node operand(int i) {
    int variable = flow.variable(access.useSlots[i], access.useKinds[i]);
    for (int at = pending.size() - 1; at >= 0; at--) {
      if (pending.get(at).variable == variable) {
        return pending.remove(at).node;
      }
    }
    byte kind = access.useKinds[i];
    if (kind == I64 || kind == Types.LOW || kind == Types.HIGH) {
      vectors.settle(access.useSlots[i]);
    }
    return flow.kind(variable) == V128 ? Node.ofHalf(variable, kind) : Node.ofVariable(variable);
  }

  /** The one number that an instruction works on besides vectors: the {@code i}-th it reads. */
  Node single(int pc, int i) {
    access.read(pc);
    Node node = operand(i);
    if (node.traps()) {
      flush(false);
    }
    return node;
  }

  /** What an instruction works on, about which {@link #access} tells afterwards. */
  Node[] operands(int pc) {
    access.read(pc);
    Node[] nodes = new Node[access.uses];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = operand(i);
    }
    nodes = inOrder(nodes);
    access.read(pc);
    return nodes;
  }

  /** Sees to it that what may trap does so in the order in which it stands in the code. */
  private Node[] inOrder(Node[] nodes) {
    int last = -1;
    boolean disordered = false;
    for (Node node : nodes) {
      if (node.traps()) {
        disordered |= node.order < last;
        last = Math.max(last, node.order);
      }
    }
    if (disordered) {
      Node[] sorted = nodes.clone();
      Arrays.sort(sorted, (a, b) -> Integer.compare(a.order, b.order));
      for (Node node : sorted) {
        if (node.traps()) {
          for (int i = 0; i < nodes.length; i++) {
            if (nodes[i] == node) {
              nodes[i] = materialized(node);
            }
          }
        }
      }
    }
    return nodes;
  }

  /** Computes a value into a variable of its own. */
  private Node materialized(Node node) {
    access.read(node.pc);
    int variable = flow.variable(access.definedSlots[0], access.definedKinds[0]);
    // the variable of the register is free: whoever read it has been taken from the stack
    value(node);
    store(variable);
    return Node.ofVariable(variable);
  }

  /**
   * Computes values that wait.
   *
   * @param all or only those that depend on what others change, or that may trap
   */
  void flush(boolean all) {
    for (int i = 0; i < pending.size(); ) {
      if (all || pending.get(i).node.effects != 0) {
        compute(i);
      } else {
        i++;
      }
    }
    if (all) {
      vectors.settleAll(aliveBehind);
    }
  }

  private void compute(int at) {
    Pending next = pending.remove(at);
    flushReaders(next.variable);
    value(next.node);
    store(next.variable);
  }

  /** Computes what reads a variable that is about to change. */
  void flushReaders(int variable) {
    for (int i = 0; i < pending.size(); i++) {
      if (pending.get(i).node.reads(variable)) {
        compute(i);
        i = -1;
      }
    }
  }

  /** The variable of the {@code i}-th register that the current instruction reads. */
  int variableUsed(int i) {
    return flow.variable(access.useSlots[i], access.useKinds[i]);
  }

  /** That of the {@code i}-th that it writes. */
  int variableDefined(int i) {
    return flow.variable(access.definedSlots[i], access.definedKinds[i]);
  }

  /** Takes the value of a variable from the operand stack; no vector is there any more. */
  void store(int variable) {
    locals.put(variable);
    if (flow.kind(variable) == I64 || flow.kind(variable) == V128) {
      vectors.overwritten(flow.slot(variable));
    }
  }

  /**
   * Stores a number, or half of a vector.
   *
   * @param last whether the other half has been stored before
   */
  void store(int slot, byte kind, boolean last) {
    if (kind == Types.LOW || kind == Types.HIGH) {
      vectors.storeHalf(slot, kind, last);
    } else {
      store(flow.variable(slot, kind));
    }
  }

  /** Writes what computes a value and leaves it on the operand stack. */
  void value(Node node) {
    if (node.half != 0) {
      vectors.loadHalf(node.variable, node.half);
      return;
    }
    if (node.isVariable()) {
      locals.load(node.variable);
      return;
    }
    int pc = node.pc;
    int opcode = code[pc];
    switch (opcode) {
      case COPY -> {
        value(node.children[0]);
        convertCopy(out, kinds[pc]);
      }
      case CONST32 -> constant(kinds[pc], code[pc + 2]);
      case CONST64 ->
          constant(kinds[pc], code[pc + 2] & 0xffff_ffffL | (long) code[pc + 3] << Integer.SIZE);
      case SELECT -> select(node);
      case GLOBAL_GET -> {
        locals.global(code[pc + 2]);
        out.getfield(Types.GLOBAL, "bits", "J");
        Raw.from(out, of(flow.module.globals().get(code[pc + 2]).value()));
      }
      case MEMORY_SIZE -> {
        locals.memory(code[pc + 2]);
        out.invokevirtual(Types.MEMORY, "pages", "()J");
        Raw.from(out, ofAddresses(flow.module, code[pc + 2]));
        locals.segmentIsFresh &= !locals.memoryIsShared;
      }
      default -> {
        if (opcode <= LOAD64) {
          memory.load(node);
        } else if (Conditions.isComparison(opcode)) {
          conditions.comparison(node);
        } else {
          for (Node child : node.children) {
            value(child);
          }
          if (effects(opcode) != 0) {
            locals.line(pc);
          }
          arithmetic.write(pc);
        }
      }
    }
  }

  /** Makes of the value on the operand stack what a copy makes of it. */
  static void convertCopy(CodeWriter out, byte kind) {
    switch (kind) {
      case I32_OF_I64 -> out.l2i();
      case I32_OF_F32 -> Raw.floatToInt(out);
      case F32_OF_I32 -> Raw.intToFloat(out);
      case I64_OF_F64 -> Raw.doubleToLong(out);
      case F64_OF_I64 -> Raw.longToDouble(out);
      default -> {}
    }
  }

  private void constant(byte kind, long bits) {
    switch (kind) {
      case I32 -> out.loadConstant((int) bits);
      case I64 -> out.loadConstant(bits);
      case F32 -> {
        float value = Float.intBitsToFloat((int) bits);
        if (Float.isNaN(value)) {
          // a constant of the class file may lose the bits of a NaN
          out.loadConstant((int) bits);
          convertCopy(out, F32_OF_I32);
        } else {
          out.loadConstant(value);
        }
      }
      default -> {
        double value = Double.longBitsToDouble(bits);
        if (Double.isNaN(value)) {
          out.loadConstant(bits);
          convertCopy(out, F64_OF_I64);
        } else {
          out.loadConstant(value);
        }
      }
    }
  }

  private void select(Node node) {
    Node first = node.children[0];
    Node second = node.children[1];
    Node condition = node.children[2];
    if (first.effects == 0 && second.effects == 0) {
      Label otherwise = out.newLabel();
      Label end = out.newLabel();
      conditions.branch(condition, false, otherwise);
      value(first);
      out.goto_(end);
      out.labelBinding(otherwise);
      value(second);
      out.labelBinding(end);
      return;
    }
    value(first);
    value(second);
    value(condition);
    out.invokestatic(
        Types.SUPPORT,
        "select",
        switch (kinds[node.pc]) {
          case I32 -> "(III)I";
          case I64 -> "(JJI)J";
          case F32 -> "(FFI)F";
          default -> "(DDI)D";
        });
  }
}
