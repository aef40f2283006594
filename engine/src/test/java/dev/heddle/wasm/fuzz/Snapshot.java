package dev.heddle.wasm.fuzz;

import static java.util.stream.Collectors.joining;

import dev.heddle.wasm.I31;
import dev.heddle.wasm.Tag;
import dev.heddle.wasm.TaggedException;
import dev.heddle.wasm.WasmArray;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmStruct;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.StructType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Values, and the objects that can be reached from them, written down so that what the engine and
 * what the reference evaluator have made gives the same text. Objects are numbered as they are met,
 * so that it shows which are the same one, and circles end.
 */
final class Snapshot {

  private final ReferenceTypes types;
  private final ToIntFunction<DefinedType> typeIndex;
  private final ToIntFunction<Tag> tagIndex;
  private final Map<Object, Integer> numbers = new IdentityHashMap<>();
  private final List<Object> met = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  /**
   * A snapshot without any values.
   *
   * @param types the types of the evaluator's objects
   * @param typeIndex the first index of the type of one of the engine's objects
   * @param tagIndex the index of the tag of one of the engine's exceptions
   */
  Snapshot(
      ReferenceTypes types, ToIntFunction<DefinedType> typeIndex, ToIntFunction<Tag> tagIndex) {
    this.types = types;
    this.typeIndex = typeIndex;
    this.tagIndex = tagIndex;
  }

  /** Adds values under a name. */
  void add(String name, Stream<? extends @Nullable Object> values) {
    lines.add(name + ": " + list(values));
  }

  /** Adds what can be reached from the values. */
  void follow() {
    for (int i = 0; i < met.size(); i++) {
      lines.add("#" + i + ": " + content(met.get(i)));
    }
  }

  /** The first line that is another in a snapshot of the other side. */
  Optional<String> difference(Snapshot found) {
    return IntStream.range(0, Math.min(lines.size(), found.lines.size()))
        .filter(i -> !lines.get(i).equals(found.lines.get(i)))
        .mapToObj(i -> "expected " + lines.get(i) + ", found " + found.lines.get(i))
        .findFirst();
  }

  private String list(Stream<? extends @Nullable Object> values) {
    return values.map(this::text).collect(joining(", ", "[", "]"));
  }

  private String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case WasmStruct object -> number(object);
      case WasmArray object -> number(object);
      case TaggedException object -> number(object);
      case ReferenceObject.Aggregate object -> number(object);
      case ReferenceObject.Exception object -> number(object);
      case WasmFunction function -> "function " + function.name();
      case ReferenceObject.Function function -> "function f" + function.index();
      case I31 small -> "i31 " + small.value();
      case ReferenceObject.Small small -> "i31 " + small.value();
      case ReferenceObject.External external -> text(external.internal());
      case ReferenceObject.Host host -> text(host.object());
      case Number number -> number.getClass().getSimpleName() + " " + number;
      default -> value.toString();
    };
  }

  private String number(Object object) {
    Integer known = numbers.get(object);
    if (known != null) {
      return "#" + known;
    }
    numbers.put(object, met.size());
    met.add(object);
    return "#" + numbers.get(object);
  }

  private String content(Object object) {
    return switch (object) {
      case ReferenceObject.Aggregate aggregate ->
          "type " + types.first(aggregate.type) + " " + list(Arrays.stream(aggregate.fields));
      case WasmStruct struct -> {
        int fields = ((StructType) struct.type().composite()).fields().size();
        yield "type "
            + typeIndex.applyAsInt(struct.type())
            + " "
            + list(IntStream.range(0, fields).mapToObj(struct::get));
      }
      case WasmArray array ->
          "type "
              + typeIndex.applyAsInt(array.type())
              + " "
              + list(IntStream.range(0, array.length()).mapToObj(array::get));
      case ReferenceObject.Exception exception ->
          "tag " + exception.tag + " " + list(exception.payload.stream());
      case TaggedException exception ->
          "tag " + tagIndex.applyAsInt(exception.tag()) + " " + list(exception.payload().stream());
      default -> throw new IllegalStateException("not an object of a guest: " + object);
    };
  }
}
