package dev.heddle.vertx.verticle;

import dev.heddle.async.GuestTask;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.NumberType;
import java.util.List;

/**
 * A function of a guest that a verticle calls: without parameters, and without a result or with a
 * number, 0 if all is well. Immutable and thread-safe.
 */
record Export(String name, boolean returnsNumber) {

  private static final FunctionType PLAIN = FunctionType.of(List.of(), List.of());
  private static final FunctionType WITH_NUMBER =
      FunctionType.of(List.of(), List.of(NumberType.I32));

  /**
   * Finds it.
   *
   * @param what who asks for it, for the message
   * @throws IllegalArgumentException if there is none, or it is of another type
   */
  static Export of(WasmModule module, String what, String name) {
    for (ExportType export : module.exports()) {
      if (export.name().equals(name)) {
        if (!export.type().equals(PLAIN) && !export.type().equals(WITH_NUMBER)) {
          throw new IllegalArgumentException(
              what
                  + ": expected a function () -> () or () -> (i32), found \""
                  + name
                  + "\" "
                  + export.type());
        }
        return new Export(name, export.type().equals(WITH_NUMBER));
      }
    }
    throw new IllegalArgumentException(
        what + ": expected an export of " + module + ", found \"" + name + "\"");
  }

  /** A call of it. */
  GuestTask<Integer> task() {
    return call -> {
      WasmFunction function = call.instance().function(name);
      if (returnsNumber) {
        return function.callInt();
      }
      function.call();
      return 0;
    };
  }

  /** A call of it that fails if it returns another number than 0. */
  GuestTask<Integer> succeeding() {
    return call -> {
      int result = task().run(call);
      if (result != 0) {
        throw new IllegalStateException("\"" + name + "\" returned " + result);
      }
      return result;
    };
  }
}
