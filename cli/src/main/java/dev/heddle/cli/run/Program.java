package dev.heddle.cli.run;

import dev.heddle.async.AsyncInstance;
import dev.heddle.wasi.Wasi;
import dev.heddle.wasm.WasmModule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is to be run, and how.
 *
 * @param file what messages call it
 * @param module the module
 * @param wasi what it is given, but for its standard streams
 * @param instance how its instance is made
 * @param invoke the function to call instead of that of a program
 * @param arguments the arguments of that function, as they were typed
 * @param timeout how long it may take
 * @param profile where to write a flight recording
 * @param hasInput whether it gets the standard input of the process
 */
public record Program(
    String file,
    WasmModule module,
    Wasi.Builder wasi,
    UnaryOperator<AsyncInstance.Builder> instance,
    Optional<String> invoke,
    List<String> arguments,
    Optional<Duration> timeout,
    Optional<Path> profile,
    boolean hasInput) {}
