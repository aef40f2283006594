package dev.heddle.async;

import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The compiled guests of the tests; their sources are in {@code src/test/guest}. */
final class Guests {

  static final WasmModule CALLS = load("calls");
  static final WasmModule SHADOW = load("shadow");
  static final WasmModule START = load("start");
  static final WasmModule RELAY = load("relay");
  static final WasmModule REACTOR = load("reactor");
  static final WasmModule VECTOR = load("vector");
  static final WasmModule SHOP = load("shop");
  static final WasmModule COMPUTE = load("compute");
  static final WasmModule SESSION = load("session");

  private Guests() {}

  static WasmModule load(String name) {
    try (InputStream stream = Guests.class.getResourceAsStream("guest/" + name + ".wasm")) {
      return WasmModule.load(Objects.requireNonNull(stream, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An instance of {@link #SESSION}, whose {@code env.get} is the given function. */
  static AsyncInstance.Builder session(AsyncHostFunction get) {
    return AsyncInstance.builder(SESSION)
        .imports(AsyncImports.builder().suspending("env", "get", get).build());
  }

  /** Imports for {@link #CALLS} of which only {@code env.get} is of interest. */
  static AsyncImports.Builder imports(AsyncHostFunction get) {
    AsyncHostFunction unused =
        call -> {
          throw new AssertionError(call.name() + " is not expected to be called");
        };
    return AsyncImports.builder()
        .suspending("env", "get", get)
        .suspending("env", "note", unused)
        .suspending("env", "wide", unused)
        .suspending("env", "single", unused)
        .suspending("env", "double", unused)
        .suspending("env", "pair", unused)
        .suspending("env", "object", unused);
  }

  /**
   * An instance of {@link #CALLS}, which has no stack in memory, whose {@code env.get} is the given
   * function.
   */
  static AsyncInstance.Builder calls(AsyncHostFunction get) {
    return AsyncInstance.builder(CALLS).imports(imports(get).build()).noStackPointer();
  }

  /**
   * An instance of {@link #COMPUTE}, which has no stack in memory, with {@code env.leaf} as given.
   */
  static AsyncInstance.Builder compute(AsyncHostFunction leaf) {
    return AsyncInstance.builder(COMPUTE)
        .imports(AsyncImports.builder().suspending("env", "leaf", leaf).build())
        .noStackPointer();
  }

  /** An instance of {@link #COMPUTE} that imports nothing of interest. */
  static AsyncInstance.Builder compute() {
    return compute(call -> 0);
  }
}
