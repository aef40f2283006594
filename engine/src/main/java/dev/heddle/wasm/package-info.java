/**
 * The engine's public API: load a module, instantiate it with its imports, call its exports.
 *
 * <pre>{@code
 * WasmModule module = WasmModule.load(Path.of("calculator.wasm"));
 * Instance calculator = Instance.builder(module).build();
 * int sum = calculator.function("add").callInt(1, 2);
 * }</pre>
 *
 * <p>A {@link dev.heddle.wasm.WasmModule} is immutable and may be shared by all threads. An {@link
 * dev.heddle.wasm.Instance} has state of its own; calls run on the thread that makes them, and keep
 * everything they need to themselves, so that two calls may be interleaved at any import.
 * WebAssembly without the threads feature has no notion of simultaneous access, though: let at most
 * one thread at a time run code of one {@link dev.heddle.wasm.Store} (the async bridge sees to it).
 */
@NullMarked
package dev.heddle.wasm;

import org.jspecify.annotations.NullMarked;
