/**
 * The Heddle engine: decodes, validates, lowers and interprets WebAssembly modules in pure Java.
 *
 * <p>It knows nothing of asynchrony and has no runtime dependencies.
 */
@SuppressWarnings("module") // these are compiled later
module dev.heddle.engine {
  requires static org.jspecify;
  requires static jdk.jfr;

  uses dev.heddle.wasm.store.CompiledFunctions;

  exports dev.heddle.wasm;
  exports dev.heddle.wasm.types;
  exports dev.heddle.wasm.stack to
      dev.heddle.async;
  exports dev.heddle.wasm.tool to
      dev.heddle.cli;
}
