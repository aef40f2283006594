package dev.heddle.wasm.fuzz;

import static dev.heddle.wasm.fuzz.Type.Plain.I32;
import static dev.heddle.wasm.fuzz.Type.Plain.I64;
import static dev.heddle.wasm.fuzz.Type.Reference.FUNCREF;

import dev.heddle.wasm.fuzz.Type.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes the instructions on tables. */
final class TableInstructions {

  private final ProgramGenerator code;
  private final Random random;
  private final List<TableDefinition> tables;

  TableInstructions(ProgramGenerator code, List<TableDefinition> tables) {
    this.code = code;
    this.random = code.random;
    this.tables = tables;
  }

  /** Chooses tables for a program. */
  static List<TableDefinition> definitions(Random random, int functions) {
    List<TableDefinition> tables = new ArrayList<>();
    do {
      List<Integer> elements = new ArrayList<>();
      for (int i = 4 + random.nextInt(5); i > 0; i--) {
        elements.add(random.nextInt(8) == 0 ? -1 : random.nextInt(functions));
      }
      tables.add(new TableDefinition(random.nextInt(3) == 0, List.copyOf(elements)));
    } while (tables.size() < 3 && random.nextInt(3) == 0);
    return List.copyOf(tables);
  }

  /** The index of a table. */
  int choose() {
    return random.nextInt(tables.size());
  }

  /** The index of an element, most of the time. */
  Node index(int table, int depth) {
    return code.small(tables.get(table).address(), depth, 5);
  }

  /** The index of a function in a table, most of the time and if it is there. */
  Node indexOf(int function, int table, int depth) {
    TableDefinition definition = tables.get(table);
    int found = definition.elements().indexOf(function);
    return found < 0 || random.nextInt(16) == 0
        ? index(table, depth)
        : Node.of(new Code().constant(definition.address(), found), List.of(definition.address()));
  }

  /** An element. */
  Node get(int depth) {
    int table = choose();
    return Node.of(new Code().bytes(0x25).unsigned(table), List.of(FUNCREF), index(table, depth));
  }

  /** The size of a table, which may grow. */
  Node size(Plain type, int depth) {
    int table = choose();
    Plain address = tables.get(table).address();
    Node size =
        random.nextBoolean()
            ? Node.of(new Code().bytes(0xfc, 16).unsigned(table), List.of(address))
            : Node.of(
                new Code().bytes(0xfc, 15).unsigned(table),
                List.of(address),
                code.expression(FUNCREF, depth + 1),
                code.small(address, depth + 1, 3));
    return code.converted(size, type);
  }

  /** Something that changes elements. */
  Node statement(int depth) {
    int table = choose();
    Plain address = tables.get(table).address();
    return switch (random.nextInt(10)) {
      case 0 -> Node.of(new Code().bytes(0xfc, 13).unsigned(segment(table)), List.of());
      case 1, 2, 3 ->
          Node.of(
              new Code().bytes(0x26).unsigned(table),
              List.of(),
              index(table, depth),
              code.expression(FUNCREF, depth));
      case 4, 5 -> {
        int source = choose();
        Plain other = tables.get(source).address();
        yield Node.of(
            new Code().bytes(0xfc, 14).unsigned(table).unsigned(source),
            List.of(),
            index(table, depth),
            index(source, depth),
            code.small(address == I64 && other == I64 ? I64 : I32, depth, 4));
      }
      case 6, 7 ->
          Node.of(
              new Code().bytes(0xfc, 12).unsigned(segment(table)).unsigned(table),
              List.of(),
              index(table, depth),
              code.small(I32, depth, 5),
              code.small(I32, depth, 4));
      default ->
          Node.of(
              new Code().bytes(0xfc, 17).unsigned(table),
              List.of(),
              index(table, depth),
              code.expression(FUNCREF, depth),
              code.small(address, depth, 4));
    };
  }

  private int segment(int table) {
    return TableDefinition.passiveSegment(random.nextInt(3) == 0 ? choose() : table);
  }
}
