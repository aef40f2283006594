package dev.heddle.wasm.fuzz;

import static dev.heddle.wasm.fuzz.Type.Plain.I32;

import dev.heddle.wasm.fuzz.Type.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Tables of references of any type, each with a passive segment of the same, and the instructions
 * on them. They come behind the tables of functions.
 */
final class ReferenceSegments {

  /**
   * A table.
   *
   * @param type the type of its elements
   * @param initial the constant expression of all elements, for a type without null
   * @param elements the constant expressions of its segment
   */
  record Table(Reference type, Node initial, List<Node> elements) {

    /** How many elements it has, and how many it may have. */
    private static final int SIZE = 5;

    private static final int MAXIMUM = 9;

    /** Appends its entry of the table section. */
    void writeTo(Code code) {
      boolean explicit = !type.nullable() || initial.head()[0] != (byte) 0xd0;
      if (explicit) {
        code.bytes(0x40, 0);
      }
      code.type(type).bytes(1, SIZE, MAXIMUM);
      if (explicit) {
        initial.writeTo(code);
        code.bytes(0x0b);
      }
    }

    /** Appends its passive segment. */
    void writeElements(Code code) {
      code.bytes(5).type(type).unsigned(elements.size());
      for (Node element : elements) {
        element.writeTo(code);
        code.bytes(0x0b);
      }
    }
  }

  private final ProgramGenerator code;
  private final Random random;
  private final ProgramTypes types;
  private final int firstTable;
  private final int firstSegment;
  private final int dataSegments;

  /** The tables. */
  final List<Table> tables = new ArrayList<>();

  /**
   * Tables chosen by chance.
   *
   * @param tablesBefore how many tables come before, each with two segments
   * @param memories how many memories there are, each with two segments
   */
  ReferenceSegments(
      ProgramGenerator code,
      ProgramTypes types,
      ConstantExpressions constants,
      int tablesBefore,
      int memories) {
    this.code = code;
    this.random = code.random;
    this.types = types;
    firstTable = tablesBefore;
    firstSegment = 2 * tablesBefore;
    dataSegments = 2 * memories;
    for (int i = random.nextInt(4); i > 0; i--) {
      Reference type = elements(types.reference());
      List<Node> elements = IntStream.range(0, 5).mapToObj(element -> constants.of(type)).toList();
      tables.add(new Table(type, constants.of(type), elements));
    }
  }

  /** The type of the elements of some array, or another if there is none of references. */
  private Reference elements(Reference otherwise) {
    List<Reference> found =
        types.all.stream()
            .filter(type -> type.composite() instanceof Definition.Array)
            .map(type -> ((Definition.Array) type.composite()).element().storage())
            .filter(Reference.class::isInstance)
            .map(Reference.class::cast)
            .toList();
    return found.isEmpty() || random.nextBoolean()
        ? otherwise
        : found.get(random.nextInt(found.size()));
  }

  private List<Integer> tablesBelow(Reference type) {
    return IntStream.range(0, tables.size())
        .filter(i -> types.isBelow(tables.get(i).type, type))
        .boxed()
        .toList();
  }

  /** The index of a segment that an array of such elements can be made of, or -1. */
  int ofType(Storage storage) {
    if (!(storage instanceof Reference type)) {
      return random.nextInt(dataSegments);
    }
    List<Integer> found = tablesBelow(type);
    return found.isEmpty() ? -1 : firstSegment + found.get(random.nextInt(found.size()));
  }

  /** An element that is of a type, or {@code otherwise}. */
  Node get(Reference type, int depth, Node otherwise) {
    List<Integer> found = tablesBelow(type);
    if (found.isEmpty()) {
      return otherwise;
    }
    int table = firstTable + found.get(random.nextInt(found.size()));
    return Node.of(new Code().bytes(0x25).unsigned(table), List.of(type), index(depth));
  }

  private Node index(int depth) {
    return code.small(I32, depth + 1, Table.SIZE);
  }

  /** Something that changes elements, or nothing if there is no table. */
  List<Node> statement(int depth) {
    if (tables.isEmpty()) {
      return List.of();
    }
    int chosen = random.nextInt(tables.size());
    int table = firstTable + chosen;
    Reference type = tables.get(chosen).type;
    List<Integer> sources = tablesBelow(type);
    int source = sources.get(random.nextInt(sources.size()));
    return List.of(
        switch (random.nextInt(8)) {
          case 0, 1, 2 ->
              Node.of(
                  new Code().bytes(0x26).unsigned(table),
                  List.of(),
                  index(depth),
                  code.expression(type, depth));
          case 3 ->
              ranged(
                  new Code().bytes(0xfc, 14).unsigned(table).unsigned(firstTable + source),
                  depth,
                  index(depth));
          case 4 ->
              ranged(
                  new Code().bytes(0xfc, 12).unsigned(firstSegment + source).unsigned(table),
                  depth,
                  index(depth));
          case 5 ->
              ranged(
                  new Code().bytes(0xfc, 17).unsigned(table), depth, code.expression(type, depth));
          case 6 ->
              ProgramGenerator.drop(
                  List.of(
                      Node.of(
                          new Code().bytes(0xfc, 15).unsigned(table),
                          List.of(I32),
                          code.expression(type, depth),
                          code.small(I32, depth, 3))));
          default ->
              random.nextInt(8) == 0
                  ? Node.of(new Code().bytes(0xfc, 13).unsigned(firstSegment + source), List.of())
                  : ProgramGenerator.drop(
                      List.of(Node.of(new Code().bytes(0xfc, 16).unsigned(table), List.of(I32))));
        });
  }

  private Node ranged(Code head, int depth, Node second) {
    return Node.of(head, List.of(), index(depth), second, code.small(I32, depth, 3));
  }
}
