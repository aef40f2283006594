package dev.heddle.wasm.types;

import java.util.OptionalLong;

/**
 * The type of a table of references. Source: core specification, section 2.3.16 (table types).
 *
 * @param element the type of the elements
 * @param minimum the number of elements at the start
 * @param maximum the number of elements it may grow to; without it only the embedder's limit holds
 */
public record TableType(ReferenceType element, long minimum, OptionalLong maximum)
    implements ExternType {

  /** The table type that starts with {@code minimum} elements and has no maximum of its own. */
  public static TableType of(ReferenceType element, long minimum) {
    return new TableType(element, minimum, OptionalLong.empty());
  }

  /** The table type that starts with {@code minimum} elements and may grow to {@code maximum}. */
  public static TableType of(ReferenceType element, long minimum, long maximum) {
    return new TableType(element, minimum, OptionalLong.of(maximum));
  }

  @Override
  public String kind() {
    return "table";
  }

  @Override
  public String toString() {
    return "table "
        + minimum
        + (maximum.isPresent() ? " " + maximum.getAsLong() : "")
        + " "
        + element;
  }
}
