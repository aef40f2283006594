package dev.heddle.wasm.fuzz;

import java.util.List;

/**
 * A piece of code that leaves values on the stack: an instruction or several, behind the code of
 * its operands; or a block. It may be replaced by any other that leaves values of the same types.
 *
 * @param head what comes after the operands
 * @param results the types of what is left on the stack
 * @param operands what computes the operands, in order
 * @param bodies none for an instruction; the body of a block or loop; or the two of an {@code if}
 */
record Node(byte[] head, List<Type> results, List<Node> operands, List<List<Node>> bodies) {

  /** An instruction. */
  static Node of(Code head, List<Type> results, Node... operands) {
    return new Node(head.toBytes(), results, List.of(operands), List.of());
  }

  /** The shortest code that leaves a value of a type. */
  static Node zero(Type type) {
    return of(new Code().constant(type, 0), List.of(type));
  }

  /** Appends the binary form. */
  void writeTo(Code code) {
    operands.forEach(operand -> operand.writeTo(code));
    code.bytes(head);
    if (!bodies.isEmpty()) {
      bodies.getFirst().forEach(node -> node.writeTo(code));
      if (bodies.size() > 1) {
        code.bytes(0x05);
        bodies.getLast().forEach(node -> node.writeTo(code));
      }
      code.bytes(0x0b);
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
