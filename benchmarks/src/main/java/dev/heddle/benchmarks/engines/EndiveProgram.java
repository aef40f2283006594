package dev.heddle.benchmarks.engines;

import java.util.List;
import java.util.function.IntUnaryOperator;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/** A module loaded by Endive, to be interpreted. */
record EndiveProgram(WasmModule module) implements Program {

  private static final FunctionType I32_TO_I32 =
      FunctionType.of(List.of(ValType.I32), List.of(ValType.I32));

  static EndiveProgram load(byte[] module) {
    return new EndiveProgram(Parser.parse(module));
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
    return Instance.builder(module);
  }

  private static Guest guest(Instance instance) {
    return name -> {
      ExportFunction function = instance.export(name);
      return n -> function.apply(n)[0];
    };
  }
}
