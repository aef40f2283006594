package dev.heddle.wasm.types;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * The type of a table of references. Immutable and thread-safe. Source: core specification, section
 * 2.3.16 (table types).
 *
 * @param element the type of the elements
 * @param address the type of its indices
 * @param minimum the number of elements at the start, unsigned
 * @param maximum the number of elements it may grow to, unsigned; without it only the embedder's
 *     limit holds
 */
public record TableType(
    ReferenceType element, AddressType address, long minimum, OptionalLong maximum)
    implements ExternType {

  public TableType {
    Objects.requireNonNull(element, "element");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(maximum, "maximum");
  }

  /** The table type that starts with {@code minimum} elements and has no maximum of its own. */
  public static TableType of(ReferenceType element, long minimum) {
    return new TableType(element, AddressType.I32, minimum, OptionalLong.empty());
  }

  /** The table type that starts with {@code minimum} elements and may grow to {@code maximum}. */
  public static TableType of(ReferenceType element, long minimum, long maximum) {
    return new TableType(element, AddressType.I32, minimum, OptionalLong.of(maximum));
  }

  /** This type with indices of another type. */
  public TableType withAddress(AddressType newAddress) {
    return new TableType(element, newAddress, minimum, maximum);
  }

  /** This type with another number of elements at the start. */
  public TableType withMinimum(long elements) {
    return new TableType(element, address, elements, maximum);
  }

  @Override
  public String kind() {
    return "table";
  }

  @Override
  public String toString() {
    return "table "
        + (address == AddressType.I64 ? "i64 " : "")
        + Long.toUnsignedString(minimum)
        + (maximum.isPresent() ? " " + Long.toUnsignedString(maximum.getAsLong()) : "")
        + " "
        + element;
  }
}
