package dev.heddle.wasm.fuzz;

import static dev.heddle.wasm.fuzz.Type.Plain.I32;

import dev.heddle.wasm.fuzz.Definition.Array;
import dev.heddle.wasm.fuzz.Definition.Field;
import dev.heddle.wasm.fuzz.Definition.Struct;
import dev.heddle.wasm.fuzz.Heap.Abstract;
import dev.heddle.wasm.fuzz.Heap.Defined;
import dev.heddle.wasm.fuzz.Storage.Packed;
import dev.heddle.wasm.fuzz.Type.Plain;
import dev.heddle.wasm.fuzz.Type.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** Makes structures, arrays and 31-bit integers, and the instructions on them. */
final class ObjectInstructions {

  /** A field of a structure, or the elements of an array. */
  private record Place(int type, int field, Field content) {

    static final int ELEMENTS = -1;

    boolean isElement() {
      return field == ELEMENTS;
    }

    boolean isPacked() {
      return content.storage() instanceof Packed;
    }
  }

  private final ProgramGenerator code;
  private final Random random;
  private final ProgramTypes types;
  private final ReferenceSegments segments;

  ObjectInstructions(ProgramGenerator code, ProgramTypes types, ReferenceSegments segments) {
    this.code = code;
    this.random = code.random;
    this.types = types;
    this.segments = segments;
  }

  private static Code gc(int number) {
    return new Code().bytes(0xfb).unsigned(number);
  }

  private static Reference to(int type) {
    return new Reference(false, new Defined(type));
  }

  /** An object of a defined type, which is null seldom. */
  private Node object(int type, int depth) {
    return code.expression(new Reference(random.nextInt(12) == 0, new Defined(type)), depth + 1);
  }

  private Node index(int depth) {
    return code.small(I32, depth + 1, 4);
  }

  private List<Place> places(Predicate<Place> property) {
    List<Place> places = new ArrayList<>();
    for (int type = 0; type < types.all.size(); type++) {
      switch (types.all.get(type).composite()) {
        case Struct(List<Field> fields) -> {
          for (int i = 0; i < fields.size(); i++) {
            places.add(new Place(type, i, fields.get(i)));
          }
        }
        case Array(Field element) -> places.add(new Place(type, Place.ELEMENTS, element));
        case Definition.Signature signature -> {}
      }
    }
    return places.stream().filter(property).toList();
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  // ---- Making objects

  /** A structure. */
  Node newStruct(int type, int depth) {
    List<Field> fields = ((Struct) types.all.get(type).composite()).fields();
    boolean hasDefault = fields.stream().allMatch(field -> field.storage().value().hasDefault());
    if (hasDefault && random.nextInt(depth > ProgramGenerator.MAX_DEPTH ? 2 : 6) == 0) {
      return Node.of(gc(1).unsigned(type), List.of(to(type)));
    }
    List<Node> operands = fields.stream().map(field -> content(field, depth)).toList();
    return new Node(gc(0).unsigned(type).toBytes(), List.of(to(type)), operands, List.of());
  }

  private Node content(Field field, int depth) {
    Type type = field.storage().value();
    return code.visible(type, code.expression(type, depth + 1));
  }

  /** An array. */
  Node newArray(int type, int depth) {
    Field element = ((Array) types.all.get(type).composite()).element();
    Type value = element.storage().value();
    int segment = segments.ofType(element.storage());
    int choice = random.nextInt(depth > ProgramGenerator.MAX_DEPTH ? 4 : 7);
    if (choice < 2 && value.hasDefault()) {
      return Node.of(gc(7).unsigned(type), List.of(to(type)), length(depth));
    }
    if (choice == 4) {
      return Node.of(
          gc(6).unsigned(type), List.of(to(type)), content(element, depth), length(depth));
    }
    if (choice > 4 && segment >= 0) {
      return Node.of(
          gc(value instanceof Plain ? 9 : 10).unsigned(type).unsigned(segment),
          List.of(to(type)),
          code.small(I32, depth + 1, 3),
          code.small(I32, depth + 1, 4));
    }
    List<Node> operands = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      operands.add(content(element, depth));
    }
    Code head = gc(8).unsigned(type).unsigned(operands.size());
    return new Node(head.toBytes(), List.of(to(type)), operands, List.of());
  }

  private Node length(int depth) {
    return code.small(I32, depth + 1, random.nextInt(20) == 0 ? 100 : 8);
  }

  /** A 31-bit integer. */
  Node small(int depth) {
    return Node.of(
        gc(28), List.of(new Reference(false, Abstract.I31)), code.expression(I32, depth + 1));
  }

  // ---- Reading

  /** A field or element that may be of a reference type, or {@code otherwise}. */
  Node read(Reference type, int depth, Node otherwise) {
    List<Place> found =
        places(place ->
            place.content.storage() instanceof Reference kept && types.isBelow(kept, type));
    return found.isEmpty() ? otherwise : read(one(found), depth);
  }

  private Node read(Place place, int depth) {
    int number = (place.isElement() ? 11 : 2) + (place.isPacked() ? 1 + random.nextInt(2) : 0);
    Code head = gc(number).unsigned(place.type);
    List<Type> results = List.of(place.content.storage().value());
    return place.isElement()
        ? Node.of(head, results, object(place.type, depth), index(depth))
        : Node.of(head.unsigned(place.field), results, object(place.type, depth));
  }

  /** A number that comes from an object, or nothing if there is no such place. */
  List<Node> number(Plain type, int depth) {
    if (type == I32 && random.nextBoolean()) {
      return List.of(about(depth));
    }
    List<Place> found = places(place -> place.content.storage().value().equals(type));
    return found.isEmpty() ? List.of() : List.of(read(one(found), depth));
  }

  private Node about(int depth) {
    return switch (random.nextInt(3)) {
      case 0 -> {
        Node reference =
            code.expression(new Reference(random.nextInt(8) == 0, Abstract.I31), depth + 1);
        yield Node.of(gc(29 + random.nextInt(2)), List.of(I32), reference);
      }
      case 1 -> {
        Node array =
            code.expression(
                new Reference(random.nextInt(8) == 0, types.below(Abstract.ARRAY)), depth + 1);
        yield Node.of(gc(15), List.of(I32), array);
      }
      default -> same(depth);
    };
  }

  private Node same(int depth) {
    Reference type = new Reference(random.nextBoolean(), types.below(Abstract.EQ));
    Node left = code.expression(type, depth + 1);
    if (random.nextBoolean()) {
      int local = code.local(new Reference(true, Abstract.EQ));
      Node tee = Node.of(new Code().bytes(0x22).unsigned(local), left.results(), left);
      Node get = Node.of(new Code().bytes(0x20).unsigned(local), left.results());
      return Node.of(new Code().bytes(0xd3), List.of(I32), tee, get);
    }
    Node right = code.expression(new Reference(true, Abstract.EQ), depth + 1);
    return Node.of(new Code().bytes(0xd3), List.of(I32), left, right);
  }

  // ---- Writing

  /** Something that changes an object, or nothing if there is none that can be changed. */
  List<Node> statement(int depth) {
    List<Place> found = places(place -> place.content.mutable());
    if (found.isEmpty()) {
      return List.of();
    }
    Place place = one(found);
    Node object = object(place.type, depth);
    Node value = content(place.content, depth);
    if (!place.isElement()) {
      return List.of(
          Node.of(gc(5).unsigned(place.type).unsigned(place.field), List.of(), object, value));
    }
    int segment = segments.ofType(place.content.storage());
    List<Node> operands = new ArrayList<>(List.of(object, index(depth)));
    Code head;
    int choice = random.nextInt(6);
    if (choice < 2) {
      head = gc(14).unsigned(place.type);
      operands.add(value);
    } else if (choice == 2) {
      head = gc(16).unsigned(place.type);
      operands.addAll(List.of(value, index(depth)));
    } else if (choice < 5 && segment >= 0) {
      boolean ofData = !(place.content.storage() instanceof Reference);
      head = gc(ofData ? 18 : 19).unsigned(place.type).unsigned(segment);
      operands.addAll(List.of(index(depth), index(depth)));
    } else {
      return List.of(copy(place, object, depth));
    }
    return List.of(new Node(head.toBytes(), List.of(), operands, List.of()));
  }

  private Node copy(Place place, Node target, int depth) {
    Storage storage = place.content.storage();
    List<Place> sources =
        places(source ->
            source.isElement()
                && (storage instanceof Reference wanted
                        && source.content.storage() instanceof Reference kept
                    ? types.isBelow(kept, wanted)
                    : source.content.storage().equals(storage)));
    Place source = one(sources);
    int kept = code.local(new Reference(true, new Defined(place.type)));
    boolean overlaps = source.type == place.type && random.nextBoolean();
    Node to =
        overlaps
            ? Node.of(new Code().bytes(0x22).unsigned(kept), target.results(), target)
            : target;
    Node from =
        overlaps
            ? Node.of(new Code().bytes(0x20).unsigned(kept), target.results())
            : object(source.type, depth);
    return Node.of(
        gc(17).unsigned(place.type).unsigned(source.type),
        List.of(),
        to,
        index(depth),
        from,
        index(depth),
        index(depth));
  }
}
