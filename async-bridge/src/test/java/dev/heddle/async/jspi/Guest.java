package dev.heddle.async.jspi;

import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Concurrency;
import dev.heddle.async.Promising;
import dev.heddle.async.Semantics;
import dev.heddle.async.Suspending;
import dev.heddle.wasm.Tag;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.TagType;
import dev.heddle.wasm.types.ValueType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The guests of the cases; their sources are in {@code src/test/guest}. */
final class Guest {

  /** What guests throw with a number in it. */
  static final Tag TAG = Tag.create(TagType.of(ValueType.I32));

  static final WasmModule MAIN = load("jspi/main");
  static final WasmModule LINK = load("jspi/link");
  static final WasmModule OBJECTS = load("jspi/objects");
  static final WasmModule START = load("start");
  static final WasmModule SHADOW = load("shadow");

  /** So long that every call is entered, however busy the machine is, before its maker goes on. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Guest() {}

  static WasmModule load(String name) {
    String file = "/dev/heddle/async/guest/" + name + ".wasm";
    try (InputStream stream = Guest.class.getResourceAsStream(file)) {
      return WasmModule.load(Objects.requireNonNull(stream, file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Imports for {@link #MAIN}, whose functions return what they are given. */
  static AsyncImports.Builder imports() {
    return AsyncImports.builder()
        .add("env", "exception", Tag.host())
        .add("env", "tag", TAG)
        .suspending("env", "get", call -> call.argument(0))
        .function("env", "plain", call -> call.argument(0))
        .suspending("env", "note", call -> null)
        .suspending("env", "mix", call -> call.argument(1))
        .suspending("env", "many", call -> call.argument(0))
        .suspending("env", "object", call -> call.argument(0))
        .suspending("env", "pair", call -> List.of(call.i32(0), 7L))
        .suspending("env", "wide", call -> call.argument(0))
        .suspending("env", "single", call -> call.argument(0))
        .suspending("env", "double", call -> call.argument(0));
  }

  /** Imports for {@link #MAIN} of which one suspending function matters. */
  static AsyncImports.Builder imports(AsyncHostFunction get) {
    return imports().add("env", "get", Suspending.of(get));
  }

  /** An instance of a module whose calls take turns at every suspension. */
  static AsyncInstance.Builder builder(
      Semantics semantics, WasmModule module, AsyncImports.Builder imports) {
    return AsyncInstance.builder(module)
        .imports(imports.build())
        .semantics(semantics)
        .policy(Concurrency.INTERLEAVED)
        .computeSlice(PATIENCE);
  }

  /** An instance of {@link #MAIN}. */
  static AsyncInstance main(Semantics semantics, AsyncImports.Builder imports) {
    return builder(semantics, MAIN, imports).build();
  }

  /** An instance of {@link #MAIN} that does as JavaScript does. */
  static AsyncInstance strict(AsyncImports.Builder imports) {
    return main(Semantics.STRICT, imports);
  }

  /** Calls an export as {@code WebAssembly.promising} has it. */
  static CompletableFuture<@Nullable Object> call(
      AsyncInstance guest, String export, @Nullable Object... arguments) {
    return Promising.of(guest, export).call(arguments);
  }

  /** The global of {@link #MAIN}. */
  static int global(AsyncInstance guest) {
    return (Integer) Objects.requireNonNull(guest.instance().global("g").get());
  }
}
