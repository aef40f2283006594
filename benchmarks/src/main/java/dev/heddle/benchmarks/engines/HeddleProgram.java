package dev.heddle.benchmarks.engines;

import dev.heddle.wasm.Execution;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.WasmFunction;
import dev.heddle.wasm.WasmModule;
import java.util.function.IntUnaryOperator;

/**
 * A module loaded by Heddle.
 *
 * @param execution how its instances are executed
 */
record HeddleProgram(WasmModule module, Execution execution) implements Program {

  static HeddleProgram load(byte[] module, Execution execution) {
    return new HeddleProgram(WasmModule.load(module), execution);
  }

  @Override
  public Guest instantiate() {
    return new HeddleGuest(builder().build());
  }

  @Override
  public Guest instantiate(IntUnaryOperator next) {
    Imports imports =
        Imports.builder()
            .function("host", "next", call -> call.returnI32(next.applyAsInt(call.i32(0))))
            .build();
    return new HeddleGuest(builder().imports(imports).build());
  }

  private Instance.Builder builder() {
    return Instance.builder(module).execution(execution);
  }

  private record HeddleGuest(Instance instance) implements RawGuest {

    @Override
    public RawFunction raw(String name) {
      return instance.function(name)::call;
    }

    @Override
    public GuestFunction function(String name) {
      WasmFunction function = instance.function(name);
      return n -> function.callLong(n);
    }
  }
}
