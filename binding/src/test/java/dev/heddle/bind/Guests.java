package dev.heddle.bind;

import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The compiled guests of the tests, beside their sources in {@code src/test/guest}. */
final class Guests {

  static final WasmModule C = load("c/shop");
  static final WasmModule RUST = load("rust/shop");
  static final WasmModule ASSEMBLY_SCRIPT = load("assemblyscript/shop");
  static final WasmModule EDGE = load("c/edge");

  private Guests() {}

  static WasmModule load(String name) {
    try {
      return WasmModule.load(Path.of("src", "test", "guest").resolve(name + ".wasm"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
