package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterKind.*;
import static dev.heddle.wasm.code.RegisterOpcode.*;

import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.Frame;
import dev.heddle.wasm.bytecode.Label;
import dev.heddle.wasm.bytecode.TypeKind;
import dev.heddle.wasm.code.ControlRegisterOpcode;
import dev.heddle.wasm.code.ExceptionHandler;
import dev.heddle.wasm.code.HandlerTable;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.code.ObjectRegisterOpcode;
import dev.heddle.wasm.code.Signature;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the body of a method: a function, or a part of one.
 *
 * <p>Number registers are variables of the JVM, one for each kind of value that they hold;
 * references stay in the frame, where a census finds them. A value that is used once, in the block
 * in which it is computed, stays on the operand stack of the JVM ({@link Node}). Nothing is on it
 * where a block begins.
 *
 * <p>What may trap by itself is left to the JVM where it keeps the place: the number of a line is
 * that of the instruction among those that can fail, see {@link LoweredFunction#originAt}. Not
 * thread-safe.
 */
final class Emitter {

  /**
   * How often the body of a small loop is written: a poll keeps HotSpot from moving anything out of
   * a loop, and in each round what is known of the memory is read anew. So there is one poll for
   * some rounds.
   */
  private static final int COPIES = 4;

  /** There are copies in methods of at most so many bytes of bytecode, without them. */
  private static final int MAX_SIZE_WITH_COPIES = 4_000;

  /** A loop of at most so many bytes of bytecode is small. */
  private static final int SMALL_LOOP = 160;

  /**
   * One whose vectors are instructions of the machine, which are few for the bytecode they take.
   */
  private static final int SMALL_LOOP_WITH_VECTORS = 480;

  private final Flow flow;
  private final LoweredFunction function;
  private final int[] code;
  private final Access access;
  private final Callees callees;
  private final CodeWriter out;
  private final Part part;
  private final Locals locals;
  private final Values values;
  private final Vectors vectors;
  private final MemoryAccess memory;
  private final Conditions conditions;
  private final Calls calls;

  private final Label[] labels;

  /** The block that is being written. */
  private int current = -1;

  /** The loop of which copies are being written, or -1. */
  private int repeated = -1;

  /** How often it will be written again. */
  private int copiesLeft;

  private final List<Improvement> improvements = new ArrayList<>();

  private @Nullable Label start;

  /** Where a part leaves to: for each block outside a label. */
  private final TreeMap<Integer, Label> exits = new TreeMap<>();

  /**
   * Writes to a method.
   *
   * @param part what to write
   * @param instance where the JVM has the instance; the activation and the depth follow
   */
  Emitter(Flow flow, Callees callees, Part part, CodeWriter out, int instance) {
    this.flow = flow;
    this.function = flow.function;
    this.code = flow.code;
    this.access = flow.access;
    this.callees = callees;
    this.part = part;
    this.out = out;
    this.labels = new Label[flow.blocks];
    this.locals = new Locals(flow, part, out, instance);
    this.values = new Values(flow, callees, part, out, locals);
    this.vectors = values.vectors();
    this.memory = values.memory();
    this.conditions = values.conditions();
    this.calls = new Calls(flow, part, callees, out, locals, values);
  }

  // ---- The frame of a method

  /** Writes a whole function, whose parameters are where its descriptor has them. */
  void writeFunction() {
    Signature signature = function.signature;
    boolean spread = Types.isSpread(signature.type());
    List<ValueType> parameters = signature.type().parameters();
    // a function for which there is no frame is not in a trace: there is no line yet
    callees.checkDepth(out);
    out.lineNumber(1);
    boolean hasReferences = function.referenceFrameSize > 0;
    boolean isLarge = locals.isLarge();
    if (isLarge) {
      out.aload(locals.activation).loadConstant(function.frameSize);
      out.invokevirtual(Types.ACTIVATION, "reserve", "(I)V");
    }
    if (hasReferences) {
      locals.references = out.allocateLocal(TypeKind.REFERENCE);
      out.aload(locals.activation).loadConstant(function.referenceFrameSize);
      out.invokevirtual(Types.ACTIVATION, "pushReferences", "(I)" + Types.OBJECTS);
      out.astore(locals.references);
    }
    Label from = out.newBoundLabel();
    int place = 0;
    for (int i = 0; i < parameters.size(); i++) {
      byte kind = of(parameters.get(i));
      int slot = signature.parameterSlots()[i];
      if (kind == REFERENCE) {
        out.aload(locals.references).loadConstant(slot);
        if (spread) {
          out.aload(1).loadConstant(slot).aaload();
        } else {
          out.aload(place++);
        }
        out.aastore();
        continue;
      }
      for (int half = 0; half < (kind == V128 ? 2 : 1); half++) {
        byte own = kind == V128 ? half == 0 ? Types.LOW : Types.HIGH : kind;
        int variable = flow.variable(slot + half, own);
        if (spread) {
          if (variable != 0) {
            out.aload(0).loadConstant(slot + half).laload();
            Raw.from(out, own);
            values.store(slot + half, own, half > 0);
          }
        } else {
          if (variable != 0 && flow.kind(variable) == V128) {
            out.lload(place);
            vectors.storeHalf(slot + half, own, half > 0);
          } else if (variable != 0) {
            locals.places[variable] = place;
          }
          place += Types.typeKind(own).slotSize();
        }
      }
    }
    clearLocals(signature.parameterNumbers());
    locals.prepare();
    locals.noteEverywhere();
    start = out.newBlockLabel();
    out.blockBinding(start, locals.known(flow.alive(0)), flow.makesTailCalls());
    locals.poll();
    writeBlocks();
    writeImprovements();
    if (hasReferences || isLarge) {
      Label to = out.newBoundLabel();
      Label handler = out.newBlockLabel();
      Frame left = new Frame();
      out.put(left, locals.activation, TypeKind.REFERENCE, Types.ACTIVATION);
      out.handlerBinding(handler, left);
      locals.giveBack();
      out.athrow();
      out.exceptionCatchAll(from, to, handler);
    }
  }

  /**
   * Writes a part of a function, whose frame is given: the numbers, where they begin, the
   * references, which come before the instance, and which entry to take. It returns the block to go
   * on with, or -1 if the function is done.
   */
  void writePart(int entry) {
    locals.frame = 0;
    locals.base = 1;
    locals.references = 2;
    locals.prepare();
    BitSet atEntries = new BitSet();
    for (int block : part.entries()) {
      atEntries.or(flow.alive(block));
    }
    BitSet atExits = new BitSet();
    BitSet own = part.blocks();
    for (int block = own.nextSetBit(0); block >= 0; block = own.nextSetBit(block + 1)) {
      for (int target : flow.leadsTo(block)) {
        if (!part.contains(target)) {
          atExits.or(flow.alive(target));
        }
      }
    }
    for (int v = 1; v < flow.variables; v++) {
      if (isLocal(v)
          && part.mentions(v)
          && (atEntries.get(v) || part.changes(v) && atExits.get(v))) {
        fetch(v);
      }
    }
    locals.noteEverywhere();
    enterPart(entry);
    writeBlocks();
    writeImprovements();
    leavePart(atExits);
  }

  private void enterPart(int entry) {
    int[] entries = part.entries();
    Label[] ways = new Label[entries.length];
    for (int i = 0; i < ways.length; i++) {
      ways[i] = out.newLabel();
    }
    if (entries.length > 1) {
      out.iload(entry);
      out.lookupswitch(ways[0], entries, ways);
    }
    for (int i = 0; i < entries.length; i++) {
      out.labelBinding(ways[i]);
      BitSet alive = flow.alive(entries[i]);
      for (int v = alive.nextSetBit(0); v >= 0; v = alive.nextSetBit(v + 1)) {
        if (!isLocal(v) && part.mentions(v)) {
          fetch(v);
        }
      }
      out.goto_(label(entries[i]));
    }
  }

  private void leavePart(BitSet atExits) {
    if (exits.isEmpty()) {
      return;
    }
    int next = out.allocateLocal(TypeKind.INT);
    Label leaving = out.newLabel();
    for (Map.Entry<Integer, Label> exit : exits.entrySet()) {
      out.labelBinding(exit.getValue());
      BitSet alive = flow.alive(exit.getKey());
      for (int v = alive.nextSetBit(0); v >= 0; v = alive.nextSetBit(v + 1)) {
        if (!isLocal(v) && part.changes(v)) {
          putBack(v);
        }
      }
      out.loadConstant(exit.getKey()).istore(next).goto_(leaving);
    }
    out.labelBinding(leaving);
    for (int v = 1; v < flow.variables; v++) {
      if (isLocal(v) && part.changes(v) && atExits.get(v)) {
        putBack(v);
      }
    }
    out.iload(next).ireturn();
  }

  /** Whether a variable is one of the function's own: its register holds nothing else. */
  private boolean isLocal(int variable) {
    return flow.slot(variable) < function.zeroTo && !isResult(variable);
  }

  /** Results are put where parameters are, and may be of another kind. */
  private boolean isResult(int variable) {
    return flow.isShared(variable);
  }

  private void fetch(int variable) {
    if (flow.kind(variable) == V128) {
      for (int half = 0; half < 2; half++) {
        out.aload(locals.frame)
            .iload(locals.base)
            .loadConstant(flow.slot(variable) + half)
            .iadd()
            .laload();
        vectors.storeHalf(flow.slot(variable) + half, half == 0 ? Types.LOW : Types.HIGH, half > 0);
      }
      return;
    }
    out.aload(locals.frame).iload(locals.base).loadConstant(flow.slot(variable)).iadd().laload();
    Raw.from(out, flow.kind(variable));
    values.store(variable);
  }

  private void putBack(int variable) {
    if (flow.kind(variable) == V128) {
      for (int half = 0; half < 2; half++) {
        out.aload(locals.frame).iload(locals.base).loadConstant(flow.slot(variable) + half).iadd();
        vectors.loadHalf(variable, half == 0 ? Types.LOW : Types.HIGH);
        out.lastore();
      }
      return;
    }
    out.aload(locals.frame).iload(locals.base).loadConstant(flow.slot(variable)).iadd();
    locals.load(variable);
    Raw.to(out, flow.kind(variable));
    out.lastore();
  }

  /** Sets local variables to zero that are read before they are written. */
  private void clearLocals(int parameterNumbers) {
    BitSet alive = flow.alive(0);
    for (int v = alive.nextSetBit(0); v >= 0; v = alive.nextSetBit(v + 1)) {
      if (flow.slot(v) >= parameterNumbers) {
        clear(v);
      } else if (locals.places[v] < 0 && !Types.isSpread(function.signature.type())) {
        // a parameter that nobody reads as what it is
        clear(v);
      }
    }
  }

  private void clear(int variable) {
    switch (flow.kind(variable)) {
      case V128 -> vectors.zero();
      case I32 -> out.iconst_0();
      case I64 -> out.lconst_0();
      case F32 -> out.fconst_0();
      default -> out.dconst_0();
    }
    values.store(variable);
  }

  // ---- Blocks

  private Label label(int block) {
    Label known = labels[block];
    if (known == null) {
      known = out.newBlockLabel();
      labels[block] = known;
    }
    return known;
  }

  /** Where a branch to a block goes. */
  private Label way(int block) {
    if (part.contains(block)) {
      return label(block);
    }
    Label known = exits.get(block);
    if (known == null) {
      known = out.newLabel();
      exits.put(block, known);
    }
    return known;
  }

  private void writeBlocks() {
    List<Covered> covered = new ArrayList<>();
    boolean hasRoom = part.size() < MAX_SIZE_WITH_COPIES;
    BitSet own = part.blocks();
    for (int block = own.nextSetBit(0); block >= 0; block = own.nextSetBit(block + 1)) {
      Label begin = label(block);
      if (flow.isTarget(block) || out.needsFrame(begin)) {
        out.blockBinding(begin, locals.known(flow.alive(block)), flow.isTarget(block));
      } else {
        out.labelBinding(begin);
      }
      // another thread may have let it grow, which the block before may have seen
      locals.segmentIsFresh = !locals.memoryIsShared;
      if (flow.handlers[block] != HandlerTable.NONE) {
        // the range of a handler must not be empty
        out.nop();
      }
      if (flow.loopEnds[block] > 0) {
        locals.poll();
        if (part.isCandidate(block)) {
          Label due = out.newLabel();
          callees.countRound(out, due);
          Label on = out.newLabel();
          out.headBinding(on);
          improvements.add(new Improvement(block, due, on));
        }
      }
      if (hasRoom && isSmallLoop(block)) {
        int end = flow.loopEnds[block];
        repeated = block;
        for (copiesLeft = COPIES - 1; copiesLeft > 0; copiesLeft--) {
          for (current = block; current < end; current++) {
            writeBlock(current);
          }
        }
        for (current = block; current < end; current++) {
          writeBlock(current);
        }
        repeated = -1;
        block = end - 1;
        continue;
      }
      current = block;
      writeBlock(block);
      if (flow.handlers[block] != HandlerTable.NONE) {
        Label end = out.newBoundLabel();
        covered.add(new Covered(block, begin, end, flow.handlers[block]));
      }
    }
    writeHandlers(covered);
  }

  /**
   * Whether a block begins a small loop that has one way through it, and is begun anew at its end
   * alone, so that there may be copies of it one after the other.
   */
  private boolean isSmallLoop(int block) {
    int end = flow.loopEnds[block];
    int size = 0;
    boolean withVectors = flow.wholeVectors && hasVectors(block, end);
    for (int i = block; i < end; i++) {
      size += flow.size(i);
      if (size > (withVectors ? SMALL_LOOP_WITH_VECTORS : SMALL_LOOP)
          || !part.contains(i)
          || mustPoll(i)
          || flow.handlers[i] != HandlerTable.NONE
          || i > block && (flow.isTarget(i) || flow.loopEnds[i] > 0)
          || i < end - 1 && flow.hasSuccessor(i, block)) {
        return false;
      }
    }
    if (end == 0) {
      return false;
    }
    int last = flow.last(end - 1);
    int opcode = code[last];
    // HotSpot unrolls loops itself that are counted up to a constant, and better; but not those
    // with
    // so much in them as the Vector API has until it is compiled
    boolean isCounted = opcode >= BR_I32_EQ_IMM && opcode <= BR_I32_GE_U_IMM && code[last + 2] != 0;
    return opcode == BR
        || opcode >= BR_ZERO && opcode <= BR_I64_LE_U && (!isCounted || withVectors);
  }

  private boolean hasVectors(int from, int to) {
    for (int pc = flow.starts[from]; pc < flow.starts[to]; pc = flow.next(pc)) {
      if (code[pc] >= FIRST_VECTOR && code[pc] < FIRST_ATOMIC) {
        return true;
      }
    }
    return false;
  }

  /** Whether a block calls: a call that is to be stopped must not make one more. */
  private boolean mustPoll(int block) {
    for (int pc = flow.starts[block]; pc < flow.starts[block + 1]; pc = flow.next(pc)) {
      int opcode = code[pc];
      if (opcode >= CALL && opcode <= CALL_INDIRECT
          || opcode == ObjectRegisterOpcode.CALL_REF
          || Calls.takesLong(opcode)) {
        return true;
      }
    }
    return false;
  }

  private record Covered(int block, Label from, Label to, int handler) {}

  private void writeBlock(int block) {
    int from = flow.starts[block];
    int to = flow.starts[block + 1];
    values.beginBlock(block);
    boolean goesOn = true;
    for (int pc = from; pc < to; pc = flow.next(pc)) {
      if (!values.define(pc, pc - from)) {
        statement(pc);
      }
      goesOn = !Flow.isEnd(code[pc]);
    }
    if (goesOn) {
      values.flush(true);
      locals.settleSegment();
      if (copiesLeft > 0) {
        return;
      }
      if (!part.contains(block + 1)) {
        out.goto_(way(block + 1));
      }
    }
  }

  // ---- The other form

  /** A loop that would be faster in the other form: where to go then, and where to go on if not. */
  private record Improvement(int block, Label due, Label on) {}

  /** Writes what goes on with the other form of the function in the middle of it. */
  private void writeImprovements() {
    for (Improvement improvement : improvements) {
      int position = flow.starts[improvement.block];
      out.labelBinding(improvement.due);
      Label there = out.newLabel();
      int loop = out.allocateLocal(TypeKind.REFERENCE);
      out.aload(locals.instance).loadConstant(function.index).loadConstant(position);
      out.invokestatic(Types.SUPPORT, "better", "(" + Types.INSTANCE + "II)" + Types.LOOP);
      out.dup().astore(loop).ifnonnull(there);
      callees.restartCount(out);
      out.goto_(improvement.on);
      out.labelBinding(there);
      boolean whole = part.isWhole();
      int objects = locals.references;
      if (whole) {
        locals.frame = out.allocateLocal(TypeKind.REFERENCE);
        locals.base = out.allocateLocal(TypeKind.INT);
        out.loadConstant(function.frameSize).newLongArray().astore(locals.frame);
        out.iconst_0().istore(locals.base);
        if (objects < 0) {
          objects = out.allocateLocal(TypeKind.REFERENCE);
          out.getstatic(Types.ACTIVATION, "NO_REFERENCES", Types.OBJECTS).astore(objects);
        }
      }
      BitSet alive = flow.alive(improvement.block);
      for (int v = alive.nextSetBit(0); v >= 0; v = alive.nextSetBit(v + 1)) {
        if (whole || part.changes(v)) {
          putBack(v);
        }
      }
      out.aload(loop).aload(locals.frame).iload(locals.base).aload(objects);
      out.aload(locals.instance).aload(locals.activation).iload(locals.depth);
      out.invokevirtual(
          Types.LOOP,
          "run",
          "(" + Types.LONGS + "I" + Types.OBJECTS + Types.INSTANCE + Types.ACTIVATION + "I)V");
      if (whole) {
        callees.unpackResults(out, locals.frame, objects, locals.activation);
        List<ValueType> results = function.signature.type().results();
        TypeKind kind = results.isEmpty() ? TypeKind.VOID : Types.typeKind(Types.kinds(results)[0]);
        if (kind == TypeKind.VOID) {
          locals.giveBack();
        } else {
          int result = out.allocateLocal(kind);
          out.storeLocal(kind, result);
          locals.giveBack();
          out.loadLocal(kind, result);
        }
        out.return_(kind);
      } else {
        out.iconst_m1().ireturn();
      }
    }
  }

  // ---- Handlers

  private void writeHandlers(List<Covered> covered) {
    for (int i = 0; i < covered.size(); ) {
      int handler = covered.get(i).handler;
      Label target = out.newBlockLabel();
      BitSet alive = flow.alive(covered.get(i).block);
      int j = i;
      while (j < covered.size() && covered.get(j).handler == handler) {
        alive.and(flow.alive(covered.get(j).block));
        out.exceptionCatch(covered.get(j).from, covered.get(j).to, target, Types.THROWABLE);
        j++;
      }
      out.handlerBinding(target, locals.known(alive));
      writeHandler(handler);
      i = j;
    }
  }

  private void writeHandler(int innermost) {
    int thrown = out.allocateLocal(TypeKind.REFERENCE);
    out.astore(thrown);
    for (ExceptionHandler handler : flow.handlersOf(innermost)) {
      for (ExceptionHandler.Clause clause : handler.clauses()) {
        Label otherwise = out.newLabel();
        out.aload(thrown)
            .aload(locals.activation)
            .aload(locals.instance)
            .loadConstant(clause.tag());
        out.invokestatic(
            Types.SUPPORT,
            "matches",
            "(" + Types.THROWABLE + Types.ACTIVATION + Types.INSTANCE + "I)Z");
        out.ifeq(otherwise);
        enterClause(clause, thrown);
        out.labelBinding(otherwise);
      }
    }
    out.aload(thrown).athrow();
  }

  private void enterClause(ExceptionHandler.Clause clause, int thrown) {
    if (clause.tag() != ExceptionHandler.ALL) {
      Signature payload = flow.payload(clause.tag());
      List<ValueType> types = payload.type().parameters();
      for (int i = 0; i < types.size(); i++) {
        byte kind = of(types.get(i));
        for (int half = 0; half < (kind == V128 ? 2 : 1) && kind != REFERENCE; half++) {
          byte own = kind == V128 ? half == 0 ? Types.LOW : Types.HIGH : kind;
          int slot = payload.parameterSlots()[i] + half;
          int variable = flow.variable(clause.numberSlot() + slot, own);
          if (variable != 0) {
            out.aload(thrown).loadConstant(slot);
            out.invokestatic(Types.SUPPORT, "number", "(" + Types.THROWABLE + "I)J");
            Raw.from(out, own);
            values.store(clause.numberSlot() + slot, own, half > 0);
          }
        }
      }
      if (payload.parameterReferences() > 0) {
        out.aload(thrown).aload(locals.references).loadConstant(clause.referenceSlot());
        out.invokestatic(
            Types.SUPPORT, "references", "(" + Types.THROWABLE + Types.OBJECTS + "I)V");
      }
    }
    if (clause.exceptionSlot() != ExceptionHandler.NO_SLOT) {
      out.aload(thrown)
          .aload(locals.references)
          .loadConstant(clause.exceptionSlot())
          .aload(locals.instance);
      out.invokestatic(
          Types.SUPPORT,
          "keep",
          "(" + Types.THROWABLE + Types.OBJECTS + "I" + Types.INSTANCE + ")V");
    }
    if (locals.segment >= 0) {
      locals.refreshSegment();
    }
    out.goto_(way(flow.blockAt(clause.target())));
  }

  // ---- Statements

  private void statement(int pc) {
    int opcode = code[pc];
    switch (opcode) {
      case BR -> {
        values.flush(true);
        locals.settleSegment();
        if (copiesLeft > 0 && flow.blockAt(code[pc + 1]) == repeated) {
          // goes on with the next copy of the loop
          return;
        }
        out.goto_(way(flow.blockAt(code[pc + 1])));
      }
      case BR_TABLE -> branchTable(pc);
      case RETURN, RETURN_VALUE -> calls.returns(pc);
      case CALL, CALL_EXTERNAL, CALL_INDIRECT, ObjectRegisterOpcode.CALL_REF -> calls.call(pc);
      case GLOBAL_SET -> {
        Node[] nodes = values.operands(pc);
        values.flush(false);
        locals.global(code[pc + 2]);
        values.value(nodes[0]);
        Raw.to(out, of(flow.module.globals().get(code[pc + 2]).value()));
        out.putfield(Types.GLOBAL, "bits", "J");
      }
      case BOUNDED_GLOBAL_SET -> {
        Node[] nodes = values.operands(pc);
        values.flush(false);
        locals.global(code[pc + 2]);
        values.value(nodes[0]);
        Raw.to(out, of(flow.module.globals().get(code[pc + 2]).value()));
        locals.line(pc);
        out.invokevirtual(Types.GLOBAL, "putWithin", "(J)V");
      }
      case STORE8, STORE16, STORE32, STORE64 -> {
        Node[] nodes = values.operands(pc);
        values.flush(false);
        memory.store(pc, nodes);
      }
      case FUEL -> {
        values.flush(false);
        out.aload(locals.tank).loadConstant(code[pc + 1]);
        out.aload(locals.instance).aload(locals.activation).iload(locals.depth);
        locals.line(pc);
        out.invokestatic(
            Types.SUPPORT,
            "pay",
            "(" + Types.TANK + "I" + Types.INSTANCE + Types.ACTIVATION + "I)V");
      }
      case COPY_RANGE -> copyRange(pc);
      case ControlRegisterOpcode.TAIL_CALL,
          ControlRegisterOpcode.TAIL_CALL_INDIRECT,
          ControlRegisterOpcode.TAIL_CALL_REF -> {
        if (isRepetition(pc)) {
          repeat(pc);
        } else {
          calls.tailCall(pc);
        }
      }
      case ControlRegisterOpcode.THROW -> calls.throwTagged(pc);
      default -> {
        if (opcode >= BR_ZERO && opcode <= BR_I64_LE_U) {
          conditional(pc);
        } else if (opcode >= ObjectRegisterOpcode.BR_ON_NULL
            && opcode <= ObjectRegisterOpcode.BR_ON_CAST_FAIL) {
          referenceBranch(pc);
        } else if (opcode >= FIRST_VECTOR && opcode < FIRST_ATOMIC) {
          vectors.write(pc);
        } else {
          calls.inFrame(pc);
        }
      }
    }
  }

  private void conditional(int pc) {
    int opcode = code[pc];
    Node[] nodes = values.operands(pc);
    values.flush(true);
    locals.settleSegment();
    int target = code[pc + (opcode <= BR_NONZERO ? 2 : 3)];
    int block = flow.blockAt(target);
    if (block != repeated || copiesLeft == 0) {
      conditions.branch(pc, nodes, way(block));
      return;
    }
    // goes on with the next copy of the loop
    Label next = out.newLabel();
    conditions.branch(pc, nodes, next);
    locals.settleSegment();
    out.goto_(way(current + 1)).labelBinding(next);
  }

  private void branchTable(int pc) {
    Node[] nodes = values.operands(pc);
    values.flush(true);
    locals.settleSegment();
    values.value(nodes[0]);
    int count = code[pc + 2] - 1;
    Label[] targets = new Label[count];
    for (int i = 0; i < count; i++) {
      targets[i] = way(flow.blockAt(code[pc + 3 + i]));
    }
    Label otherwise = way(flow.blockAt(code[pc + 3 + count]));
    if (count == 0) {
      out.pop().goto_(otherwise);
    } else {
      out.tableswitch(otherwise, targets);
    }
  }

  private void referenceBranch(int pc) {
    values.flush(true);
    locals.settleSegment();
    int opcode = code[pc];
    out.aload(locals.references).loadConstant(code[pc + 1]).aaload();
    switch (opcode) {
      case ObjectRegisterOpcode.BR_ON_NULL -> out.ifnull(way(flow.blockAt(code[pc + 2])));
      case ObjectRegisterOpcode.BR_ON_NON_NULL -> out.ifnonnull(way(flow.blockAt(code[pc + 2])));
      default -> {
        out.loadConstant(code[pc + 2]).aload(locals.instance);
        out.invokestatic(
            Types.REFERENCES, "test", "(" + Types.OBJECT + "I" + Types.INSTANCE + ")Z");
        Label way = way(flow.blockAt(code[pc + 3]));
        if (opcode == ObjectRegisterOpcode.BR_ON_CAST) {
          out.ifne(way);
        } else {
          out.ifeq(way);
        }
      }
    }
  }

  private void copyRange(int pc) {
    access.read(pc);
    values.flush(true);
    int count = access.uses;
    int[] from = new int[count];
    int[] to = new int[count];
    for (int i = 0; i < count; i++) {
      vectors.settle(access.useSlots[i]);
      from[i] = values.variableUsed(i);
      to[i] = values.variableDefined(i);
    }
    for (int i = 0; i < count; i++) {
      locals.load(from[i]);
    }
    for (int i = count - 1; i >= 0; i--) {
      values.store(to[i]);
    }
  }

  /** Whether a tail call is one of the function to itself that becomes a jump. */
  private boolean isRepetition(int pc) {
    return code[pc] == ControlRegisterOpcode.TAIL_CALL
        && code[pc + 1] == function.index
        && part.isWhole()
        && function.referenceFrameSize == 0
        && !Types.isSpread(function.signature.type());
  }

  /** Writes such a call. */
  private void repeat(int pc) {
    Node[] nodes = values.operands(pc);
    values.flush(true);
    FunctionType type = function.signature.type();
    byte[] flat = Types.kinds(type.parameters());
    for (int i = 0; i < flat.length; i++) {
      values.value(nodes[i]);
    }
    for (int i = flat.length - 1; i >= 0; i--) {
      int variable = flow.variable(i, flat[i]);
      if (variable == 0) {
        if (Types.typeKind(flat[i]).slotSize() == 2) {
          out.pop2();
        } else {
          out.pop();
        }
      } else {
        values.store(i, flat[i], flat[i] == Types.LOW);
      }
    }
    clearLocals(function.signature.parameterNumbers());
    locals.settleSegment();
    out.goto_(Objects.requireNonNull(start));
  }
}
