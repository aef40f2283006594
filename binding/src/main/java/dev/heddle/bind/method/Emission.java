package dev.heddle.bind.method;

import dev.heddle.async.AsyncHostFunction;
import dev.heddle.bind.layout.Fields;
import dev.heddle.bind.layout.Guest;
import dev.heddle.bind.layout.Layout;
import dev.heddle.bind.layout.Lifting;
import dev.heddle.wasm.types.FunctionType;
import java.util.List;
import java.util.Objects;

/**
 * The import by which a guest hands out the elements of an export's {@code Flux} one by one.
 * Immutable and thread-safe.
 *
 * @param name its name
 * @param item how elements pass
 * @param type its type
 */
record Emission(String name, Layout item, FunctionType type) {

  /** The module of imports that belong to streams. */
  static final String MODULE = "heddle";

  /** What its name begins with; the name of the export follows. */
  static final String PREFIX = "emit_";

  /** The import for the instances of one binding. */
  AsyncHostFunction function(Guests guests) {
    return call -> {
      Guest guest = guests.of(call.instance());
      Lifting from = Values.lifting(guest, call, type.parameters());
      from.at(MODULE + "." + name + ": the element");
      // references to nothing are no elements
      call.emit(Objects.requireNonNull(item.lift(from), name));
      return null;
    };
  }

  /** The type that it has to have. */
  static FunctionType typeFor(Layout item) {
    return FunctionType.of(Fields.flat(List.of(item)), List.of());
  }
}
