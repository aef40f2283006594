package dev.heddle.wasm.fuzz;

import java.util.List;

/**
 * A piece of code that leaves values on the stack: an instruction or several, behind the code of
 * its operands; or a block. It may be replaced by any other that leaves values of the same types.
 *
 * @param head what comes after the operands
 * @param results the types of what is left on the stack
 * @param operands what computes the operands, in order
 * @param bodies none for an instruction; the body of a block or loop; or the parts of an {@code if}
 *     or {@code try}
 * @param joints what comes after each of the bodies
 */
record Node(
    byte[] head,
    List<Type> results,
    List<Node> operands,
    List<List<Node>> bodies,
    List<byte[]> joints) {

  private static final byte[] ELSE = {0x05};
  private static final byte[] END = {0x0b};

  /** An instruction, a block, a loop or an {@code if}. */
  Node(byte[] head, List<Type> results, List<Node> operands, List<List<Node>> bodies) {
    this(head, results, operands, bodies, bodies.size() > 1 ? List.of(ELSE, END) : List.of(END));
  }

  /** An instruction. */
  static Node of(Code head, List<Type> results, Node... operands) {
    return new Node(head.toBytes(), results, List.of(operands), List.of());
  }

  /** A block that takes nothing. */
  static Node block(Code head, List<Type> results, List<Node> body) {
    return new Node(head.toBytes(), results, List.of(), List.of(List.copyOf(body)));
  }

  /** Nodes one after the other, of which only the last may leave something. */
  static Node sequence(List<Node> nodes) {
    return new Node(new byte[0], nodes.getLast().results, List.copyOf(nodes), List.of());
  }

  /** The shortest code that leaves a value of a type. */
  static Node zero(Type type) {
    return of(new Code().constant(type, 0), List.of(type));
  }

  /** The same with other operands. */
  Node withOperands(List<Node> others) {
    return new Node(head, results, others, bodies, joints);
  }

  /** The same with other bodies. */
  Node withBodies(List<List<Node>> others) {
    return new Node(head, results, operands, others, joints);
  }

  /** Appends the binary form. */
  void writeTo(Code code) {
    operands.forEach(operand -> operand.writeTo(code));
    code.bytes(head);
    for (int i = 0; i < bodies.size(); i++) {
      bodies.get(i).forEach(node -> node.writeTo(code));
      code.bytes(joints.get(i));
    }
  }

  /** How many nodes it is made of. */
  int size() {
    return 1 + size(operands) + bodies.stream().mapToInt(Node::size).sum();
  }

  /** How many nodes they are made of. */
  static int size(List<Node> nodes) {
    return nodes.stream().mapToInt(Node::size).sum();
  }
}
