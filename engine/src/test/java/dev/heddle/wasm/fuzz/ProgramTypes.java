package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.fuzz.Definition.Array;
import dev.heddle.wasm.fuzz.Definition.Composite;
import dev.heddle.wasm.fuzz.Definition.Field;
import dev.heddle.wasm.fuzz.Definition.Signature;
import dev.heddle.wasm.fuzz.Definition.Struct;
import dev.heddle.wasm.fuzz.Heap.Abstract;
import dev.heddle.wasm.fuzz.Heap.Defined;
import dev.heddle.wasm.fuzz.Storage.Packed;
import dev.heddle.wasm.fuzz.Type.Plain;
import dev.heddle.wasm.fuzz.Type.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The types that a program defines, chosen by chance: groups of structures, arrays and functions,
 * some below others and some the same as others; and, as they are needed, types of functions and
 * blocks.
 *
 * <p>References that are never null only go to types that come before, so that an object of every
 * type can be made.
 */
final class ProgramTypes {

  private static final Abstract[] COMMON = {
    Abstract.FUNC,
    Abstract.EXTERN,
    Abstract.ANY,
    Abstract.ANY,
    Abstract.EQ,
    Abstract.EQ,
    Abstract.I31,
    Abstract.STRUCT,
    Abstract.ARRAY,
    Abstract.EXN
  };
  private static final Abstract[] BOTTOMS = {
    Abstract.NONE, Abstract.NOFUNC, Abstract.NOEXTERN, Abstract.NOEXN
  };

  /** All types; some more may be added at the end. */
  final List<Definition> all = new ArrayList<>();

  private final Random random;
  private final boolean isRich;

  /** For types that are the same as an earlier one: the earlier one. */
  private final Map<Integer, Integer> earlier = new HashMap<>();

  /**
   * Types chosen by chance.
   *
   * @param isRich whether references abound
   */
  ProgramTypes(Random random, boolean isRich) {
    this.random = random;
    this.isRich = isRich;
    List<Integer> starts = new ArrayList<>();
    int groups = 2 + random.nextInt(4);
    for (int group = 0; group < groups; group++) {
      int start = all.size();
      if (group > 1 && random.nextInt(4) == 0) {
        repeat(starts.get(random.nextInt(starts.size())), group);
      } else {
        int size = 1 + random.nextInt(3);
        for (int i = 0; i < size; i++) {
          // one structure and one array there must be
          int kind = group < 2 && i == 0 ? group : random.nextInt(5);
          all.add(definition(kind, start + size, group));
        }
      }
      starts.add(start);
    }
  }

  // ---- Making types

  private Definition definition(int kind, int end, int group) {
    List<Integer> open =
        indices(type ->
            type.open()
                && switch (type.composite()) {
                  case Struct struct -> kind == 0;
                  case Array array -> kind == 1;
                  case Signature signature -> kind == 4;
                });

    int supertype =
        open.isEmpty() || random.nextInt(3) == 0 ? -1 : open.get(random.nextInt(open.size()));
    Composite composite =
        switch (kind) {
          case 0, 2 -> struct(kind == 0 ? supertype : -1, end);
          case 1, 3 -> array(kind == 1 ? supertype : -1, end);
          default -> function(supertype);
        };
    boolean hasSupertype = kind != 2 && kind != 3;
    return new Definition(composite, random.nextInt(3) > 0, hasSupertype ? supertype : -1, group);
  }

  private Struct struct(int supertype, int end) {
    List<Field> fields = new ArrayList<>();
    if (supertype >= 0) {
      ((Struct) all.get(supertype).composite())
          .fields()
          .forEach(field -> fields.add(narrowed(field)));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      fields.add(field(end));
    }
    return new Struct(List.copyOf(fields));
  }

  private Array array(int supertype, int end) {
    return new Array(
        supertype >= 0 ? narrowed(((Array) all.get(supertype).composite()).element()) : field(end));
  }

  private Signature function(int supertype) {
    if (supertype < 0) {
      return new Signature(some(3), some(2));
    }
    Signature above = all.get(supertype).signature();
    return new Signature(
        above.parameters().stream()
            .map(type ->
                type instanceof Reference(boolean nullable, Heap heap)
                    ? new Reference(true, above(heap))
                    : type)
            .toList(),
        above.results().stream()
            .map(type ->
                type instanceof Reference(boolean nullable, Heap heap)
                    ? new Reference(nullable, below(heap))
                    : type)
            .toList());
  }

  private Field field(int end) {
    Storage storage =
        switch (random.nextInt(8)) {
          case 0 -> Packed.I8;
          case 1 -> Packed.I16;
          case 2, 3, 4 -> plain();
          default ->
              random.nextInt(3) == 0
                  ? new Reference(true, new Defined(random.nextInt(end)))
                  : reference();
        };
    return new Field(storage, random.nextInt(3) > 0);
  }

  private Field narrowed(Field field) {
    return !field.mutable()
            && random.nextBoolean()
            && field.storage() instanceof Reference(boolean nullable, Heap heap)
        ? new Field(new Reference(nullable, below(heap)), false)
        : field;
  }

  /** Adds the types of a group once more, so that there are two names for the same ones. */
  private void repeat(int start, int group) {
    int by = all.size() - start;
    int end = start;
    while (end < all.size() && all.get(end).group() == all.get(start).group()) {
      end++;
    }
    for (Definition type : List.copyOf(all.subList(start, end))) {
      int supertype = type.supertype() >= start ? type.supertype() + by : type.supertype();
      earlier.put(all.size(), same(all.size() - by));
      all.add(new Definition(moved(type.composite(), start, by), type.open(), supertype, group));
    }
  }

  private static Composite moved(Composite composite, int start, int by) {
    return switch (composite) {
      case Signature(List<Type> parameters, List<Type> results) ->
          new Signature(
              parameters.stream().map(type -> (Type) moved(type, start, by)).toList(),
              results.stream().map(type -> (Type) moved(type, start, by)).toList());
      case Struct(List<Field> fields) ->
          new Struct(fields.stream().map(field -> moved(field, start, by)).toList());
      case Array(Field element) -> new Array(moved(element, start, by));
    };
  }

  private static Field moved(Field field, int start, int by) {
    return new Field(moved(field.storage(), start, by), field.mutable());
  }

  private static Storage moved(Storage type, int start, int by) {
    return type instanceof Reference(boolean nullable, Defined(int index)) && index >= start
        ? new Reference(nullable, new Defined(index + by))
        : type;
  }

  /** The index of the type of functions or blocks, which is added if it is not there yet. */
  int signature(List<Type> takes, List<Type> leaves) {
    Definition definition = Definition.of(new Signature(takes, leaves));
    int found = all.indexOf(definition);
    if (found < 0) {
      all.add(definition);
      found = all.size() - 1;
    }
    return found;
  }

  // ---- Choosing types

  /** A type of numbers or vectors. */
  Plain plain() {
    return Plain.values()[random.nextInt(Plain.values().length)];
  }

  /** A type of references, to types that are there already. */
  Reference reference() {
    if (random.nextInt(24) == 0) {
      return new Reference(true, BOTTOMS[random.nextInt(BOTTOMS.length)]);
    }
    Heap heap =
        random.nextBoolean() || all.isEmpty()
            ? COMMON[random.nextInt(COMMON.length)]
            : new Defined(random.nextInt(all.size()));
    return new Reference(random.nextInt(3) > 0 || !isSureToHaveObjects(heap), heap);
  }

  private boolean isSureToHaveObjects(Heap heap) {
    return switch (heap) {
      case Defined(int index) -> !(all.get(index).composite() instanceof Signature);
      case Abstract.STRUCT -> !indices(type -> type.composite() instanceof Struct).isEmpty();
      case Abstract.ARRAY -> !indices(type -> type.composite() instanceof Array).isEmpty();
      // there are exceptions, but no constant ones
      case Abstract.EXN -> false;
      default -> true;
    };
  }

  /** Any type. */
  Type any() {
    return random.nextInt(isRich ? 3 : 20) == 0 ? reference() : plain();
  }

  /** At most so many types. */
  List<Type> some(int most) {
    return IntStream.range(0, random.nextInt(most + 1)).mapToObj(i -> any()).toList();
  }

  /** The indices of the types that have a property. */
  List<Integer> indices(Predicate<Definition> property) {
    return IntStream.range(0, all.size()).filter(i -> property.test(all.get(i))).boxed().toList();
  }

  /** One of the indices of the types that have a property and are below a heap type, or -1. */
  int choose(Heap heap, Predicate<Definition> property) {
    List<Integer> found =
        indices(property).stream().filter(index -> isBelow(new Defined(index), heap)).toList();
    return found.isEmpty() ? -1 : found.get(random.nextInt(found.size()));
  }

  /** A heap type that is below another, or the same; there are objects of it if of that. */
  Heap below(Heap heap) {
    if (random.nextBoolean()) {
      int chosen = choose(heap, type -> !(type.composite() instanceof Signature));
      if (chosen >= 0) {
        return new Defined(chosen);
      }
    }
    return heap;
  }

  /** A heap type that is above another, or the same. */
  Heap above(Heap heap) {
    List<Heap> found = new ArrayList<>();
    for (Abstract common : COMMON) {
      if (isBelow(heap, common)) {
        found.add(common);
      }
    }
    for (int i = 0; i < all.size(); i++) {
      if (isBelow(heap, new Defined(i))) {
        found.add(new Defined(i));
      }
    }
    return found.get(random.nextInt(found.size()));
  }

  // ---- Subtyping

  private int same(int index) {
    return earlier.getOrDefault(index, index);
  }

  /** Whether a type is below another, or the same. */
  boolean isBelow(Type type, Type other) {
    return type instanceof Reference(boolean nullable, Heap heap)
            && other instanceof Reference(boolean otherNullable, Heap otherHeap)
        ? (otherNullable || !nullable) && isBelow(heap, otherHeap)
        : type.equals(other);
  }

  /** Whether all types are below those in the same places. */
  boolean areBelow(List<Type> types, List<Type> others) {
    boolean below = types.size() == others.size();
    for (int i = 0; below && i < types.size(); i++) {
      below = isBelow(types.get(i), others.get(i));
    }
    return below;
  }

  /** Whether a heap type is below another, or the same. */
  boolean isBelow(Heap heap, Heap other) {
    if (heap instanceof Defined(int index)) {
      if (other instanceof Defined(int otherIndex)) {
        int supertype = all.get(index).supertype();
        return same(index) == same(otherIndex)
            || supertype >= 0 && isBelow(new Defined(supertype), other);
      }
      return isBelow(kind(all.get(index)), other);
    }
    if (other instanceof Defined(int index)) {
      Abstract kind = kind(all.get(index));
      return heap == (kind == Abstract.FUNC ? Abstract.NOFUNC : Abstract.NONE);
    }
    return heap == other
        || switch ((Abstract) heap) {
          case NONE ->
              other == Abstract.I31
                  || other == Abstract.STRUCT
                  || other == Abstract.ARRAY
                  || isBelow(Abstract.EQ, other);
          case I31, STRUCT, ARRAY -> isBelow(Abstract.EQ, other);
          case EQ -> other == Abstract.ANY;
          case NOFUNC -> other == Abstract.FUNC;
          case NOEXTERN -> other == Abstract.EXTERN;
          case NOEXN -> other == Abstract.EXN;
          case FUNC, EXTERN, ANY, EXN -> false;
        };
  }

  private static Abstract kind(Definition type) {
    return switch (type.composite()) {
      case Signature signature -> Abstract.FUNC;
      case Struct struct -> Abstract.STRUCT;
      case Array array -> Abstract.ARRAY;
    };
  }
}
