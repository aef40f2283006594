package dev.heddle.wasm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The guests of the tests: the modules in the resource folder {@code guests}. */
public final class Guests {

  private Guests() {}

  /** The bytes of the guest of this name. */
  public static byte[] bytes(String name) {
    try (InputStream stream = Guests.class.getResourceAsStream("guests/" + name + ".wasm")) {
      return Objects.requireNonNull(stream, () -> "no guest named " + name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The guest of this name, loaded. */
  public static WasmModule module(String name) {
    return WasmModule.load(bytes(name));
  }

  /** A new instance of the guest of this name. */
  public static Instance instance(String name, Imports imports) {
    return Instance.builder(module(name)).imports(imports).build();
  }

  /** A new instance of a guest that needs nothing. */
  public static Instance instance(String name) {
    return instance(name, Imports.none());
  }
}
