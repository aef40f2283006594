package dev.heddle.wasi;

import dev.heddle.wasm.Execution;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import reactor.core.publisher.Mono;

/** A program that a toolchain made, to be run with what a test gives it. */
final class Program {

  private static final Map<String, WasmModule> LOADED = new ConcurrentHashMap<>();
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** How a program ended, and what it has printed. */
  record Result(int status, String out, String err) {}

  private final String name;
  private final WasmModule module;
  private final Execution execution;
  private Consumer<Wasi.Builder> given = wasi -> {};

  private Program(String name, Execution execution) {
    this.name = name;
    this.module = LOADED.computeIfAbsent(name, Program::load);
    this.execution = execution;
  }

  static Program of(String name, Execution execution) {
    return new Program(name, execution);
  }

  static WasmModule load(String name) {
    try (InputStream plain = resource(name + ".wasm")) {
      if (plain != null) {
        return WasmModule.load(plain);
      }
      try (InputStream compressed =
          new GZIPInputStream(Objects.requireNonNull(resource(name + ".wasm.gz"), name))) {
        return WasmModule.load(compressed);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream resource(String file) {
    return Program.class.getResourceAsStream("guest/toolchains/" + file);
  }

  Program with(Consumer<Wasi.Builder> more) {
    given = given.andThen(more);
    return this;
  }

  Program stdin(String text) {
    return with(wasi -> wasi.stdin(WasiInput.of(text)));
  }

  Program files(WasiFileSystem files) {
    return with(wasi -> wasi.directory("/", files));
  }

  Result run(String... arguments) {
    return Objects.requireNonNull(start(arguments).block(LONGEST));
  }

  Mono<Result> start(String... arguments) {
    WasiOutput.Captured out = WasiOutput.Captured.ofAtMost(1 << 20);
    WasiOutput.Captured err = WasiOutput.Captured.ofAtMost(1 << 20);
    Wasi.Builder wasi =
        Wasi.builder()
            .arguments(name)
            .arguments(arguments)
            .stdout(WasiOutput.to(out))
            .stderr(WasiOutput.to(err))
            .instance(instance -> instance.execution(execution));
    given.accept(wasi);
    return wasi.build()
        .run(module)
        .map(status -> new Result(status.code(), out.text(), err.text()));
  }
}
