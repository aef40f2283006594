package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.ControlRegisterOpcode.TAIL_CALL;
import static dev.heddle.wasm.code.ControlRegisterOpcode.THROW_REF;
import static dev.heddle.wasm.code.ObjectRegisterOpcode.BR_ON_CAST_FAIL;
import static dev.heddle.wasm.code.ObjectRegisterOpcode.BR_ON_NULL;
import static dev.heddle.wasm.code.RegisterOpcode.*;

import dev.heddle.wasm.code.ControlRegisterOpcode;
import dev.heddle.wasm.code.ExceptionHandler;
import dev.heddle.wasm.code.HandlerTable;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.code.RegisterInstruction;
import dev.heddle.wasm.code.RegisterKind;
import dev.heddle.wasm.code.Signature;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.runtime.Depth;
import dev.heddle.wasm.store.MachineVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The control flow of a function: its blocks, in the order of the code, where they lead, and which
 * variables are alive where they begin.
 *
 * <p>A variable is a register together with the kind of what is in it: a register that holds an
 * {@code i32} here and an {@code f64} there is two variables, as the JVM wants it. Loops are ranges
 * of the code, as blocks of WebAssembly nest.
 */
final class Flow {

  /** More words than these would be needed to say what is alive where: not worth it. */
  private static final long MAX_WORDS = 4 << 20;

  // Beyond these a function is interpreted: compilers of real programs stay far below them, and
  // what
  // goes beyond is made to keep us busy. Each keeps compiling below a second, about.
  private static final int MAX_CODE = 400_000;
  private static final int MAX_FRAME = 10_000;
  private static final int MAX_HANDLERS = 1_000;
  private static final int MAX_BLOCKS = 40_000;
  private static final int MAX_TARGETS = 10_000;
  private static final int MAX_HANDLED_BLOCKS = 500_000;

  /** So many words are looked at to find out what is alive where; loops in loops ask for more. */
  private static final long MAX_WORDS_READ = 400L << 20;

  /** A block of more bytes of bytecode than these is divided, so that parts can be cut. */
  private static final int MAX_BLOCK = 1_500;

  /** What a frame takes in which nothing is kept. */
  private static final int FRAME_BYTES = 256;

  /** What a variable takes: two slots in HotSpot's interpreter, if it is wide. */
  private static final int VARIABLE_BYTES = 16;

  final ModuleDefinition module;
  final LoweredFunction function;

  /** What a frame of the function takes of a {@link Depth}. */
  final int weight;

  /** How it is to be written. */
  final CodeForm form;

  final int[] code;
  final Access access;

  /** Whether a vector is one variable, or two with its halves. */
  final boolean wholeVectors;

  /** Where blocks begin, ascending, and at last the end of the code. */
  final int[] starts;

  /** How many blocks there are. */
  final int blocks;

  /** For each block the blocks it leads to by branches or by going on. */
  final int[][] successors;

  /** For each position where a block begins which one it is. */
  private final int[] blockOf;

  /** For each block its last instruction. */
  private final int[] lasts;

  /** For each block the innermost exception handler, or {@link HandlerTable#NONE}. */
  final int[] handlers;

  /** For each block that begins a loop, the block just behind the loop; 0 for others. */
  final int[] loopEnds;

  /** How many variables there are. */
  final int variables;

  private final boolean makesTailCalls;
  private boolean foundTailCalls;
  private final int totalSize;

  /** For each block how large it is in bytecode, about. */
  private final int[] sizes;

  private final BitSet targets = new BitSet();
  private final int[] variableOf;
  private final int[] slots;
  private final byte[] kinds;
  private final int words;
  private final long[] liveIn;

  private Flow(
      ModuleDefinition module, LoweredFunction function, CodeForm form, boolean wholeVectors) {
    this.wholeVectors = wholeVectors;
    if (function.code.length > MAX_CODE
        || function.frameSize > MAX_FRAME
        || function.handlers.all().size() > MAX_HANDLERS) {
      throw new NotWorthwhileException("too much code, too many variables or handlers");
    }
    this.module = module;
    this.function = function;
    this.form = form;
    this.code = function.code;
    this.access = new Access(module, function, wholeVectors);
    BitSet leaders = leaders();
    makesTailCalls = foundTailCalls;
    blocks = leaders.cardinality();
    if (blocks > MAX_BLOCKS
        || (long) blocks * function.handlers.all().size() > MAX_HANDLED_BLOCKS) {
      throw new NotWorthwhileException("too many blocks");
    }
    starts = new int[blocks + 1];
    blockOf = new int[code.length];
    Arrays.fill(blockOf, -1);
    int at = 0;
    for (int pc = leaders.nextSetBit(0); pc >= 0; pc = leaders.nextSetBit(pc + 1)) {
      blockOf[pc] = at;
      starts[at++] = pc;
    }
    starts[blocks] = code.length;
    lasts = new int[blocks];
    sizes = new int[blocks];
    int total = 0;
    successors = new int[blocks][];
    handlers = new int[blocks];
    loopEnds = new int[blocks];
    for (ExceptionHandler handler : function.handlers.all()) {
      for (ExceptionHandler.Clause clause : handler.clauses()) {
        targets.set(blockAt(clause.target()));
      }
    }
    variableOf = new int[function.frameSize << 3];
    int count = 1;
    int[] allSlots = new int[16];
    byte[] allKinds = new byte[16];
    for (int block = 0; block < blocks; block++) {
      for (int pc = starts[block]; pc < starts[block + 1]; pc = next(pc)) {
        lasts[block] = pc;
        sizes[block] += Sizes.of(access, code, pc);
        access.read(pc);
        for (int i = 0; i < access.uses + access.definitions; i++) {
          boolean use = i < access.uses;
          int slot = use ? access.useSlots[i] : access.definedSlots[i - access.uses];
          byte kind = use ? access.useKinds[i] : access.definedKinds[i - access.uses];
          int index = index(slot, kind);
          if (variableOf[index] == 0) {
            if (count == allSlots.length) {
              allSlots = Arrays.copyOf(allSlots, 2 * count);
              allKinds = Arrays.copyOf(allKinds, 2 * count);
            }
            allSlots[count] = index >> 3;
            allKinds[count] = (byte) (index & 7);
            variableOf[index] = count++;
          }
        }
      }
      total += sizes[block];
      connect(block);
    }
    totalSize = total;
    variables = count;
    // one that makes tail calls is called by a method with the same arguments
    weight = Depth.ofFrame((FRAME_BYTES + variables * VARIABLE_BYTES) * (makesTailCalls ? 2 : 1));
    slots = allSlots;
    kinds = allKinds;
    words = (count + 63) >>> 6;
    if ((long) words * blocks * 3 > MAX_WORDS) {
      throw new NotWorthwhileException("too many blocks and variables");
    }
    liveIn = findAlive();
  }

  /**
   * That of a function.
   *
   * @throws NotWorthwhileException if it is too large for that
   */
  static Flow of(ModuleDefinition module, LoweredFunction function, CodeForm form) {
    return new Flow(module, function, form, MachineVectors.areUsed());
  }

  /**
   * That of a function for any JVM, whether it has the Vector API or not.
   *
   * @throws NotWorthwhileException if it is too large for that
   */
  static Flow ofAnyJvm(ModuleDefinition module, LoweredFunction function) {
    return new Flow(module, function, CodeForm.LEAN, false);
  }

  /** Whether an operand with an address is of the first memory, and an {@code i32}. */
  boolean isNear(int at) {
    return code[at + 1] == 0 && RegisterKind.ofAddresses(module, 0) == RegisterKind.I32;
  }

  /** Whether the function makes tail calls. */
  boolean makesTailCalls() {
    return makesTailCalls;
  }

  /** The position of the instruction behind another. */
  int next(int pc) {
    return pc + RegisterInstruction.length(code, pc);
  }

  /** The variable of a register with a value of a kind. */
  int variable(int slot, byte kind) {
    return variableOf[index(slot, kind)];
  }

  /** Where the number of a variable is. The halves of a vector are numbers, or together one. */
  private int index(int slot, byte kind) {
    return switch (kind) {
      case Types.LOW -> slot << 3 | (wholeVectors ? RegisterKind.V128 : RegisterKind.I64);
      case Types.HIGH ->
          wholeVectors ? slot - 1 << 3 | RegisterKind.V128 : slot << 3 | RegisterKind.I64;
      default -> slot << 3 | kind;
    };
  }

  /** The register of a variable. */
  int slot(int variable) {
    return slots[variable];
  }

  /** The kind of a variable. */
  byte kind(int variable) {
    return kinds[variable];
  }

  /** Whether the register of a variable holds values of another kind, too. */
  boolean isShared(int variable) {
    int slot = slots[variable];
    int count = 0;
    for (int kind = 0; kind < 8; kind++) {
      count += variableOf[slot << 3 | kind] != 0 ? 1 : 0;
    }
    if (wholeVectors) {
      // a vector takes the next register, too
      count += slot > 0 ? variableOf[slot - 1 << 3 | RegisterKind.V128] : 0;
      for (int kind = 0; kind < 8 && kinds[variable] == RegisterKind.V128; kind++) {
        count += variableOf[slot + 1 << 3 | kind];
      }
    }
    return count > 1;
  }

  /** The block that begins at a position. */
  int blockAt(int pc) {
    int found = blockOf[pc];
    if (found < 0) {
      throw new IllegalStateException("no block begins at " + pc);
    }
    return found;
  }

  /** Whether a variable is alive where a block begins. */
  boolean isAlive(int block, int variable) {
    return (liveIn[block * words + (variable >>> 6)] & 1L << variable) != 0;
  }

  /** The variables that are alive where a block begins. */
  BitSet alive(int block) {
    return BitSet.valueOf(Arrays.copyOfRange(liveIn, block * words, (block + 1) * words));
  }

  /** The next variable from one on that is alive where a block begins, or -1. */
  int nextAlive(int block, int from) {
    int word = from >>> 6;
    if (word >= words) {
      return -1;
    }
    long left = liveIn[block * words + word] & -1L << from;
    while (left == 0) {
      if (++word == words) {
        return -1;
      }
      left = liveIn[block * words + word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(left);
  }

  /** A set of no variables, for {@link #addAlive}. */
  long[] noVariables() {
    return new long[words];
  }

  /** Adds the variables that are alive where a block begins to a set. */
  void addAlive(int block, long[] set) {
    for (int w = 0; w < words; w++) {
      set[w] |= liveIn[block * words + w];
    }
  }

  /** Whether a variable is in a set. */
  static boolean contains(long[] set, int variable) {
    return (set[variable >>> 6] & 1L << variable) != 0;
  }

  /** Where the branch operands of an instruction begin; at its end if it has none. */
  private int firstTarget(int pc) {
    int opcode = code[pc];
    if (opcode < BR) {
      return next(pc);
    }
    if (opcode == BR) {
      return pc + 1;
    }
    if (opcode == BR_ZERO || opcode == BR_NONZERO) {
      return pc + 2;
    }
    if (opcode <= BR_I64_LE_U || opcode == BR_TABLE) {
      return pc + 3;
    }
    if (opcode >= BR_ON_NULL && opcode <= BR_ON_CAST_FAIL) {
      return opcode < BR_ON_NULL + 2 ? pc + 2 : pc + 3;
    }
    return next(pc);
  }

  /** Whether nothing goes on behind an instruction. */
  static boolean isEnd(int opcode) {
    return opcode == BR
        || opcode == BR_TABLE
        || opcode == RETURN
        || opcode == RETURN_VALUE
        || opcode == UNREACHABLE
        || opcode >= TAIL_CALL && opcode <= THROW_REF;
  }

  private BitSet leaders() {
    BitSet leaders = new BitSet(code.length);
    leaders.set(0);
    int size = 0;
    for (int pc = 0; pc < code.length; ) {
      int next = next(pc);
      size = leaders.get(pc) ? 0 : size + Sizes.of(access, code, pc);
      if (size > MAX_BLOCK) {
        leaders.set(pc);
        size = 0;
      }
      foundTailCalls |= code[pc] >= TAIL_CALL && code[pc] <= ControlRegisterOpcode.TAIL_CALL_REF;
      int first = firstTarget(pc);
      if (next - first > MAX_TARGETS) {
        throw new NotWorthwhileException("too many targets of a branch");
      }
      for (int i = first; i < next; i++) {
        leaders.set(code[i]);
      }
      if ((first < next || isEnd(code[pc])) && next < code.length) {
        leaders.set(next);
      }
      pc = next;
    }
    for (ExceptionHandler handler : function.handlers.all()) {
      if (handler.from() < code.length) {
        leaders.set(handler.from());
      }
      if (handler.to() < code.length) {
        leaders.set(handler.to());
      }
      for (ExceptionHandler.Clause clause : handler.clauses()) {
        leaders.set(clause.target());
      }
    }
    return leaders;
  }

  /** The last instruction of a block. */
  int last(int block) {
    return lasts[block];
  }

  /** Whether a branch or a handler leads to a block. */
  boolean isTarget(int block) {
    return targets.get(block);
  }

  /** Whether control may go from a block to another. */
  boolean hasSuccessor(int block, int other) {
    return Arrays.binarySearch(successors[block], other) >= 0;
  }

  /** How large the function is in bytecode, about. */
  int totalSize() {
    return totalSize;
  }

  /** How large a block is in bytecode, about. */
  int size(int block) {
    return sizes[block];
  }

  /** The blocks that control may go to from a block, by exceptions included. */
  int[] leadsTo(int block) {
    if (handlers[block] == HandlerTable.NONE) {
      return successors[block];
    }
    int[] all = successors[block];
    int count = all.length;
    for (ExceptionHandler handler : handlersOf(handlers[block])) {
      all = Arrays.copyOf(all, count + handler.clauses().size());
      for (ExceptionHandler.Clause clause : handler.clauses()) {
        all[count++] = blockAt(clause.target());
      }
    }
    return distinct(all, count);
  }

  /** The blocks that can be reached from one, itself included. */
  BitSet reachable(int from) {
    BitSet found = new BitSet();
    int[] open = new int[blocks];
    int count = 0;
    found.set(from);
    open[count++] = from;
    while (count > 0) {
      for (int target : leadsTo(open[--count])) {
        if (!found.get(target)) {
          found.set(target);
          open[count++] = target;
        }
      }
    }
    return found;
  }

  private void connect(int block) {
    int last = lasts[block];
    int first = firstTarget(last);
    int end = next(last);
    int[] found = new int[end - first + 1];
    int count = 0;
    for (int i = first; i < end; i++) {
      int target = blockAt(code[i]);
      found[count++] = target;
      targets.set(target);
      if (target <= block) {
        loopEnds[target] = Math.max(loopEnds[target], block + 1);
      }
    }
    if (!isEnd(code[last]) && block + 1 < blocks) {
      found[count++] = block + 1;
    }
    successors[block] = distinct(found, count);
    handlers[block] = function.handlers.innermost(starts[block]);
  }

  /** The first numbers of an array, ascending, each of them once. */
  private static int[] distinct(int[] numbers, int count) {
    Arrays.sort(numbers, 0, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (kept == 0 || numbers[kept - 1] != numbers[i]) {
        numbers[kept++] = numbers[i];
      }
    }
    return kept == numbers.length ? numbers : Arrays.copyOf(numbers, kept);
  }

  /** The handlers that an exception of a block is offered to, in the order in which they are. */
  List<ExceptionHandler> handlersOf(int innermost) {
    List<ExceptionHandler> all = new ArrayList<>();
    int outermost = Integer.MAX_VALUE;
    HandlerTable table = function.handlers;
    for (int at = innermost; at != HandlerTable.NONE; at = table.outer(at)) {
      ExceptionHandler handler = table.get(at);
      if (handler.depth() <= outermost) {
        all.add(handler);
        outermost = Math.min(outermost, handler.delegate());
      }
    }
    return all;
  }

  private long[] findAlive() {
    long[] used = new long[blocks * words];
    long[] killed = new long[blocks * words];
    for (int block = 0; block < blocks; block++) {
      int base = block * words;
      for (int pc = starts[block]; pc < starts[block + 1]; pc = next(pc)) {
        access.read(pc);
        for (int i = 0; i < access.uses; i++) {
          int variable = variable(access.useSlots[i], access.useKinds[i]);
          if ((killed[base + (variable >>> 6)] & 1L << variable) == 0) {
            used[base + (variable >>> 6)] |= 1L << variable;
          }
        }
        for (int i = 0; i < access.definitions; i++) {
          int variable = variable(access.definedSlots[i], access.definedKinds[i]);
          killed[base + (variable >>> 6)] |= 1L << variable;
        }
      }
    }
    long[] alive = used.clone();
    long[] out = new long[words];
    boolean changed = true;
    long read = 0;
    while (changed) {
      changed = false;
      read += (long) blocks * words * (1 + function.handlers.all().size());
      if (read > MAX_WORDS_READ) {
        throw new NotWorthwhileException("too many loops in loops");
      }
      for (int block = blocks - 1; block >= 0; block--) {
        Arrays.fill(out, 0);
        for (int successor : successors[block]) {
          for (int w = 0; w < words; w++) {
            out[w] |= alive[successor * words + w];
          }
        }
        int base = block * words;
        for (int w = 0; w < words; w++) {
          out[w] &= ~killed[base + w];
        }
        if (handlers[block] != HandlerTable.NONE) {
          addCaught(block, alive, out);
        }
        for (int w = 0; w < words; w++) {
          long before = alive[base + w];
          long after = before | out[w];
          if (after != before) {
            alive[base + w] = after;
            changed = true;
          }
        }
      }
    }
    return alive;
  }

  /** Adds what is alive where exceptions of a block may lead, but for what they bring along. */
  private void addCaught(int block, long[] alive, long[] out) {
    for (ExceptionHandler handler : handlersOf(handlers[block])) {
      for (ExceptionHandler.Clause clause : handler.clauses()) {
        int target = blockAt(clause.target());
        int brought =
            clause.tag() == ExceptionHandler.ALL ? 0 : payload(clause.tag()).parameterNumbers();
        for (int w = 0; w < words; w++) {
          long more = alive[target * words + w];
          while (more != 0) {
            int variable = (w << 6) + Long.numberOfTrailingZeros(more);
            more &= more - 1;
            int slot = slots[variable];
            if (slot < clause.numberSlot() || slot >= clause.numberSlot() + brought) {
              out[w] |= 1L << variable;
            }
          }
        }
      }
    }
  }

  /** Where the values of exceptions with a tag are. */
  Signature payload(int tag) {
    return access.signature(module.tagTypes()[tag]);
  }
}
