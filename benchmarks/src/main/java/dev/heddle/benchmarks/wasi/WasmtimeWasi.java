package dev.heddle.benchmarks.wasi;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The guest on Wasmtime, in a process of Python's. */
public final class WasmtimeWasi implements WasiGuest {

  private final Path work;
  private final Process process;
  private final Writer asks;
  private final BufferedReader answers;

  /**
   * A new guest, with a directory of the host.
   *
   * @throws IOException if there is no Python on the path, and {@code PYTHON} names none
   */
  public WasmtimeWasi(byte[] module, Path directory) throws IOException {
    this.work = Files.createTempDirectory("wasmtime");
    Path guest = Files.write(work.resolve("wasi.wasm"), module);
    Path program = work.resolve("wasi.py");
    try (InputStream source =
        Objects.requireNonNull(
            WasmtimeWasi.class.getResourceAsStream("/dev/heddle/benchmarks/wasi/wasi.py"))) {
      Files.copy(source, program);
    }
    this.process =
        new ProcessBuilder(
                Objects.requireNonNullElse(System.getenv("PYTHON"), "python3"),
                program.toString(),
                guest.toString(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    this.asks = process.outputWriter();
    this.answers = process.inputReader();
  }

  @Override
  public long nanoseconds(String function, int calls) throws IOException {
    asks.write(function + " " + calls + "\n");
    asks.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("Wasmtime has ended");
    }
    return Long.parseLong(answer);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    asks.close();
    process.waitFor();
    Files.delete(work.resolve("wasi.wasm"));
    Files.delete(work.resolve("wasi.py"));
    Files.delete(work);
  }
}
