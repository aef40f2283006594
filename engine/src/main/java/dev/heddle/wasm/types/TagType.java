package dev.heddle.wasm.types;

import java.util.List;
import java.util.StringJoiner;

/**
 * The type of a tag: what exceptions with the tag carry. Immutable and thread-safe. Source: core
 * specification, section 2.3.13 (tag types).
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
    StringJoiner text = new StringJoiner(", ", "tag (", ")");
    for (ValueType parameter : parameters) {
      text.add(parameter.toString());
    }
    return text.toString();
  }
}
