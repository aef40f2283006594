package dev.heddle.benchmarks.wasi;

import dev.heddle.async.AsyncFunction;
import dev.heddle.wasi.Wasi;
import dev.heddle.wasi.WasiFileSystem;
import dev.heddle.wasi.WasiInput;
import dev.heddle.wasi.WasiLibrary;
import dev.heddle.wasi.WasiOutput;
import dev.heddle.wasm.Execution;
import dev.heddle.wasm.WasmModule;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.Executor;

/** The guest on Heddle. */
public final class HeddleWasi implements WasiGuest {

  private final WasiLibrary library;

  /** A new guest, with these files, whose output is written by some thread. */
  public HeddleWasi(byte[] module, WasiFileSystem files, Executor writers) {
    this.library =
        Objects.requireNonNull(
            Wasi.builder()
                .stdin(WasiInput.of(new Zeros()))
                .stdout(WasiOutput.to(OutputStream.nullOutputStream(), writers))
                .directory("/", files)
                .instance(builder -> builder.execution(Execution.COMPILED))
                .build()
                .library(WasmModule.load(module))
                .block());
  }

  @Override
  public long nanoseconds(String function, int calls) {
    AsyncFunction called = library.function(function);
    long begin = System.nanoTime();
    int bad = called.future(Integer.class, calls).join();
    long took = System.nanoTime() - begin;
    WasiGuest.requireGood(function, bad);
    return took;
  }

  @Override
  public void close() {
    library.close().block();
  }
}
