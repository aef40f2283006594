package dev.heddle.benchmarks.wasi;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.function.Function;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.InterpreterMachine;
import run.endive.runtime.Machine;
import run.endive.wasi.WasiOptions;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/** The guest on Endive. */
public final class EndiveWasi implements WasiGuest {

  private final WasiPreview1 wasi;
  private final Instance instance;

  /** A new guest, with a directory of the host. */
  public EndiveWasi(byte[] module, Path directory, boolean compiled) {
    WasmModule parsed = Parser.parse(module);
    Function<Instance, Machine> machines =
        compiled ? MachineFactoryCompiler.compile(parsed) : InterpreterMachine::new;
    this.wasi =
        WasiPreview1.builder()
            .withOptions(
                WasiOptions.builder()
                    .withStdin(new Zeros())
                    .withStdout(OutputStream.nullOutputStream())
                    .withDirectory("/", directory)
                    .build())
            .build();
    this.instance =
        Instance.builder(parsed)
            .withMachineFactory(machines)
            .withImportValues(ImportValues.builder().addFunction(wasi.toHostFunctions()).build())
            .build();
  }

  @Override
  public long nanoseconds(String function, int calls) {
    long begin = System.nanoTime();
    long bad = instance.export(function).apply(calls)[0];
    long took = System.nanoTime() - begin;
    WasiGuest.requireGood(function, bad);
    return took;
  }

  @Override
  public void close() {
    wasi.close();
  }
}
