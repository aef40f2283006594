package dev.heddle.wasm.compile;

/**
 * A value that is still to be computed, or a variable that holds it: what would be written to a
 * register and read back once stays on the operand stack of the JVM instead.
 */
final class Node {

  /** It may trap. */
  static final int TRAPS = 1;

  /** It depends on memory, on globals or on something else that others change. */
  static final int READS = 2;

  private static final Node[] NO_CHILDREN = {};

  /** The instruction that computes it; -1 for a variable. */
  final int pc;

  /** The variable, if it is one. */
  final int variable;

  /** Which half of a vector it is, if the variable has one; or 0. */
  final byte half;

  /** What its instruction works on. */
  final Node[] children;

  /** {@link #TRAPS} and {@link #READS}, of itself and what is below it. */
  final int effects;

  /** How many instructions it consists of. */
  final int size;

  /** When it was made: what may trap must do so in this order. */
  final int order;

  private Node(int pc, int variable, byte half, Node[] children, int effects, int size, int order) {
    this.pc = pc;
    this.variable = variable;
    this.half = half;
    this.children = children;
    this.effects = effects;
    this.size = size;
    this.order = order;
  }

  /** The value of a variable. */
  static Node ofVariable(int variable) {
    return ofHalf(variable, (byte) 0);
  }

  /** Half of the vector in a variable. */
  static Node ofHalf(int variable, byte half) {
    return new Node(-1, variable, half, NO_CHILDREN, 0, 0, 0);
  }

  /** What an instruction computes. */
  static Node of(int pc, Node[] children, int ownEffects, int order) {
    int effects = ownEffects;
    int size = 1;
    for (Node child : children) {
      effects |= child.effects;
      size += child.size;
    }
    return new Node(pc, 0, (byte) 0, children, effects, size, order);
  }

  /** Whether it is a variable. */
  boolean isVariable() {
    return pc < 0;
  }

  /** Whether it may trap. */
  boolean traps() {
    return (effects & TRAPS) != 0;
  }

  /** Whether it reads a variable. */
  boolean reads(int wanted) {
    if (isVariable()) {
      return variable == wanted;
    }
    for (Node child : children) {
      if (child.reads(wanted)) {
        return true;
      }
    }
    return false;
  }
}
