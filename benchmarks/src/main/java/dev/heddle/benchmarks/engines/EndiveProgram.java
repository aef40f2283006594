package dev.heddle.benchmarks.engines;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.InterpreterMachine;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/**
 * A module loaded by Endive.
 *
 * @param machines makes what runs an instance's code: an interpreter, or classes made of the module
 */
record EndiveProgram(WasmModule module, Function<Instance, Machine> machines) implements Program {

  private static final FunctionType I32_TO_I32 =
      FunctionType.of(List.of(ValType.I32), List.of(ValType.I32));

  static EndiveProgram load(byte[] module) {
    return new EndiveProgram(Parser.parse(module), InterpreterMachine::new);
  }

  static EndiveProgram compile(byte[] module) {
    WasmModule parsed = Parser.parse(module);
    return new EndiveProgram(
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
