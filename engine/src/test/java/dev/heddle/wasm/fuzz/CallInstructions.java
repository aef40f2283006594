package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.fuzz.Definition.Signature;
import dev.heddle.wasm.fuzz.Heap.Defined;
import dev.heddle.wasm.fuzz.Type.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/** Makes calls: direct ones, through tables and of references; also those that do not return. */
final class CallInstructions {

  private final ProgramGenerator code;
  private final Random random;
  private final ProgramTypes types;
  private final TableInstructions tables;

  CallInstructions(ProgramGenerator code, ProgramTypes types, TableInstructions tables) {
    this.code = code;
    this.random = code.random;
    this.types = types;
    this.tables = tables;
  }

  /** A call of a function. */
  Node call(int function, int depth) {
    int type = typeOf(function);
    return call(function, type, 0x10, signature(type).results(), depth);
  }

  /**
   * A call that takes the place of the function that is being made; nothing if the results of none
   * fit. What is said to be left on the stack is never there.
   */
  List<Node> tailCall(List<Type> claimed, int depth) {
    for (int tries = 0; tries < 4; tries++) {
      OptionalInt callee = code.callee();
      if (callee.isPresent()) {
        int function = callee.getAsInt();
        int type = typeOf(function);
        if (types.areBelow(signature(type).results(), code.labels.getFirst())) {
          return List.of(call(function, type, 0x12, claimed, depth));
        }
      }
    }
    return List.of();
  }

  /** The type of a function, or one above it. */
  private int typeOf(int function) {
    int type = code.functionTypes.get(function);
    while (types.all.get(type).supertype() >= 0 && random.nextInt(3) == 0) {
      type = types.all.get(type).supertype();
    }
    return type;
  }

  private Signature signature(int type) {
    return types.all.get(type).signature();
  }

  private Node call(int function, int type, int opcode, List<Type> leaves, int depth) {
    List<Node> operands = new ArrayList<>();
    // what the function itself takes may be more than what its supertype is called with
    for (Type parameter : signature(type).parameters()) {
      operands.add(code.expression(parameter, depth + 1));
    }
    Code head =
        switch (random.nextInt(6)) {
          case 0 -> {
            int table = tables.choose();
            operands.add(tables.indexOf(function, table, depth + 1));
            yield new Code().bytes(opcode + 1).unsigned(type).unsigned(table);
          }
          case 1 -> {
            operands.add(reference(function, type, depth));
            yield new Code().bytes(opcode == 0x10 ? 0x14 : 0x15).unsigned(type);
          }
          default -> {
            int exact = code.functionTypes.get(function);
            if (exact != type) {
              operands.clear();
              signature(exact)
                  .parameters()
                  .forEach(parameter -> operands.add(code.expression(parameter, depth + 1)));
            }
            yield new Code().bytes(opcode).unsigned(function);
          }
        };
    return new Node(head.toBytes(), leaves, operands, List.of());
  }

  private Node reference(int function, int type, int depth) {
    Reference wanted = new Reference(random.nextInt(8) == 0, new Defined(type));
    return random.nextBoolean()
        ? Node.of(new Code().bytes(0xd2).unsigned(function), List.of(wanted))
        : code.expression(wanted, depth + 1);
  }
}
