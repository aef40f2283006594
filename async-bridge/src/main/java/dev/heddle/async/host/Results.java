package dev.heddle.async.host;

import dev.heddle.wasm.HostCall;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import dev.heddle.wasm.types.VectorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands what a host function returned to the guest (rules R29 and R30). */
final class Results {

  private Results() {}

  static void set(HostCall host, @Nullable Object result) {
    List<ValueType> types = host.type().results();
    switch (types.size()) {
      case 0 -> {}
      case 1 -> setOne(host, types.getFirst(), result);
      default -> setAll(host, types, result);
    }
  }

  private static void setOne(HostCall host, ValueType type, @Nullable Object result) {
    switch (Values.widened(Values.javaClass(type), result)) {
      case Integer i when type == NumberType.I32 -> host.returnI32(i);
      case Long l when type == NumberType.I64 -> host.returnI64(l);
      case Float f when type == NumberType.F32 -> host.returnF32(f);
      case Double d when type == NumberType.F64 -> host.returnF64(d);
      case V128 v when type == VectorType.V128 -> host.returnV128(v);
      case null, default -> {
        if (!type.isReference()) {
          throw new IllegalArgumentException(
              host.name()
                  + " must return "
                  + Values.describe(type)
                  + ", but returned "
                  + Values.describe(result));
        }
        host.returnAll(result);
      }
    }
  }

  private static void setAll(HostCall host, List<ValueType> types, @Nullable Object result) {
    if (result instanceof List<?> values && values.size() == types.size()) {
      host.returnAll(values.toArray());
      return;
    }
    String found =
        result instanceof List<?> values ? "a List of " + values.size() : Values.describe(result);
    throw new IllegalArgumentException(
        host.name()
            + " must return a List of "
            + types.size()
            + " "
            + types
            + ", but returned "
            + found);
  }
}
