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

  /** In a method of more bytes than these, by estimate, no access of memory is written out. */
  private static final int MOST_BYTES_DIRECT = 7_000;

  /** So many are at most. */
  private static final int MOST_DIRECT = 56;

  /** All are written out of a method with no more of them than these, if most are in loops. */
  private static final int MOST_IN_LOOPS = 120;

  private final BitSet blocks;
  private final BitSet direct = new BitSet();
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
    if (bytes <= MOST_BYTES_DIRECT) {
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

  /**
   * Whether accesses of memory in a block are to be written out: each is some 50 registers of
   * HotSpot's first compiler, which has 10,000, and 400 bytes of the bytecode of which the second
   * inlines 8,000, and before either has compiled it, it is slow as nothing else is. So only those
   * in loops are, where they are few enough; the others are calls of methods that do them.
   */
  boolean accessesDirectly(int block) {
    return direct.get(block);
  }

  private void findDirect(Flow flow) {
    if (accesses <= MOST_IN_LOOPS && 3 * accessesInLoops(flow) >= 2 * accesses) {
      direct.or(blocks);
      return;
    }
    int left = MOST_DIRECT;
    for (int head = blocks.nextSetBit(0); head >= 0; head = blocks.nextSetBit(head + 1)) {
      int end = flow.loopEnds[head];
      int inside = 0;
      for (int block = head; block < end; block++) {
        boolean belongs = blocks.get(block) && (block == head || flow.loopEnds[block] == 0);
        inside = belongs ? inside + accesses(flow, block) : MOST_DIRECT + 1;
      }
      if (end > 0 && inside <= left) {
        left -= inside;
        direct.set(head, end);
      }
    }
  }

  private int accessesInLoops(Flow flow) {
    int count = 0;
    int loopEnd = 0;
    for (int block = blocks.nextSetBit(0); block >= 0; block = blocks.nextSetBit(block + 1)) {
      loopEnd = Math.max(loopEnd, flow.loopEnds[block]);
      count += block < loopEnd ? accesses(flow, block) : 0;
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
