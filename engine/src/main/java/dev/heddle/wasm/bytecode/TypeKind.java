package dev.heddle.wasm.bytecode;

/** How the JVM has a value: what its instructions tell apart. */
public enum TypeKind {
  INT(1, 0),
  LONG(2, 1),
  FLOAT(1, 2),
  DOUBLE(2, 3),
  REFERENCE(1, 4),
  VOID(0, 5);

  private final int slots;

  /** What is added to the opcode of a load, a store or a return of an int. */
  final int offset;

  TypeKind(int slots, int offset) {
    this.slots = slots;
    this.offset = offset;
  }

  /** How many places a value takes among local variables, and on the operand stack. */
  public int slotSize() {
    return slots;
  }

  /** That of the type whose descriptor begins at a place of a descriptor. */
  public static TypeKind at(String descriptor, int place) {
    return switch (descriptor.charAt(place)) {
      case 'J' -> LONG;
      case 'F' -> FLOAT;
      case 'D' -> DOUBLE;
      case 'V' -> VOID;
      case 'L', '[' -> REFERENCE;
      default -> INT;
    };
  }

  /** That of what a method with a descriptor returns. */
  public static TypeKind ofResult(String method) {
    return at(method, method.indexOf(')') + 1);
  }
}
