package dev.heddle.wasm.fuzz;

import static dev.heddle.wasm.fuzz.Type.Plain.I32;

import dev.heddle.wasm.fuzz.Definition.Struct;
import dev.heddle.wasm.fuzz.Heap.Abstract;
import dev.heddle.wasm.fuzz.Heap.Defined;
import dev.heddle.wasm.fuzz.Type.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes what leaves references, casts them, and branches on what they are. */
final class ReferenceInstructions {

  private final ProgramGenerator code;
  private final Random random;
  private final ProgramTypes types;
  private final ObjectInstructions objects;
  private final ExceptionInstructions exceptions;
  private final ReferenceSegments segments;

  ReferenceInstructions(
      ProgramGenerator code,
      ProgramTypes types,
      ObjectInstructions objects,
      ExceptionInstructions exceptions,
      ReferenceSegments segments) {
    this.code = code;
    this.random = code.random;
    this.types = types;
    this.objects = objects;
    this.exceptions = exceptions;
    this.segments = segments;
  }

  private static Reference nullable(Reference type) {
    return new Reference(true, type.heap());
  }

  private static Reference nonNull(Reference type) {
    return new Reference(false, type.heap());
  }

  // ---- Making references

  /** The shortest ways to a reference: null, or a new object that needs little. */
  Node leaf(Reference type, int depth) {
    boolean isDeep = depth > ProgramGenerator.MAX_DEPTH + 2;
    return type.nullable() && (isDeep || random.nextInt(3) == 0)
        ? Node.zero(type)
        : make(type, depth);
  }

  /** A new object of a type; one that is null or traps if there can be none. */
  private Node make(Reference type, int depth) {
    boolean shallow = depth > ProgramGenerator.MAX_DEPTH;
    return switch (type.heap()) {
      case Abstract.ANY ->
          !shallow && random.nextInt(4) == 0
              ? Node.of(
                  new Code().bytes(0xfb, 26),
                  List.of(type),
                  code.expression(new Reference(type.nullable(), Abstract.EXTERN), depth + 1))
              : make(new Reference(false, Abstract.EQ), depth);
      case Abstract.EQ ->
          switch (random.nextInt(shallow ? 1 : 3)) {
            case 0 -> objects.small(depth);
            case 1 -> make(new Reference(false, Abstract.STRUCT), depth);
            default -> make(new Reference(false, Abstract.ARRAY), depth);
          };
      case Abstract.I31 -> objects.small(depth);
      case Abstract.STRUCT, Abstract.ARRAY -> aggregate(type, shallow, depth);
      case Abstract.EXTERN ->
          Node.of(
              new Code().bytes(0xfb, 27),
              List.of(type),
              code.expression(new Reference(type.nullable(), Abstract.ANY), depth + 1));
      case Abstract.FUNC -> function(type);
      case Abstract.EXN -> exceptions.caught(depth);
      case Defined(int index) ->
          types.all.get(index).composite() instanceof Definition.Signature
              ? function(type)
              : aggregate(type, shallow, depth);
      case Abstract.NONE, Abstract.NOFUNC, Abstract.NOEXTERN, Abstract.NOEXN -> Node.zero(type);
    };
  }

  private Node aggregate(Reference type, boolean shallow, int depth) {
    List<Integer> found =
        types
            .indices(definition -> !(definition.composite() instanceof Definition.Signature))
            .stream()
            .filter(index -> types.isBelow(new Defined(index), type.heap()))
            .toList();
    // the first one of a kind does not need others of the kind
    int chosen = shallow ? found.getFirst() : found.get(random.nextInt(found.size()));
    if (shallow && type.heap() instanceof Defined(int index)) {
      chosen = index;
    }
    return types.all.get(chosen).composite() instanceof Struct
        ? objects.newStruct(chosen, depth)
        : objects.newArray(chosen, depth);
  }

  private Node function(Reference type) {
    List<Integer> found = code.functionsOf(type.heap());
    return found.isEmpty()
        ? Node.zero(type)
        : Node.of(
            new Code().bytes(0xd2).unsigned(found.get(random.nextInt(found.size()))),
            List.of(type));
  }

  /** What leaves a reference of a type. */
  Node expression(Reference type, int depth) {
    return switch (random.nextInt(12)) {
      case 0, 1 -> objects.read(type, depth, make(type, depth));
      case 2 -> cast(type, depth);
      case 3 -> branchOnCast(type, depth);
      case 4 ->
          type.nullable()
              ? branchOnNonNull(type, depth)
              : Node.of(
                  new Code().bytes(0xd4),
                  List.of(type),
                  code.expression(nullable(type), depth + 1));
      case 5 -> random.nextBoolean() ? branchOnNonNull(type, depth) : branchOnNull(type, depth);
      case 6 -> segments.get(type, depth, make(type, depth));
      default -> make(type, depth);
    };
  }

  // ---- Casts

  /** A reference as one of a type that is above its own. */
  private Node widened(Node reference, Reference type) {
    int local = code.local(nullable(type));
    return Node.of(new Code().bytes(0x22).unsigned(local), List.of(nullable(type)), reference);
  }

  /** A reference of a type above another, which often is of that, too. */
  private Node wide(Reference type, Reference above, int depth) {
    return random.nextInt(3) == 0
        ? code.expression(above, depth + 1)
        : widened(code.expression(type, depth + 1), above);
  }

  private Node cast(Reference type, int depth) {
    Reference above = new Reference(true, types.above(type.heap()));
    Code head = new Code().bytes(0xfb, type.nullable() ? 23 : 22);
    type.heap().writeTo(head);
    return Node.of(head, List.of(type), wide(type, above, depth));
  }

  /** Whether a reference is of a type. */
  Node test(int depth) {
    Reference type = types.reference();
    Reference above = new Reference(true, types.above(type.heap()));
    if (random.nextInt(6) == 0) {
      return Node.of(new Code().bytes(0xd1), List.of(I32), code.expression(above, depth + 1));
    }
    Code head = new Code().bytes(0xfb, type.nullable() ? 21 : 20);
    type.heap().writeTo(head);
    return Node.of(head, List.of(I32), wide(type, above, depth));
  }

  private static Code castingBranch(int number, int label, Reference from, Reference to) {
    int flags = (from.nullable() ? 1 : 0) + (to.nullable() ? 2 : 0);
    Code head = new Code().bytes(0xfb, number, flags).unsigned(label);
    from.heap().writeTo(head);
    to.heap().writeTo(head);
    return head;
  }

  /** What a reference is if it is not of a type it was tested for. */
  private static Reference rest(Reference from, Reference to) {
    return to.nullable() ? nonNull(from) : from;
  }

  /** A block that is left with a reference if it is of the type, or else makes another. */
  private Node branchOnCast(Reference type, int depth) {
    Reference above = new Reference(true, types.above(type.heap()));
    Code head = new Code().bytes(0x02).type(type);
    code.labels.add(List.of(type));
    List<Node> body = new ArrayList<>();
    if (random.nextBoolean()) {
      Node reference = wide(type, above, depth);
      Node branch =
          Node.of(castingBranch(24, 0, above, type), List.of(rest(above, type)), reference);
      body.add(ProgramGenerator.drop(List.of(branch)));
      body.add(code.expression(type, depth + 1));
    } else {
      // another block around the branch, which it leaves if the cast fails
      Reference rest = rest(above, type);
      code.labels.add(List.of(rest));
      Node reference = wide(type, above, depth);
      Node branch = Node.of(castingBranch(25, 0, above, type), List.of(type), reference);
      Node leave = new Node(new byte[] {0x0c, 1}, List.of(rest), List.of(branch), List.of());
      code.labels.removeLast();
      Node inner = Node.block(new Code().bytes(0x02).type(rest), List.of(rest), List.of(leave));
      body.add(ProgramGenerator.drop(List.of(inner)));
      body.add(code.expression(type, depth + 1));
    }
    code.labels.removeLast();
    return Node.block(head, List.of(type), body);
  }

  // ---- Branches

  private Node branchOnNonNull(Reference type, int depth) {
    code.labels.add(List.of(type));
    Node reference = code.expression(nullable(type), depth + 1);
    Node branch = Node.of(new Code().bytes(0xd6, 0), List.of(), reference);
    Node otherwise = code.expression(type, depth + 1);
    code.labels.removeLast();
    return Node.block(new Code().bytes(0x02).type(type), List.of(type), List.of(branch, otherwise));
  }

  /** Leaves one of the blocks around if it is null. */
  private Node branchOnNull(Reference type, int depth) {
    int label = random.nextInt(code.labels.size());
    List<Type> carried = code.labels.get(code.labels.size() - 1 - label);
    List<Node> operands = new ArrayList<>();
    for (Type each : carried) {
      operands.add(code.expression(each, depth + 1));
    }
    operands.add(code.expression(nullable(type), depth + 1));
    List<Type> left = new ArrayList<>(carried);
    left.add(nonNull(type));
    Node branch =
        new Node(new Code().bytes(0xd5).unsigned(label).toBytes(), left, operands, List.of());
    if (carried.isEmpty()) {
      return branch;
    }
    // keeps the reference, which is above what the branch would have carried
    int local = code.local(nullable(type));
    Node kept = Node.of(new Code().bytes(0x21).unsigned(local), carried, branch);
    Code get = new Code().bytes(0x20).unsigned(local).bytes(0xd4);
    return Node.sequence(
        List.of(ProgramGenerator.drop(List.of(kept)), Node.of(get, List.of(nonNull(type)))));
  }

  /** A branch that a reference decides on, to any of the blocks around. */
  Node branch(int depth) {
    List<Integer> found = new ArrayList<>();
    for (int label = 0; label < code.labels.size(); label++) {
      List<Type> carried = code.labels.get(code.labels.size() - 1 - label);
      if (!carried.isEmpty() && carried.getLast() instanceof Reference) {
        found.add(label);
      }
    }
    if (found.isEmpty() || random.nextInt(3) == 0) {
      return ProgramGenerator.drop(List.of(branchOnNull(types.reference(), depth)));
    }
    int label = found.get(random.nextInt(found.size()));
    List<Type> carried = code.labels.get(code.labels.size() - 1 - label);
    Reference last = (Reference) carried.getLast();
    List<Node> operands = new ArrayList<>();
    for (Type each : carried.subList(0, carried.size() - 1)) {
      operands.add(code.expression(each, depth + 1));
    }
    Reference above = new Reference(true, types.above(last.heap()));
    List<Type> left = new ArrayList<>(carried.subList(0, carried.size() - 1));
    Code head;
    switch (random.nextInt(3)) {
      case 0 -> {
        operands.add(code.expression(nullable(last), depth + 1));
        head = new Code().bytes(0xd6).unsigned(label);
      }
      case 1 -> {
        operands.add(wide(last, above, depth));
        head = castingBranch(24, label, above, last);
        left.add(rest(above, last));
      }
      default -> {
        // what fails the cast is of the label's type, as all of it is
        Reference from = last.nullable() ? last : nonNull(last);
        Reference to = new Reference(false, types.below(last.heap()));
        operands.add(code.expression(from, depth + 1));
        head = castingBranch(25, label, from, to);
        left.add(to);
      }
    }
    return ProgramGenerator.drop(List.of(new Node(head.toBytes(), left, operands, List.of())));
  }
}
