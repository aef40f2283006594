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
import dev.heddle.wasm.code.RegisterKind;
import dev.heddle.wasm.code.Signature;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** From so many values on a frame counts as one that takes room. */
  private static final int LARGE_FRAME = 128;

  /** A value of more instructions than these is put into a variable. */
  private static final int MAX_NODE = 40;

  private final Flow flow;
  private final LoweredFunction function;
  private final int[] code;
  private final byte[] kinds;
  private final Callees callees;
  private final CodeWriter out;
  private final Part part;
  private final Access access;

  /** Where the JVM has each variable; -1 for those that it does not have yet. */
  private final int[] places;

  private final Label[] labels;

  /** The variables of the JVM that are there wherever a block begins. */
  private final Frame everywhere = new Frame();

  /** Those that are there where some block begins. */
  private final Frame atBlock = new Frame();

  /** The block that is being written. */
  private int current = -1;

  /** The loop of which copies are being written, or -1. */
  private int repeated = -1;

  /** How often it will be written again. */
  private int copiesLeft;

  // Where the JVM has what every method needs
  private final int instance;
  private final int activation;
  private final int depth;
  private int references = -1;
  private int segment = -1;
  private int interruption = -1;
  private int tank = -1;
  private int frame = -1;
  private int base = -1;

  /** Whether {@link #segment} is the memory as it is now. */
  private boolean segmentIsFresh;

  /** Whether {@link #segment} may become another one at any time. */
  private final boolean memoryIsShared;

  private final Vectors vectors;

  /** The variables that are alive behind the block. */
  private final long[] aliveBehind;

  private final List<Pending> pending = new ArrayList<>();
  private final List<Improvement> improvements = new ArrayList<>();
  private int order;

  /** For each variable where in the block it was defined last, counted from 1; 0 if it was not. */
  private final int[] lastDefinition;

  /** Those that are defined in the block, each of them once. */
  private final int[] definedVariables;

  /** For each instruction of the block, by its position in it: how often its result is used. */
  private byte[] useCounts = new byte[64];

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
    this.kinds = Objects.requireNonNull(flow.function.kinds);
    this.access = flow.access;
    List<MemoryType> memories = flow.module.memories();
    this.memoryIsShared = !memories.isEmpty() && memories.getFirst().shared();
    this.callees = callees;
    this.part = part;
    this.out = out;
    this.instance = instance;
    this.activation = instance + 1;
    this.depth = instance + 2;
    this.places = new int[flow.variables];
    Arrays.fill(places, -1);
    this.labels = new Label[flow.blocks];
    this.lastDefinition = new int[flow.variables];
    this.definedVariables = new int[flow.variables];
    this.aliveBehind = flow.noVariables();
    this.vectors =
        flow.wholeVectors
            ? new ApiVectorWriter(this, flow, out, callees.vectorNeeds())
            : new VectorWriter(this, flow, out);
  }

  // ---- The frame of a method

  /** Writes a whole function, whose parameters are where its descriptor has them. */
  void writeFunction() {
    Signature signature = function.signature;
    boolean spread = Types.isSpread(signature.type());
    List<ValueType> parameters = signature.type().parameters();
    // a function for which there is no frame is not in a trace: there is no line yet
    checkDepth(out, depth, activation);
    out.lineNumber(1);
    boolean hasReferences = function.referenceFrameSize > 0;
    boolean isLarge = isLarge();
    if (isLarge) {
      out.aload(activation).loadConstant(function.frameSize);
      out.invokevirtual(Types.ACTIVATION, "reserve", "(I)V");
    }
    if (hasReferences) {
      references = out.allocateLocal(TypeKind.REFERENCE);
      out.aload(activation).loadConstant(function.referenceFrameSize);
      out.invokevirtual(Types.ACTIVATION, "pushReferences", "(I)" + Types.OBJECTS);
      out.astore(references);
    }
    Label from = out.newBoundLabel();
    int place = 0;
    for (int i = 0; i < parameters.size(); i++) {
      byte kind = of(parameters.get(i));
      int slot = signature.parameterSlots()[i];
      if (kind == REFERENCE) {
        out.aload(references).loadConstant(slot);
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
            store(slot + half, own, half > 0);
          }
        } else {
          if (variable != 0 && flow.kind(variable) == V128) {
            out.lload(place);
            vectors.storeHalf(slot + half, own, half > 0);
          } else if (variable != 0) {
            places[variable] = place;
          }
          place += Types.typeKind(own).slotSize();
        }
      }
    }
    clearLocals(signature.parameterNumbers());
    prepare();
    noteEverywhere();
    start = out.newBlockLabel();
    out.blockBinding(start, frame(flow.alive(0)), flow.makesTailCalls());
    poll();
    writeBlocks();
    writeImprovements();
    if (hasReferences || isLarge) {
      Label to = out.newBoundLabel();
      Label handler = out.newBlockLabel();
      Frame left = new Frame();
      out.put(left, activation, TypeKind.REFERENCE, Types.ACTIVATION);
      out.handlerBinding(handler, left);
      giveBack();
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
    frame = 0;
    base = 1;
    references = 2;
    prepare();
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
    noteEverywhere();
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
        out.aload(frame).iload(base).loadConstant(flow.slot(variable) + half).iadd().laload();
        vectors.storeHalf(flow.slot(variable) + half, half == 0 ? Types.LOW : Types.HIGH, half > 0);
      }
      return;
    }
    out.aload(frame).iload(base).loadConstant(flow.slot(variable)).iadd().laload();
    Raw.from(out, flow.kind(variable));
    store(variable);
  }

  private void putBack(int variable) {
    if (flow.kind(variable) == V128) {
      for (int half = 0; half < 2; half++) {
        out.aload(frame).iload(base).loadConstant(flow.slot(variable) + half).iadd();
        vectors.loadHalf(variable, half == 0 ? Types.LOW : Types.HIGH);
        out.lastore();
      }
      return;
    }
    out.aload(frame).iload(base).loadConstant(flow.slot(variable)).iadd();
    load(variable);
    Raw.to(out, flow.kind(variable));
    out.lastore();
  }

  /** Whether the values of its frame count: those of small ones are few, however deep the stack. */
  private boolean isLarge() {
    return function.frameSize >= LARGE_FRAME;
  }

  /** Gives back what the frame has taken of what a call may have. */
  private void giveBack() {
    if (function.referenceFrameSize > 0) {
      out.aload(activation);
      out.invokevirtual(Types.ACTIVATION, "popReferences", "()V");
    }
    if (isLarge()) {
      out.aload(activation).loadConstant(function.frameSize);
      out.invokevirtual(Types.ACTIVATION, "free", "(I)V");
    }
  }

  /** Writes the trap of a call for which there may be no frame. */
  static void checkDepth(CodeWriter out, int depth, int activation) {
    Label ok = out.newLabel();
    out.iload(depth).ifgt(ok).aload(activation);
    out.invokestatic(
        Types.SUPPORT, "tooDeep", "(" + Types.ACTIVATION + ")" + Types.RUNTIME_EXCEPTION);
    out.athrow().labelBinding(ok);
  }

  /** Sets local variables to zero that are read before they are written. */
  private void clearLocals(int parameterNumbers) {
    BitSet alive = flow.alive(0);
    for (int v = alive.nextSetBit(0); v >= 0; v = alive.nextSetBit(v + 1)) {
      if (flow.slot(v) >= parameterNumbers) {
        clear(v);
      } else if (places[v] < 0 && !Types.isSpread(function.signature.type())) {
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
    store(variable);
  }

  /** Sets up what the instructions of the part need. */
  private void prepare() {
    if (part.accesses() > 0) {
      segment = out.allocateLocal(TypeKind.REFERENCE);
      refreshSegment();
    }
    if (part.hasLoops() || part.isWhole()) {
      interruption = out.allocateLocal(TypeKind.REFERENCE);
      out.aload(activation).getfield(Types.ACTIVATION, "interruption", Types.INTERRUPTION);
      out.astore(interruption);
    }
    if (part.paysFuel()) {
      tank = out.allocateLocal(TypeKind.REFERENCE);
      out.aload(instance).aload(activation);
      out.invokestatic(
          Types.SUPPORT, "tank", "(" + Types.INSTANCE + Types.ACTIVATION + ")" + Types.TANK);
      out.astore(tank);
    }
  }

  private void refreshSegment() {
    out.aload(instance).getfield(Types.INSTANCE, "memory", Types.MEMORY);
    out.getfield(Types.MEMORY, "segment", Types.SEGMENT).astore(segment);
    segmentIsFresh = true;
  }

  void needSegment() {
    if (!segmentIsFresh) {
      refreshSegment();
    }
  }

  /** At the end of a block the segment is as it must be at the start of every block. */
  private void settleSegment() {
    if (segment >= 0) {
      needSegment();
    }
  }

  private void poll() {
    Label on = out.newLabel();
    out.aload(interruption).getfield(Types.INTERRUPTION, "raised", "Z").ifeq(on);
    out.aload(activation).invokevirtual(Types.ACTIVATION, "poll", "()V");
    out.labelBinding(on);
  }

  // ---- Blocks

  /** Takes note of what is there from now on, wherever a block begins. */
  private void noteEverywhere() {
    if (!part.isWhole()) {
      out.put(everywhere, frame, TypeKind.REFERENCE, Types.LONGS);
      out.put(everywhere, base, TypeKind.INT, "I");
    }
    if (references >= 0) {
      out.put(everywhere, references, TypeKind.REFERENCE, Types.OBJECTS);
    }
    out.put(everywhere, instance, TypeKind.REFERENCE, Types.INSTANCE);
    out.put(everywhere, activation, TypeKind.REFERENCE, Types.ACTIVATION);
    out.put(everywhere, depth, TypeKind.INT, "I");
    if (segment >= 0) {
      out.put(everywhere, segment, TypeKind.REFERENCE, Types.SEGMENT);
    }
    if (interruption >= 0) {
      out.put(everywhere, interruption, TypeKind.REFERENCE, Types.INTERRUPTION);
    }
    if (tank >= 0) {
      out.put(everywhere, tank, TypeKind.REFERENCE, Types.TANK);
    }
    for (int v = 1; v < flow.variables; v++) {
      if (places[v] >= 0) {
        putInto(everywhere, v);
      }
    }
  }

  private void putInto(Frame to, int variable) {
    TypeKind kind = Types.typeKind(flow.kind(variable));
    out.put(to, place(variable), kind, Form.BYTES.vector);
  }

  /** What is there where a block begins, given which variables are alive there. */
  private Frame frame(BitSet alive) {
    atBlock.copyOf(everywhere);
    for (int v = alive.nextSetBit(0); v >= 0; v = alive.nextSetBit(v + 1)) {
      if (part.isWhole() || part.mentions(v)) {
        putInto(atBlock, v);
      }
    }
    return atBlock;
  }

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
        out.blockBinding(begin, frame(flow.alive(block)), flow.isTarget(block));
      } else {
        out.labelBinding(begin);
      }
      // another thread may have let it grow, which the block before may have seen
      segmentIsFresh = !memoryIsShared;
      if (flow.handlers[block] != HandlerTable.NONE) {
        // the range of a handler must not be empty
        out.nop();
      }
      if (flow.loopEnds[block] > 0) {
        poll();
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
          || takesLong(opcode)) {
        return true;
      }
    }
    return false;
  }

  private record Covered(int block, Label from, Label to, int handler) {}

  private void writeBlock(int block) {
    int from = flow.starts[block];
    int to = flow.starts[block + 1];
    countUses(block, from, to);
    vectors.begin(flow.handlers[block] != HandlerTable.NONE);
    boolean goesOn = true;
    for (int pc = from; pc < to; pc = flow.next(pc)) {
      instruction(pc, pc - from);
      goesOn = !Flow.isEnd(code[pc]);
    }
    if (goesOn) {
      flush(true);
      settleSegment();
      if (copiesLeft > 0) {
        return;
      }
      if (!part.contains(block + 1)) {
        out.goto_(way(block + 1));
      }
    }
  }

  /** For each instruction with one result: how often that is used, 2 for more often or later. */
  private void countUses(int block, int from, int to) {
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
      out.aload(instance).loadConstant(function.index).loadConstant(position);
      out.invokestatic(Types.SUPPORT, "better", "(" + Types.INSTANCE + "II)" + Types.LOOP);
      out.dup().astore(loop).ifnonnull(there);
      callees.restartCount(out);
      out.goto_(improvement.on);
      out.labelBinding(there);
      boolean whole = part.isWhole();
      int objects = references;
      if (whole) {
        frame = out.allocateLocal(TypeKind.REFERENCE);
        base = out.allocateLocal(TypeKind.INT);
        out.loadConstant(function.frameSize).newLongArray().astore(frame);
        out.iconst_0().istore(base);
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
      out.aload(loop).aload(frame).iload(base).aload(objects);
      out.aload(instance).aload(activation).iload(depth);
      out.invokevirtual(
          Types.LOOP,
          "run",
          "(" + Types.LONGS + "I" + Types.OBJECTS + Types.INSTANCE + Types.ACTIVATION + "I)V");
      if (whole) {
        callees.unpackResults(out, frame, objects, activation);
        List<ValueType> results = function.signature.type().results();
        TypeKind kind = results.isEmpty() ? TypeKind.VOID : Types.typeKind(Types.kinds(results)[0]);
        if (kind == TypeKind.VOID) {
          giveBack();
        } else {
          int result = out.allocateLocal(kind);
          out.storeLocal(kind, result);
          giveBack();
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
      out.handlerBinding(target, frame(alive));
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
        out.aload(thrown).aload(activation).aload(instance).loadConstant(clause.tag());
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
            store(clause.numberSlot() + slot, own, half > 0);
          }
        }
      }
      if (payload.parameterReferences() > 0) {
        out.aload(thrown).aload(references).loadConstant(clause.referenceSlot());
        out.invokestatic(
            Types.SUPPORT, "references", "(" + Types.THROWABLE + Types.OBJECTS + "I)V");
      }
    }
    if (clause.exceptionSlot() != ExceptionHandler.NO_SLOT) {
      out.aload(thrown).aload(references).loadConstant(clause.exceptionSlot()).aload(instance);
      out.invokestatic(
          Types.SUPPORT,
          "keep",
          "(" + Types.THROWABLE + Types.OBJECTS + "I" + Types.INSTANCE + ")V");
    }
    if (segment >= 0) {
      refreshSegment();
    }
    out.goto_(way(flow.blockAt(clause.target())));
  }

  // ---- Variables

  void load(int variable) {
    out.loadLocal(Types.typeKind(flow.kind(variable)), place(variable));
  }

  void store(int variable) {
    put(variable);
    if (flow.kind(variable) == I64 || flow.kind(variable) == V128) {
      vectors.overwritten(flow.slot(variable));
    }
  }

  /**
   * Stores a number, or half of a vector.
   *
   * @param last whether the other half has been stored before
   */
  private void store(int slot, byte kind, boolean last) {
    if (kind == Types.LOW || kind == Types.HIGH) {
      vectors.storeHalf(slot, kind, last);
    } else {
      store(flow.variable(slot, kind));
    }
  }

  /** Stores half of a vector. */
  void put(int variable) {
    out.storeLocal(Types.typeKind(flow.kind(variable)), place(variable));
  }

  int place(int variable) {
    if (places[variable] < 0) {
      places[variable] = out.allocateLocal(Types.typeKind(flow.kind(variable)));
    }
    return places[variable];
  }

  // ---- Values that are still to be computed

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

  Access access() {
    return access;
  }

  /** A value that waits, and the variable that it would be in. */
  private record Pending(Node node, int variable) {}

  /** What an instruction works on, about which {@link #access} tells afterwards. */
  private Node[] operands(int pc) {
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

  // ---- Instructions

  private void instruction(int pc, int index) {
    int opcode = code[pc];
    if (isValue(opcode)) {
      access.read(pc);
      int variable = flow.variable(access.definedSlots[0], access.definedKinds[0]);
      byte uses = useCounts[index];
      Node node = Node.of(pc, operands(pc), effects(opcode), order++);
      boolean isOperand = flow.slot(variable) >= function.zeroTo;
      if (isOperand && uses == 1 && node.size <= MAX_NODE) {
        pending.add(new Pending(node, variable));
        return;
      }
      if (uses == 0 && isOperand && !node.traps()) {
        return;
      }
      if (node.traps()) {
        flush(false);
      }
      flushReaders(variable);
      value(node);
      store(variable);
      return;
    }
    statement(pc);
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

  void line(int pc) {
    int origin = function.originAt(pc) - part.firstOrigin();
    if (origin >= 0) {
      out.lineNumber(origin + 1);
    }
  }

  /** Writes what computes a value and leaves it on the operand stack. */
  void value(Node node) {
    if (node.half != 0) {
      vectors.loadHalf(node.variable, node.half);
      return;
    }
    if (node.isVariable()) {
      load(node.variable);
      return;
    }
    int pc = node.pc;
    int opcode = code[pc];
    switch (opcode) {
      case COPY -> {
        value(node.children[0]);
        convertCopy(kinds[pc]);
      }
      case CONST32 -> constant(kinds[pc], code[pc + 2]);
      case CONST64 ->
          constant(kinds[pc], code[pc + 2] & 0xffff_ffffL | (long) code[pc + 3] << Integer.SIZE);
      case SELECT -> select(node);
      case GLOBAL_GET -> {
        global(code[pc + 2]);
        out.getfield(Types.GLOBAL, "bits", "J");
        Raw.from(out, of(flow.module.globals().get(code[pc + 2]).value()));
      }
      case MEMORY_SIZE -> {
        memory(code[pc + 2]);
        out.invokevirtual(Types.MEMORY, "pages", "()J");
        Raw.from(out, ofAddresses(flow.module, code[pc + 2]));
        segmentIsFresh &= !memoryIsShared;
      }
      default -> {
        if (opcode <= LOAD64) {
          loadMemory(node);
        } else if (isComparison(opcode)) {
          comparison(node);
        } else {
          for (Node child : node.children) {
            value(child);
          }
          if (effects(opcode) != 0) {
            line(pc);
          }
          arithmetic(pc);
        }
      }
    }
  }

  private void convertCopy(byte kind) {
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
          convertCopy(F32_OF_I32);
        } else {
          out.loadConstant(value);
        }
      }
      default -> {
        double value = Double.longBitsToDouble(bits);
        if (Double.isNaN(value)) {
          out.loadConstant(bits);
          convertCopy(F64_OF_I64);
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
      branch(condition, false, otherwise);
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

  void global(int index) {
    out.aload(instance).getfield(Types.INSTANCE, "globals", Types.GLOBALS);
    out.loadConstant(index).aaload();
  }

  void memory(int index) {
    out.aload(instance).getfield(Types.INSTANCE, "memories", Types.MEMORIES);
    out.loadConstant(index).aaload();
  }

  // ---- Memory

  private void address(Node address, int offset) {
    value(address);
    out.i2l().loadConstant(0xffff_ffffL).land();
    if (offset != 0) {
      out.loadConstant(offset & 0xffff_ffffL).ladd();
    }
  }

  void handle(Cell cell, int segmentPlace) {
    out.getstatic(Types.MEMORY_HANDLES, cell.name(), Types.VAR_HANDLE);
    out.aload(segmentPlace);
  }

  /** Where the JVM has the segment of the first memory. */
  int segment() {
    return segment;
  }

  /** Whether the operand at a place of the code is in the first memory, with an {@code i32}. */
  boolean isNear(int at) {
    return flow.isNear(at);
  }

  /** Leaves the address of an operand of any memory on the operand stack. */
  void anyAddress(int at, Node address, int size) {
    value(address);
    if (ofAddresses(flow.module, code[at + 1]) == I32) {
      out.i2l().loadConstant(0xffff_ffffL).land();
    }
    long offset = code[at + 2] & 0xffff_ffffL | (long) code[at + 3] << Integer.SIZE;
    if (isNear(at)) {
      if (offset != 0) {
        out.loadConstant(offset).ladd();
      }
      return;
    }
    out.loadConstant(offset).loadConstant(size);
    memory(code[at + 1]);
    out.loadConstant(code[at + 1]);
    out.invokestatic(Types.VECTOR_CODE, "address", "(JJI" + Types.MEMORY + "I)J");
  }

  private void loadMemory(Node node) {
    int pc = node.pc;
    int opcode = code[pc];
    needSegment();
    Cell cell =
        opcode <= LOAD8_U
            ? Cell.BYTE
            : opcode <= LOAD16_U ? Cell.SHORT : opcode <= LOAD32_U ? Cell.INT : Cell.LONG;
    if (!part.accessesDirectly(current)) {
      out.aload(segment);
      value(node.children[0]);
      out.loadConstant(code[pc + 3]);
      line(pc);
      out.invokestatic(Types.MEMORY_CODE, cell.loadName, cell.load);
    } else {
      handle(cell, segment);
      address(node.children[0], code[pc + 3]);
      line(pc);
      out.invokevirtual(Types.VAR_HANDLE, "get", cell.get);
    }
    if (opcode == LOAD8_U) {
      out.loadConstant(0xff).iand();
    } else if (opcode == LOAD16_U) {
      out.loadConstant(0xffff).iand();
    }
    switch (kinds[pc]) {
      case I64 -> {
        if (opcode != LOAD64) {
          out.i2l();
          if (opcode == LOAD32_U) {
            out.loadConstant(0xffff_ffffL).land();
          }
        }
      }
      case F32 -> convertCopy(F32_OF_I32);
      case F64 -> convertCopy(F64_OF_I64);
      default -> {}
    }
  }

  private void storeMemory(int pc, Node[] nodes) {
    int opcode = code[pc];
    needSegment();
    Cell cell =
        opcode == STORE8
            ? Cell.BYTE
            : opcode == STORE16 ? Cell.SHORT : opcode == STORE32 ? Cell.INT : Cell.LONG;
    if (!part.accessesDirectly(current)) {
      out.aload(segment);
      value(nodes[0]);
      out.loadConstant(code[pc + 3]);
    } else {
      handle(cell, segment);
      address(nodes[0], code[pc + 3]);
    }
    value(nodes[1]);
    switch (kinds[pc]) {
      case I64 -> {
        if (opcode != STORE64) {
          out.l2i();
        }
      }
      case F32 -> convertCopy(I32_OF_F32);
      case F64 -> convertCopy(I64_OF_F64);
      default -> {}
    }
    switch (cell) {
      case BYTE -> out.i2b();
      case SHORT -> out.i2s();
      default -> {}
    }
    line(pc);
    if (!part.accessesDirectly(current)) {
      out.invokestatic(Types.MEMORY_CODE, cell.storeName, cell.store);
    } else {
      out.invokevirtual(Types.VAR_HANDLE, "set", cell.set);
    }
  }

  // ---- Arithmetic

  private static boolean isComparison(int opcode) {
    return opcode >= I32_EQ && opcode <= I32_EQZ
        || opcode >= I64_EQ && opcode <= I64_EQZ
        || opcode >= F64_EQ && opcode <= F64_LE
        || opcode >= F32_EQ && opcode <= F32_LE;
  }

  private void comparison(Node node) {
    Label yes = out.newLabel();
    Label end = out.newLabel();
    branch(node, true, yes);
    out.iconst_0().goto_(end).labelBinding(yes).iconst_1().labelBinding(end);
  }

  /** Writes a jump that is taken if a number is not zero, or is. */
  private void branch(Node node, boolean sense, Label target) {
    if (node.isVariable() || !isComparison(code[node.pc])) {
      value(node);
      if (sense) {
        out.ifne(target);
      } else {
        out.ifeq(target);
      }
      return;
    }
    int opcode = code[node.pc];
    if (opcode == I32_EQZ) {
      branch(node.children[0], !sense, target);
      return;
    }
    value(node.children[0]);
    if (opcode == I64_EQZ) {
      out.lconst_0();
    } else {
      value(node.children[1]);
    }
    if (opcode <= I32_LE_U) {
      compareInts(opcode - I32_EQ, sense, target);
    } else if (opcode == I64_EQZ) {
      compareLongs(0, sense, target);
    } else if (opcode <= I64_LE_U) {
      compareLongs(opcode - I64_EQ, sense, target);
    } else {
      boolean wide = opcode <= F64_LE;
      int relation = wide ? opcode - F64_EQ : opcode - F32_EQ;
      if (wide) {
        out.dcmpg();
      } else {
        out.fcmpg();
      }
      // EQ, NE, LT, LE; what is compared with NaN is greater
      switch (relation) {
        case 0 -> jump(sense ? 0 : 1, target);
        case 1 -> jump(sense ? 1 : 0, target);
        case 2 -> jump(sense ? 2 : 3, target);
        default -> jump(sense ? 4 : 5, target);
      }
    }
  }

  /** Jumps by the sign of an int: = 0, != 0, &lt; 0, &gt;= 0, &lt;= 0, &gt; 0. */
  private void jump(int relation, Label target) {
    switch (relation) {
      case 0 -> out.ifeq(target);
      case 1 -> out.ifne(target);
      case 2 -> out.iflt(target);
      case 3 -> out.ifge(target);
      case 4 -> out.ifle(target);
      default -> out.ifgt(target);
    }
  }

  /** Of the relations EQ, NE, LT_S, LT_U, LE_S, LE_U. */
  private void compareInts(int relation, boolean sense, Label target) {
    switch (relation) {
      case 0, 1 -> {
        if (relation == 0 == sense) {
          out.if_icmpeq(target);
        } else {
          out.if_icmpne(target);
        }
      }
      case 2 -> {
        if (sense) {
          out.if_icmplt(target);
        } else {
          out.if_icmpge(target);
        }
      }
      case 4 -> {
        if (sense) {
          out.if_icmple(target);
        } else {
          out.if_icmpgt(target);
        }
      }
      default -> {
        out.invokestatic(Types.INTEGER_CLASS, "compareUnsigned", "(II)I");
        jump(relation == 3 ? (sense ? 2 : 3) : (sense ? 4 : 5), target);
      }
    }
  }

  private void compareLongs(int relation, boolean sense, Label target) {
    if (relation == 3 || relation == 5) {
      out.invokestatic(Types.LONG_CLASS, "compareUnsigned", "(JJ)I");
    } else {
      out.lcmp();
    }
    switch (relation) {
      case 0 -> jump(sense ? 0 : 1, target);
      case 1 -> jump(sense ? 1 : 0, target);
      case 2, 3 -> jump(sense ? 2 : 3, target);
      default -> jump(sense ? 4 : 5, target);
    }
  }

  private void call(String owner, String name, String type) {
    out.invokestatic(owner, name, type);
  }

  /** Writes an arithmetic instruction whose operands are on the operand stack. */
  private void arithmetic(int pc) {
    int opcode = code[pc];
    switch (opcode) {
      case I32_ADD -> out.iadd();
      case I32_SUB -> out.isub();
      case I32_MUL -> out.imul();
      case I32_AND -> out.iand();
      case I32_OR -> out.ior();
      case I32_XOR -> out.ixor();
      case I32_SHL -> out.ishl();
      case I32_SHR_S -> out.ishr();
      case I32_SHR_U -> out.iushr();
      case I32_ADD_IMM -> out.loadConstant(code[pc + 3]).iadd();
      case I32_MUL_IMM -> out.loadConstant(code[pc + 3]).imul();
      case I32_AND_IMM -> out.loadConstant(code[pc + 3]).iand();
      case I32_OR_IMM -> out.loadConstant(code[pc + 3]).ior();
      case I32_XOR_IMM -> out.loadConstant(code[pc + 3]).ixor();
      case I32_SHL_IMM -> out.loadConstant(code[pc + 3] & 31).ishl();
      case I32_SHR_S_IMM -> out.loadConstant(code[pc + 3] & 31).ishr();
      case I32_SHR_U_IMM -> out.loadConstant(code[pc + 3] & 31).iushr();
      case I64_ADD -> out.ladd();
      case I64_SUB -> out.lsub();
      case I64_MUL -> out.lmul();
      case I64_AND -> out.land();
      case I64_OR -> out.lor();
      case I64_XOR -> out.lxor();
      case I64_SHL -> out.l2i().lshl();
      case I64_SHR_S -> out.l2i().lshr();
      case I64_SHR_U -> out.l2i().lushr();
      case I64_ADD_IMM -> out.loadConstant((long) code[pc + 3]).ladd();
      case I64_MUL_IMM -> out.loadConstant((long) code[pc + 3]).lmul();
      case I64_AND_IMM -> out.loadConstant((long) code[pc + 3]).land();
      case I64_OR_IMM -> out.loadConstant((long) code[pc + 3]).lor();
      case I64_XOR_IMM -> out.loadConstant((long) code[pc + 3]).lxor();
      case I64_SHL_IMM -> out.loadConstant(code[pc + 3] & 63).lshl();
      case I64_SHR_S_IMM -> out.loadConstant(code[pc + 3] & 63).lshr();
      case I64_SHR_U_IMM -> out.loadConstant(code[pc + 3] & 63).lushr();
      case EXTEND32_S -> {
        if (kinds[pc] == I64) {
          out.l2i();
        }
        out.i2l();
      }
      case EXTEND32_U -> out.i2l().loadConstant(0xffff_ffffL).land();
      case EXTEND8_S -> {
        if (kinds[pc] == I64) {
          out.l2i().i2b().i2l();
        } else {
          out.i2b();
        }
      }
      case EXTEND16_S -> {
        if (kinds[pc] == I64) {
          out.l2i().i2s().i2l();
        } else {
          out.i2s();
        }
      }
      case F32_ADD -> out.fadd();
      case F32_SUB -> out.fsub();
      case F32_MUL -> out.fmul();
      case F32_DIV -> out.fdiv();
      case F64_ADD -> out.dadd();
      case F64_SUB -> out.dsub();
      case F64_MUL -> out.dmul();
      case F64_DIV -> out.ddiv();
      case I32_ROTL -> call(Types.INTEGER_CLASS, "rotateLeft", "(II)I");
      case I32_ROTR -> call(Types.INTEGER_CLASS, "rotateRight", "(II)I");
      case I64_ROTL -> {
        out.l2i();
        call(Types.LONG_CLASS, "rotateLeft", "(JI)J");
      }
      case I64_ROTR -> {
        out.l2i();
        call(Types.LONG_CLASS, "rotateRight", "(JI)J");
      }
      case I32_CLZ -> call(Types.INTEGER_CLASS, "numberOfLeadingZeros", "(I)I");
      case I32_CTZ -> call(Types.INTEGER_CLASS, "numberOfTrailingZeros", "(I)I");
      case I32_POPCNT -> call(Types.INTEGER_CLASS, "bitCount", "(I)I");
      case I64_CLZ -> {
        call(Types.LONG_CLASS, "numberOfLeadingZeros", "(J)I");
        out.i2l();
      }
      case I64_CTZ -> {
        call(Types.LONG_CLASS, "numberOfTrailingZeros", "(J)I");
        out.i2l();
      }
      case I64_POPCNT -> {
        call(Types.LONG_CLASS, "bitCount", "(J)I");
        out.i2l();
      }
      case F32_ABS -> call(Types.MATH, "abs", "(F)F");
      case F64_ABS -> call(Types.MATH, "abs", "(D)D");
      case F32_NEG -> out.fneg();
      case F64_NEG -> out.dneg();
      case I32_TRUNC_SAT_F32_S -> out.f2i();
      case I32_TRUNC_SAT_F64_S -> out.d2i();
      case I64_TRUNC_SAT_F32_S -> out.f2l();
      case I64_TRUNC_SAT_F64_S -> out.d2l();
      case F32_CONVERT_I32_S -> out.i2f();
      case F32_CONVERT_I64_S -> out.l2f();
      case F64_CONVERT_I32_S -> out.i2d();
      case F64_CONVERT_I64_S -> out.l2d();
      case F32_CONVERT_I32_U -> out.i2l().loadConstant(0xffff_ffffL).land().l2f();
      case F64_CONVERT_I32_U -> out.i2l().loadConstant(0xffff_ffffL).land().l2d();
      case F32_DEMOTE_F64 -> out.d2f();
      case F64_PROMOTE_F32 -> out.f2d();
      default -> {
        String name = nameOf(opcode);
        byte operand = Access.ofOperand(opcode);
        String type = Types.desc(operand);
        if (Access.isBinary(opcode)) {
          type = type.concat(type);
        }
        String result = Types.desc(RegisterKind.ofResult(opcode));
        call(Types.SUPPORT, name, "(".concat(type).concat(")").concat(result));
      }
    }
  }

  // ---- Statements

  private void statement(int pc) {
    int opcode = code[pc];
    switch (opcode) {
      case BR -> {
        flush(true);
        settleSegment();
        if (copiesLeft > 0 && flow.blockAt(code[pc + 1]) == repeated) {
          // goes on with the next copy of the loop
          return;
        }
        out.goto_(way(flow.blockAt(code[pc + 1])));
      }
      case BR_TABLE -> branchTable(pc);
      case RETURN, RETURN_VALUE -> returns(pc);
      case CALL, CALL_EXTERNAL, CALL_INDIRECT, ObjectRegisterOpcode.CALL_REF -> calls(pc);
      case GLOBAL_SET -> {
        Node[] nodes = operands(pc);
        flush(false);
        global(code[pc + 2]);
        value(nodes[0]);
        Raw.to(out, of(flow.module.globals().get(code[pc + 2]).value()));
        out.putfield(Types.GLOBAL, "bits", "J");
      }
      case STORE8, STORE16, STORE32, STORE64 -> {
        Node[] nodes = operands(pc);
        flush(false);
        storeMemory(pc, nodes);
      }
      case FUEL -> {
        flush(false);
        out.aload(tank).loadConstant(code[pc + 1]);
        out.aload(instance).aload(activation).iload(depth);
        line(pc);
        out.invokestatic(
            Types.SUPPORT,
            "pay",
            "(" + Types.TANK + "I" + Types.INSTANCE + Types.ACTIVATION + "I)V");
      }
      case COPY_RANGE -> copyRange(pc);
      case ControlRegisterOpcode.TAIL_CALL,
          ControlRegisterOpcode.TAIL_CALL_INDIRECT,
          ControlRegisterOpcode.TAIL_CALL_REF ->
          tailCall(pc);
      case ControlRegisterOpcode.THROW -> throwTagged(pc);
      default -> {
        if (opcode >= BR_ZERO && opcode <= BR_I64_LE_U) {
          conditional(pc);
        } else if (opcode >= ObjectRegisterOpcode.BR_ON_NULL
            && opcode <= ObjectRegisterOpcode.BR_ON_CAST_FAIL) {
          referenceBranch(pc);
        } else if (opcode >= FIRST_VECTOR && opcode < FIRST_ATOMIC) {
          vectors.write(pc);
        } else {
          inFrame(pc);
        }
      }
    }
  }

  private int variableUsed(int i) {
    return flow.variable(access.useSlots[i], access.useKinds[i]);
  }

  private int variableDefined(int i) {
    return flow.variable(access.definedSlots[i], access.definedKinds[i]);
  }

  private void conditional(int pc) {
    int opcode = code[pc];
    Node[] nodes = operands(pc);
    flush(true);
    settleSegment();
    int target = code[pc + (opcode <= BR_NONZERO ? 2 : 3)];
    int block = flow.blockAt(target);
    if (block != repeated || copiesLeft == 0) {
      branch(pc, nodes, way(block));
      return;
    }
    // goes on with the next copy of the loop
    Label next = out.newLabel();
    branch(pc, nodes, next);
    settleSegment();
    out.goto_(way(current + 1)).labelBinding(next);
  }

  /** Writes a jump that is taken if the condition of a conditional branch holds. */
  private void branch(int pc, Node[] nodes, Label way) {
    int opcode = code[pc];
    if (opcode <= BR_NONZERO) {
      branch(nodes[0], opcode == BR_NONZERO, way);
      return;
    }
    value(nodes[0]);
    if (opcode >= BR_I32_EQ_IMM && opcode <= BR_I32_GE_U_IMM) {
      compareWithConstant(opcode - BR_I32_EQ_IMM, code[pc + 2], way);
      return;
    }
    value(nodes[1]);
    if (opcode <= BR_I32_LE_U) {
      compareInts(opcode - BR_I32_EQ, true, way);
    } else {
      compareLongs(opcode - BR_I64_EQ, true, way);
    }
  }

  /** Of the relations EQ, NE, LT_S, LT_U, LE_S, LE_U, GT_S, GT_U, GE_S, GE_U. */
  private void compareWithConstant(int relation, int constant, Label way) {
    boolean signedOrEqual = relation < 3 || relation == 4 || relation == 6 || relation == 8;
    if (constant == 0 && signedOrEqual) {
      jump(
          switch (relation) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> 2;
            case 4 -> 4;
            case 6 -> 5;
            default -> 3;
          },
          way);
      return;
    }
    out.loadConstant(constant);
    switch (relation) {
      case 6 -> compareInts(4, false, way);
      case 7 -> compareInts(5, false, way);
      case 8 -> compareInts(2, false, way);
      case 9 -> compareInts(3, false, way);
      default -> compareInts(relation, true, way);
    }
  }

  private void branchTable(int pc) {
    Node[] nodes = operands(pc);
    flush(true);
    settleSegment();
    value(nodes[0]);
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
    flush(true);
    settleSegment();
    int opcode = code[pc];
    out.aload(references).loadConstant(code[pc + 1]).aaload();
    switch (opcode) {
      case ObjectRegisterOpcode.BR_ON_NULL -> out.ifnull(way(flow.blockAt(code[pc + 2])));
      case ObjectRegisterOpcode.BR_ON_NON_NULL -> out.ifnonnull(way(flow.blockAt(code[pc + 2])));
      default -> {
        out.loadConstant(code[pc + 2]).aload(instance);
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
    flush(true);
    int count = access.uses;
    int[] from = new int[count];
    int[] to = new int[count];
    for (int i = 0; i < count; i++) {
      vectors.settle(access.useSlots[i]);
      from[i] = variableUsed(i);
      to[i] = variableDefined(i);
    }
    for (int i = 0; i < count; i++) {
      load(from[i]);
    }
    for (int i = count - 1; i >= 0; i--) {
      store(to[i]);
    }
  }

  // ---- Calls and returns

  private void returns(int pc) {
    Node[] nodes = operands(pc);
    flush(true);
    if (!part.isWhole()) {
      for (int i = 0; i < nodes.length; i++) {
        byte kind = nodes[i].isVariable() ? flow.kind(nodes[i].variable) : access.useKinds[i];
        out.aload(frame).iload(base);
        int slot = code[pc] == RETURN_VALUE ? 0 : access.useSlots[i];
        out.loadConstant(slot).iadd();
        value(nodes[i]);
        Raw.to(out, kind);
        out.lastore();
      }
      out.iconst_m1().ireturn();
      return;
    }
    List<ValueType> results = function.signature.type().results();
    byte[] flat = Types.kinds(results);
    int number = 0;
    int reference = 0;
    int temporary = -1;
    for (int i = 0; i < flat.length; i++) {
      byte kind = flat[i];
      if (i > 0) {
        out.aload(activation);
        out.getfield(
            Types.ACTIVATION,
            kind == REFERENCE ? "moreReferences" : "moreNumbers",
            kind == REFERENCE ? Types.OBJECTS : Types.LONGS);
        out.loadConstant(i - 1);
      } else if (flat.length > 1) {
        out.aload(activation).loadConstant(flat.length - 1);
        out.invokevirtual(Types.ACTIVATION, "ensureResults", "(I)V");
      }
      if (kind == REFERENCE) {
        out.aload(references).loadConstant(reference++).aaload();
      } else {
        value(nodes[number++]);
      }
      if (i > 0) {
        if (kind == REFERENCE) {
          out.aastore();
        } else {
          Raw.to(out, kind);
          out.lastore();
        }
      } else if (flat.length > 1) {
        temporary = out.allocateLocal(Types.typeKind(kind));
        out.storeLocal(Types.typeKind(kind), temporary);
      }
    }
    if (flat.length > 1) {
      out.loadLocal(Types.typeKind(flat[0]), temporary);
    }
    leave(flat);
  }

  /** Returns with the first result on the operand stack. */
  private void leave(byte[] flat) {
    giveBack();
    if (flat.length == 0) {
      out.return_();
    } else {
      out.return_(Types.typeKind(flat[0]));
    }
  }

  private void calls(int pc) {
    int opcode = code[pc];
    access.read(pc);
    boolean indirect = opcode == CALL_INDIRECT;
    Node[] nodes = operands(pc);
    flush(false);
    int numbersAt = code[pc + (indirect ? 4 : 2)];
    int referencesAt = code[pc + (indirect ? 5 : 3)];
    Signature callee =
        switch (opcode) {
          case CALL_INDIRECT -> access.signature(code[pc + 1]);
          case ObjectRegisterOpcode.CALL_REF -> access.signature(code[pc + 4]);
          default -> access.signatureOf(code[pc + 1]);
        };
    FunctionType type = callee.type();
    int first = 0;
    int found = -1;
    if (indirect) {
      found = calleePlace();
      lookUp(pc, nodes[0]);
      out.astore(found);
      first = 1;
    } else if (opcode == ObjectRegisterOpcode.CALL_REF) {
      found = calleePlace();
      out.aload(references).loadConstant(code[pc + 1]).aaload();
      line(pc);
      out.invokestatic(Types.SUPPORT, "callee", "(" + Types.OBJECT + ")" + Types.FUNCTION);
      out.astore(found);
    }
    if (found >= 0) {
      out.aload(found);
    }
    arguments(type, Arrays.copyOfRange(nodes, first, nodes.length), referencesAt);
    out.aload(instance).aload(activation).iload(depth).iconst_1().isub();
    line(pc);
    if (found >= 0) {
      callees.callFunction(out, type);
    } else {
      callees.call(out, code[pc + 1]);
    }
    segmentIsFresh = false;
    access.read(pc);
    storeResults(type, numbersAt, referencesAt);
  }

  /** Leaves the function on the operand stack that is found in a table. */
  private void lookUp(int pc, Node element) {
    out.aload(instance).loadConstant(code[pc + 1]).loadConstant(code[pc + 2]);
    value(element);
    Raw.to(out, ofIndices(flow.module, code[pc + 2]));
    line(pc);
    out.invokestatic(
        Types.INDIRECT_CALLS, "lookUp", "(" + Types.INSTANCE + "IIJ)" + Types.FUNCTION);
  }

  private void arguments(FunctionType type, Node[] nodes, int referencesAt) {
    boolean spread = Types.isSpread(type);
    List<ValueType> parameters = type.parameters();
    int number = 0;
    int reference = 0;
    if (spread) {
      Signature signature = Signature.of(type);
      out.loadConstant(signature.parameterNumbers()).newLongArray();
      byte[] flat = Types.kinds(parameters);
      for (byte kind : flat) {
        if (kind != REFERENCE) {
          out.dup().loadConstant(number);
          value(nodes[number++]);
          Raw.to(out, kind);
          out.lastore();
        }
      }
      out.loadConstant(signature.parameterReferences()).newObjectArray();
      for (byte kind : flat) {
        if (kind == REFERENCE) {
          out.dup().loadConstant(reference);
          out.aload(references).loadConstant(referencesAt + reference++).aaload().aastore();
        }
      }
      return;
    }
    for (byte kind : Types.kinds(parameters)) {
      if (kind == REFERENCE) {
        out.aload(references).loadConstant(referencesAt + reference++).aaload();
      } else {
        value(nodes[number++]);
      }
    }
  }

  private void storeResults(FunctionType type, int numbersAt, int referencesAt) {
    byte[] flat = Types.kinds(type.results());
    int number = 0;
    int reference = 0;
    for (int i = 0; i < flat.length; i++) {
      byte kind = flat[i];
      if (kind == REFERENCE) {
        if (i == 0) {
          int temporary = calleePlace();
          out.astore(temporary);
          out.aload(references).loadConstant(referencesAt + reference++).aload(temporary).aastore();
        } else {
          out.aload(references).loadConstant(referencesAt + reference++);
          out.aload(activation).getfield(Types.ACTIVATION, "moreReferences", Types.OBJECTS);
          out.loadConstant(i - 1).aaload().aastore();
        }
        continue;
      }
      int slot = numbersAt + number++;
      flushReaders(flow.variable(slot, kind));
      if (i > 0) {
        out.aload(activation).getfield(Types.ACTIVATION, "moreNumbers", Types.LONGS);
        out.loadConstant(i - 1).laload();
        Raw.from(out, kind);
      }
      store(slot, kind, kind == Types.HIGH);
    }
  }

  private void tailCall(int pc) {
    int opcode = code[pc];
    Node[] nodes = operands(pc);
    flush(true);
    FunctionType type;
    int first = 0;
    int referencesAt;
    switch (opcode) {
      case ControlRegisterOpcode.TAIL_CALL -> {
        type = access.signatureOf(code[pc + 1]).type();
        referencesAt = code[pc + 4];
        if (code[pc + 1] == function.index
            && part.isWhole()
            && function.referenceFrameSize == 0
            && !Types.isSpread(type)) {
          repeat(type, nodes);
          return;
        }
        out.aload(instance).loadConstant(code[pc + 1]);
        out.invokevirtual(Types.INSTANCE, "function", "(I)" + Types.FUNCTION);
      }
      case ControlRegisterOpcode.TAIL_CALL_INDIRECT -> {
        type = access.signature(code[pc + 1]).type();
        referencesAt = code[pc + 6];
        lookUp(pc, nodes[0]);
        first = 1;
      }
      default -> {
        type = access.signature(code[pc + 1]).type();
        referencesAt = code[pc + 5];
        out.aload(references).loadConstant(code[pc + 2]).aaload();
        line(pc);
        out.invokestatic(Types.SUPPORT, "callee", "(" + Types.OBJECT + ")" + Types.FUNCTION);
      }
    }
    int callee = calleePlace();
    out.astore(callee);
    Signature signature = Signature.of(type);
    int array = out.allocateLocal(TypeKind.REFERENCE);
    out.loadConstant(signature.parameterNumbers()).newLongArray().astore(array);
    int number = 0;
    for (byte kind : Types.kinds(type.parameters())) {
      if (kind != REFERENCE) {
        out.aload(array).loadConstant(number);
        value(nodes[first + number++]);
        Raw.to(out, kind);
        out.lastore();
      }
    }
    out.aload(activation).aload(callee).aload(array);
    if (references >= 0) {
      out.aload(references);
    } else {
      out.aconst_null();
    }
    out.loadConstant(signature.parameterReferences() > 0 ? referencesAt : 0);
    out.loadConstant(signature.parameterReferences());
    out.invokevirtual(
        Types.ACTIVATION, "tailCall", "(" + Types.FUNCTION + Types.LONGS + Types.OBJECTS + "II)V");
    if (!part.isWhole()) {
      out.iconst_m1().ireturn();
      return;
    }
    byte[] flat = Types.kinds(function.signature.type().results());
    if (flat.length > 0) {
      switch (flat[0]) {
        case I32 -> out.iconst_0();
        case I64, Types.LOW -> out.lconst_0();
        case F32 -> out.fconst_0();
        case F64 -> out.dconst_0();
        default -> out.aconst_null();
      }
    }
    leave(flat);
  }

  /** A tail call of the function to itself. */
  private void repeat(FunctionType type, Node[] nodes) {
    byte[] flat = Types.kinds(type.parameters());
    for (int i = 0; i < flat.length; i++) {
      value(nodes[i]);
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
        store(i, flat[i], flat[i] == Types.LOW);
      }
    }
    clearLocals(function.signature.parameterNumbers());
    settleSegment();
    out.goto_(Objects.requireNonNull(start));
  }

  private void throwTagged(int pc) {
    Node[] nodes = operands(pc);
    flush(true);
    Signature payload = flow.payload(code[pc + 1]);
    out.loadConstant(payload.parameterNumbers()).newLongArray();
    int number = 0;
    for (byte kind : Types.kinds(payload.type().parameters())) {
      if (kind != REFERENCE) {
        out.dup().loadConstant(number);
        value(nodes[number++]);
        Raw.to(out, kind);
        out.lastore();
      }
    }
    if (references >= 0) {
      out.aload(references);
    } else {
      out.aconst_null();
    }
    out.loadConstant(code[pc + 3]).loadConstant(code[pc + 1]).aload(instance).aload(activation);
    out.iload(depth);
    line(pc);
    out.invokestatic(
        Types.SUPPORT,
        "tagged",
        "("
            + Types.LONGS
            + Types.OBJECTS
            + "II"
            + Types.INSTANCE
            + Types.ACTIVATION
            + "I)"
            + Types.THROWABLE);
    out.athrow();
  }

  // ---- Everything else

  /** Has an instruction executed by the interpreter's own methods, on a frame for the purpose. */
  private void inFrame(int pc) {
    Node[] nodes = operands(pc);
    flush(false);
    access.read(pc);
    // these copy a range of numbers, which may be empty, but must be in the frame
    boolean copiesRange =
        code[pc] == ObjectRegisterOpcode.STRUCT_NEW
            || code[pc] == ObjectRegisterOpcode.ARRAY_NEW_FIXED;
    boolean needsFrame = access.uses + access.definitions > 0 || copiesRange;
    int scratch = -1;
    int uses = access.uses;
    int[] slots = Arrays.copyOf(access.useSlots, uses);
    byte[] useKinds = Arrays.copyOf(access.useKinds, uses);
    if (needsFrame) {
      scratch = scratch();
      for (int i = 0; i < uses; i++) {
        out.aload(scratch).loadConstant(slots[i]);
        value(nodes[i]);
        Raw.to(out, useKinds[i]);
        out.lastore();
      }
    }
    if (code[pc] == FUEL_FOR_SIZE) {
      // the instruction that follows reads the same registers
      for (int i = 0; i < uses; i++) {
        if (!nodes[i].isVariable()) {
          out.aload(scratch).loadConstant(slots[i]).laload();
          Raw.from(out, useKinds[i]);
          store(flow.variable(slots[i], useKinds[i]));
        }
      }
    }
    out.loadConstant(function.index).loadConstant(pc);
    if (needsFrame) {
      out.aload(scratch);
    } else {
      out.aconst_null();
    }
    if (references >= 0) {
      out.aload(references);
    } else {
      out.aconst_null();
    }
    out.aload(instance).aload(activation).iload(depth);
    line(pc);
    out.invokestatic(
        Types.SUPPORT,
        "execute",
        "(II" + Types.LONGS + Types.OBJECTS + Types.INSTANCE + Types.ACTIVATION + "I)V");
    segmentIsFresh = false;
    if (interruption >= 0 && takesLong(code[pc])) {
      poll();
    }
    access.read(pc);
    for (int i = 0; i < access.definitions; i++) {
      flushReaders(variableDefined(i));
      access.read(pc);
      byte kind = access.definedKinds[i];
      out.aload(scratch).loadConstant(access.definedSlots[i]).laload();
      Raw.from(out, kind);
      store(access.definedSlots[i], kind, kind == Types.HIGH);
    }
    if (Flow.isEnd(code[pc])) {
      // it throws; the verifier does not know
      out.aconst_null().athrow();
    }
  }

  /** Whether an instruction works on any number of bytes or elements. */
  private static boolean takesLong(int opcode) {
    return opcode >= MEMORY_GROW && opcode <= MEMORY_INIT
        || opcode == TABLE_COPY
        || opcode == TABLE_INIT
        || opcode == TABLE_GROW
        || opcode == TABLE_FILL
        || opcode >= ObjectRegisterOpcode.STRUCT_NEW
            && opcode <= ObjectRegisterOpcode.ARRAY_INIT_ELEM;
  }

  private int calleePlace = -1;
  private int scratchPlace = -1;

  /** Where a reference is for a moment. */
  private int calleePlace() {
    if (calleePlace < 0) {
      calleePlace = out.allocateLocal(TypeKind.REFERENCE);
    }
    return calleePlace;
  }

  private int scratch() {
    if (scratchPlace < 0) {
      scratchPlace = out.allocateLocal(TypeKind.REFERENCE);
    }
    out.aload(activation).loadConstant(function.frameSize);
    out.invokevirtual(Types.ACTIVATION, "scratch", "(I)" + Types.LONGS);
    out.astore(scratchPlace);
    return scratchPlace;
  }

  /** The method that does what an arithmetic instruction does. */
  private static String nameOf(int opcode) {
    return switch (opcode) {
      case I32_DIV_S -> "i32DivS";
      case I32_DIV_U -> "i32DivU";
      case I32_REM_S -> "i32RemS";
      case I32_REM_U -> "i32RemU";
      case I64_DIV_S -> "i64DivS";
      case I64_DIV_U -> "i64DivU";
      case I64_REM_S -> "i64RemS";
      case I64_REM_U -> "i64RemU";
      case F32_MIN -> "f32Min";
      case F32_MAX -> "f32Max";
      case F32_COPYSIGN -> "f32Copysign";
      case F64_MIN -> "f64Min";
      case F64_MAX -> "f64Max";
      case F64_COPYSIGN -> "f64Copysign";
      case F32_CEIL -> "f32Ceil";
      case F32_FLOOR -> "f32Floor";
      case F32_TRUNC -> "f32Trunc";
      case F32_NEAREST -> "f32Nearest";
      case F32_SQRT -> "f32Sqrt";
      case F64_CEIL -> "f64Ceil";
      case F64_FLOOR -> "f64Floor";
      case F64_TRUNC -> "f64Trunc";
      case F64_NEAREST -> "f64Nearest";
      case F64_SQRT -> "f64Sqrt";
      case I32_TRUNC_F32_S, I32_TRUNC_F64_S -> "i32TruncS";
      case I32_TRUNC_F32_U, I32_TRUNC_F64_U -> "i32TruncU";
      case I64_TRUNC_F32_S, I64_TRUNC_F64_S -> "i64TruncS";
      case I64_TRUNC_F32_U, I64_TRUNC_F64_U -> "i64TruncU";
      case I32_TRUNC_SAT_F32_U, I32_TRUNC_SAT_F64_U -> "i32TruncSatU";
      case I64_TRUNC_SAT_F32_U, I64_TRUNC_SAT_F64_U -> "i64TruncSatU";
      case F32_CONVERT_I64_U -> "f32ConvertU";
      case F64_CONVERT_I64_U -> "f64ConvertU";
      default -> throw new IllegalStateException("unknown opcode " + opcode);
    };
  }
}
