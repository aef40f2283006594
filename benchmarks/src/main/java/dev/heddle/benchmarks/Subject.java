package dev.heddle.benchmarks;

import dev.heddle.benchmarks.engines.Scalar;
import dev.heddle.benchmarks.guests.Kernel;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.ExternType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is run: a function of a module, what it is given, and what has to come out.
 *
 * @param name the name in tables
 * @param module the file
 * @param function the export
 * @param arguments what it is called with
 * @param types the types of what comes out
 * @param expected what has to come out; empty if nobody knows, so that all have to agree
 */
record Subject(
    String name,
    Path module,
    String function,
    List<Scalar> arguments,
    List<Scalar.Type> types,
    List<Scalar> expected) {

  /** A kernel, whose module is put into a folder. */
  static Subject of(String name, Kernel kernel, Kernel.Task task, Path folder) throws IOException {
    Path file = folder.resolve(kernel.label() + ".wasm");
    if (!Files.exists(file)) {
      Files.write(file, kernel.module());
    }
    return new Subject(
        name,
        file,
        "run",
        List.of(Scalar.i32(task.n())),
        List.of(Scalar.Type.I64),
        List.of(Scalar.i64(task.checksum())));
  }

  /**
   * An export of a user's module.
   *
   * @throws IllegalArgumentException if it cannot be called with these arguments by all engines
   */
  static Subject of(Options.Own own) throws IOException {
    WasmModule module = WasmModule.load(Files.readAllBytes(own.module()));
    if (!module.imports().isEmpty()) {
      throw new IllegalArgumentException(
          own.module() + " imports " + module.imports().getFirst() + "; nothing is imported here");
    }
    FunctionType type = function(module, own.function());
    if (type.parameters().size() != own.arguments().size()) {
      throw new IllegalArgumentException(
          "%s is %s, but %d arguments were given"
              .formatted(own.function(), type, own.arguments().size()));
    }
    List<Scalar> arguments = new ArrayList<>();
    for (int i = 0; i < own.arguments().size(); i++) {
      arguments.add(Scalar.ofNumber(scalar(type.parameters().get(i), own), own.arguments().get(i)));
    }
    return new Subject(
        own.function(),
        own.module(),
        own.function(),
        arguments,
        type.results().stream().map(it -> scalar(it, own)).toList(),
        List.of());
  }

  private static FunctionType function(WasmModule module, String name) {
    ExternType type =
        module.exports().stream()
            .filter(export -> export.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "no export '%s'; there are %s".formatted(name, module.exports())))
            .type();
    if (!(type instanceof FunctionType function)) {
      throw new IllegalArgumentException("the export '%s' is no function".formatted(name));
    }
    return function;
  }

  private static Scalar.Type scalar(ValueType type, Options.Own own) {
    if (!(type instanceof NumberType number)) {
      throw new IllegalArgumentException(
          "%s takes or gives %s; only numbers can be compared".formatted(own.function(), type));
    }
    return switch (number) {
      case I32 -> Scalar.Type.I32;
      case I64 -> Scalar.Type.I64;
      case F32 -> Scalar.Type.F32;
      case F64 -> Scalar.Type.F64;
    };
  }
}
