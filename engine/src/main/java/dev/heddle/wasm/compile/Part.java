package dev.heddle.wasm.compile;

import static dev.heddle.wasm.code.RegisterOpcode.FUEL;
import static dev.heddle.wasm.code.RegisterOpcode.LOAD8_S;
import static dev.heddle.wasm.code.RegisterOpcode.STORE64;

import dev.heddle.wasm.code.ExceptionHandler;
import dev.heddle.wasm.code.HandlerTable;
import java.util.BitSet;

/**
 * What becomes a method: a function, or some blocks of one that is too large, or that is entered at
 * a loop while it runs.
 */
final class Part {

  /**
   * So many accesses HotSpot's second compiler inlines: each makes some 650 nodes of its graph, and
   * it stops at 18,000. The system property is for tests.
   */
  private static final int MOST_INLINED = Integer.getInteger("heddle.inlined", 27);

  /** So many at most are written out in a method: the first compiler could not do more. */
  private static final int MOST_DIRECT = 100;

  /**
   * In functions of more bytes of bytecode than these, by estimate, none are: the first compiler
   * would give up most of their parts, and in a compressor what came of it was ten times as slow
   * for as long as anybody would wait.
   */
  private static final int MOST_BYTES = 4_000;

  private final BitSet blocks;
  private final BitSet direct = new BitSet();
  private final BitSet candidates = new BitSet();
  private final boolean whole;
  private final int[] entries;
  private final int firstOrigin;
  private final int size;
  private final int accesses;
  private final boolean hasLoops;
  private final boolean paysFuel;
  private final BitSet mentioned = new BitSet();
  private final BitSet changed = new BitSet();

  private Part(Flow flow, BitSet blocks, boolean whole, int[] entries) {
    this.blocks = blocks;
    this.whole = whole;
    this.entries = entries;
    this.firstOrigin = flow.function.originAt(flow.starts[blocks.nextSetBit(0)]);
    int bytes = 0;
    int count = 0;
    boolean loops = false;
    boolean fuel = false;
    BitSet caught = new BitSet();
    for (int block = blocks.nextSetBit(0); block >= 0; block = blocks.nextSetBit(block + 1)) {
      loops |= flow.loopEnds[block] > 0;
      bytes += flow.size(block);
      for (int pc = flow.starts[block]; pc < flow.starts[block + 1]; pc = flow.next(pc)) {
        int opcode = flow.code[pc];
        if (opcode >= LOAD8_S && opcode <= STORE64
            || Access.isVectorAccess(opcode) && flow.isNear(pc + 2)) {
          count++;
        }
        fuel |= opcode == FUEL;
        if (!whole) {
          mention(flow, pc);
        }
      }
      int handler = flow.handlers[block];
      if (!whole && handler != HandlerTable.NONE && !caught.get(handler)) {
        caught.set(handler);
        mentionCaught(flow, block);
      }
    }
    mentioned.or(changed);
    size = bytes;
    hasLoops = loops;
    paysFuel = fuel;
    accesses = count;
    if (accesses > MOST_INLINED && flow.totalSize() <= MOST_BYTES && !flow.makesTailCalls()) {
      findDirect(flow);
    }
  }

  private void mention(Flow flow, int pc) {
    Access access = flow.access;
    access.read(pc);
    for (int i = 0; i < access.uses; i++) {
      mentioned.set(flow.variable(access.useSlots[i], access.useKinds[i]));
    }
    for (int i = 0; i < access.definitions; i++) {
      changed.set(flow.variable(access.definedSlots[i], access.definedKinds[i]));
    }
  }

  /** What exceptions bring along changes variables, too. */
  private void mentionCaught(Flow flow, int block) {
    for (ExceptionHandler handler : flow.handlersOf(flow.handlers[block])) {
      for (ExceptionHandler.Clause clause : handler.clauses()) {
        if (clause.tag() != ExceptionHandler.ALL) {
          int end = clause.numberSlot() + flow.payload(clause.tag()).parameterNumbers();
          for (int variable = 1; variable < flow.variables; variable++) {
            if (flow.slot(variable) >= clause.numberSlot() && flow.slot(variable) < end) {
              changed.set(variable);
            }
          }
        }
      }
    }
  }

  /** A whole function. */
  static Part whole(Flow flow) {
    return new Part(flow, flow.reachable(0), true, new int[] {0});
  }

  /** Some blocks, which may be entered at some of them. */
  static Part of(Flow flow, BitSet blocks, int[] entries) {
    return new Part(flow, blocks, false, entries);
  }

  /** The blocks, in the order of the code. */
  BitSet blocks() {
    return blocks;
  }

  boolean contains(int block) {
    return blocks.get(block);
  }

  boolean isWhole() {
    return whole;
  }

  /** The blocks at which it may be entered. */
  int[] entries() {
    return entries;
  }

  /** What line numbers count from. */
  int firstOrigin() {
    return firstOrigin;
  }

  /** How large it is in bytecode, about. */
  int size() {
    return size;
  }

  /** Whether accesses of memory in a block are to be written out, see {@link CodeForm}. */
  boolean accessesDirectly(int block) {
    return direct.get(block);
  }

  /** Whether a block begins a loop that would be faster in the other form. */
  boolean isCandidate(int block) {
    return candidates.get(block);
  }

  /** Whether there are such loops. */
  boolean hasCandidates() {
    return !candidates.isEmpty();
  }

  private void findDirect(Flow flow) {
    int inlined = MOST_INLINED;
    int left = MOST_DIRECT;
    for (int block = blocks.nextSetBit(0); block >= 0; block = blocks.nextSetBit(block + 1)) {
      int end = flow.loopEnds[block];
      int inside = end > 0 ? accessesOfInnermost(flow, block, end) : -1;
      if (inside < 0) {
        inlined -= accesses(flow, block);
        continue;
      }
      if (inside > inlined && inside <= left) {
        left -= inside;
        if (flow.form == CodeForm.DIRECT) {
          direct.set(block, end);
        } else {
          candidates.set(block);
        }
      } else {
        inlined -= inside;
      }
      block = end - 1;
    }
  }

  /** How many accesses a loop has, or -1 if there are loops in it, or not all of it is here. */
  private int accessesOfInnermost(Flow flow, int head, int end) {
    int count = 0;
    for (int block = head; block < end; block++) {
      if (!blocks.get(block) || block > head && flow.loopEnds[block] > 0) {
        return -1;
      }
      count += accesses(flow, block);
    }
    return count;
  }

  private static int accesses(Flow flow, int block) {
    int count = 0;
    for (int pc = flow.starts[block]; pc < flow.starts[block + 1]; pc = flow.next(pc)) {
      count += flow.code[pc] >= LOAD8_S && flow.code[pc] <= STORE64 ? 1 : 0;
    }
    return count;
  }

  /** How many accesses of the first memory there are. */
  int accesses() {
    return accesses;
  }

  boolean hasLoops() {
    return hasLoops;
  }

  boolean paysFuel() {
    return paysFuel;
  }

  /** Whether it reads or writes a variable. */
  boolean mentions(int variable) {
    return mentioned.get(variable);
  }

  /** Whether it writes a variable. */
  boolean changes(int variable) {
    return changed.get(variable);
  }
}
