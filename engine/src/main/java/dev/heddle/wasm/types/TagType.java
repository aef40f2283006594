package dev.heddle.wasm.types;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * The type of a tag: what exceptions with the tag carry. Source: core specification, section 2.3.13
 * (tag types).
 *
 * @param parameters the types of the values, in order
 */
public record TagType(List<ValueType> parameters) implements ExternType {

  public TagType {
    parameters = List.copyOf(parameters);
  }

  /** The type of a tag whose exceptions carry values of these types. */
  public static TagType of(ValueType... parameters) {
    return new TagType(List.of(parameters));
  }

  @Override
  public String kind() {
    return "tag";
  }

  @Override
  public String toString() {
    return parameters.stream().map(ValueType::toString).collect(joining(", ", "tag (", ")"));
  }
}
