package dev.heddle.wasm.compile;

import static dev.heddle.wasm.lower.RegisterOpcode.FUEL;
import static dev.heddle.wasm.lower.RegisterOpcode.LOAD8_S;
import static dev.heddle.wasm.lower.RegisterOpcode.STORE64;

import dev.heddle.wasm.lower.ExceptionHandler;
import dev.heddle.wasm.lower.HandlerTable;
import java.util.BitSet;

/**
 * What becomes a method: a function, or some blocks of one that is too large, or that is entered at
 * a loop while it runs.
 */
final class Part {

  private final BitSet blocks;
  private final boolean whole;
  private final int[] entries;
  private final int firstOrigin;
  private final int size;
  private final boolean usesMemory;
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
    boolean memory = false;
    boolean loops = false;
    boolean fuel = false;
    for (int block = blocks.nextSetBit(0); block >= 0; block = blocks.nextSetBit(block + 1)) {
      loops |= flow.loopEnds[block] > 0;
      bytes += flow.size(block);
      for (int pc = flow.starts[block]; pc < flow.starts[block + 1]; pc = flow.next(pc)) {
        int opcode = flow.code[pc];
        memory |= opcode >= LOAD8_S && opcode <= STORE64;
        fuel |= opcode == FUEL;
        if (!whole) {
          mention(flow, pc);
        }
      }
      if (!whole && flow.handlers[block] != HandlerTable.NONE) {
        mentionCaught(flow, block);
      }
    }
    mentioned.or(changed);
    size = bytes;
    usesMemory = memory;
    hasLoops = loops;
    paysFuel = fuel;
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

  boolean usesMemory() {
    return usesMemory;
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
