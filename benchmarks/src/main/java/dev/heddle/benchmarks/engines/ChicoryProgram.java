package dev.heddle.benchmarks.engines;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/**
 * A module loaded by Chicory.
 *
 * @param machines makes what runs an instance's code: an interpreter, or classes made of the module
 */
record ChicoryProgram(WasmModule module, Function<Instance, Machine> machines) implements Program {

  private static final FunctionType I32_TO_I32 =
      FunctionType.of(List.of(ValType.I32), List.of(ValType.I32));

  static ChicoryProgram load(byte[] module) {
    return new ChicoryProgram(Parser.parse(module), InterpreterMachine::new);
  }

  static ChicoryProgram compile(byte[] module) {
    WasmModule parsed = Parser.parse(module);
    return new ChicoryProgram(
        parsed,
        MachineFactoryCompiler.builder(parsed)
            .withInterpreterFallback(InterpreterFallback.SILENT)
            .compile());
  }

  @Override
  public Guest instantiate() {
    return guest(builder().build());
  }

  @Override
  public Guest instantiate(IntUnaryOperator next) {
    HostFunction function =
        new HostFunction(
            "host",
            "next",
            I32_TO_I32,
            (instance, arguments) -> new long[] {next.applyAsInt((int) arguments[0])});
    return guest(
        builder().withImportValues(ImportValues.builder().addFunction(function).build()).build());
  }

  private Instance.Builder builder() {
    return Instance.builder(module).withMachineFactory(machines);
  }

  private static Guest guest(Instance instance) {
    return (RawGuest) name -> instance.export(name)::apply;
  }
}
