package dev.heddle.wasm.fuzz;

import dev.heddle.wasm.fuzz.Definition.Array;
import dev.heddle.wasm.fuzz.Definition.Field;
import dev.heddle.wasm.fuzz.Definition.Struct;
import dev.heddle.wasm.fuzz.Heap.Abstract;
import dev.heddle.wasm.fuzz.Heap.Defined;
import dev.heddle.wasm.fuzz.Type.Plain;
import dev.heddle.wasm.fuzz.Type.Reference;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Makes constant expressions. Source: core specification, section 3.4.14 (constant expressions).
 */
final class ConstantExpressions {

  private static final int MAX_DEPTH = 3;

  private final Random random;
  private final ProgramTypes types;
  private final Values values;
  private final Function<Heap, List<Integer>> functions;

  /**
   * Makes them for a program.
   *
   * @param functions the functions whose type is below a heap type
   */
  ConstantExpressions(
      Random random, ProgramTypes types, Values values, Function<Heap, List<Integer>> functions) {
    this.random = random;
    this.types = types;
    this.values = values;
    this.functions = functions;
  }

  /** An expression of a type. */
  Node of(Type type) {
    return of(type, 0);
  }

  private Node of(Type type, int depth) {
    return switch (type) {
      case Plain plain -> Node.of(new Code().constant(plain, values.bits(plain)), List.of(plain));
      case Reference(boolean nullable, Heap heap)
          when nullable && (depth > MAX_DEPTH || random.nextInt(3) > 0) ->
          Node.zero(type);
      case Reference(boolean nullable, Heap heap) -> object(nullable, heap, depth + 1);
    };
  }

  private Node object(boolean nullable, Heap heap, int depth) {
    return switch (heap) {
      case Abstract.ANY ->
          random.nextInt(4) == 0
              ? converted(26, Abstract.ANY, new Reference(nullable, Abstract.EXTERN), depth)
              : object(false, Abstract.EQ, depth);
      case Abstract.EQ ->
          random.nextBoolean()
              ? object(false, Abstract.I31, depth)
              : object(false, random.nextBoolean() ? Abstract.STRUCT : Abstract.ARRAY, depth);
      case Abstract.EXTERN ->
          converted(27, Abstract.EXTERN, new Reference(nullable, Abstract.I31), depth);
      case Abstract.I31 ->
          Node.of(
              new Code().bytes(0xfb, 28),
              List.of(new Reference(false, Abstract.I31)),
              of(Plain.I32));
      case Abstract.STRUCT -> first(type -> type instanceof Struct, depth);
      case Abstract.ARRAY -> first(type -> type instanceof Array, depth);
      case Abstract.FUNC -> function(nullable, heap);
      case Defined(int index) ->
          types.all.get(index).composite() instanceof Definition.Signature
              ? function(nullable, heap)
              : aggregate(index, depth);
      case Abstract.EXN, Abstract.NONE, Abstract.NOFUNC, Abstract.NOEXTERN, Abstract.NOEXN ->
          Node.zero(new Reference(nullable, heap));
    };
  }

  private Node converted(int number, Heap to, Reference from, int depth) {
    return Node.of(
        new Code().bytes(0xfb, number),
        List.of(new Reference(from.nullable(), to)),
        of(from, depth));
  }

  private Node first(Function<Definition.Composite, Boolean> property, int depth) {
    return aggregate(
        types.indices(definition -> property.apply(definition.composite())).getFirst(), depth);
  }

  private Node function(boolean nullable, Heap heap) {
    List<Integer> found = functions.apply(heap);
    Reference type = new Reference(nullable, heap);
    return found.isEmpty()
        ? Node.zero(type)
        : Node.of(
            new Code().bytes(0xd2).unsigned(found.get(random.nextInt(found.size()))),
            List.of(type));
  }

  private Node aggregate(int index, int depth) {
    List<Type> result = List.of(new Reference(false, new Defined(index)));
    return switch (types.all.get(index).composite()) {
      case Struct(List<Field> fields) ->
          new Node(
              new Code().bytes(0xfb, 0).unsigned(index).toBytes(),
              result,
              fields.stream().map(field -> of(field.storage().value(), depth)).toList(),
              List.of());
      case Array(Field element) -> {
        int count = random.nextInt(4);
        List<Node> elements =
            IntStream.range(0, count).mapToObj(i -> of(element.storage().value(), depth)).toList();
        yield new Node(
            new Code().bytes(0xfb, 8).unsigned(index).unsigned(count).toBytes(),
            result,
            elements,
            List.of());
      }
      case Definition.Signature signature ->
          throw new IllegalArgumentException("not a structure or array: " + index);
    };
  }
}
