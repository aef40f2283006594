package dev.heddle.examples.go;

import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Loads the modules of this package, which are kept compressed. */
final class GoModule {

  private GoModule() {}

  static WasmModule load(String name) throws IOException {
    String file = name + ".wasm.gz";
    try (InputStream compressed =
            Objects.requireNonNull(GoModule.class.getResourceAsStream(file), file);
        InputStream module = new GZIPInputStream(compressed)) {
      return WasmModule.load(module);
    }
  }
}
