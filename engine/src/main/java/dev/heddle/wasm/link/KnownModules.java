package dev.heddle.wasm.link;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What toolchains mean by the modules and names that their output imports. */
final class KnownModules {

  private KnownModules() {}

  /** What an import is and what to do about it, if it is known. */
  static Optional<String> hint(String module, String name) {
    return Optional.ofNullable(
        switch (module) {
          case "wasi_snapshot_preview1" ->
              "wasi_snapshot_preview1 is WASI preview 1, the system interface of programs for the"
                  + " command line: the Java module dev.heddle.wasi gives its functions, see"
                  + " dev.heddle.wasi.Wasi, and 'heddle run' runs such programs";
          case "wasi_unstable" ->
              "wasi_unstable is WASI as it was before preview 1: dev.heddle.wasi.Wasi gives its"
                  + " functions, too";
          case "env" -> inEnv(name);
          case "a" ->
              "a is the module env under the short names that Emscripten gives where it optimizes:"
                  + " compile with -sSTANDALONE_WASM, which needs no JavaScript";
          case "__wbindgen_placeholder__", "__wbindgen_externref_xform__" ->
              module
                  + " is for the tool wasm-bindgen to replace by JavaScript: compile the guest without"
                  + " wasm-bindgen (extern \"C\" functions instead of #[wasm_bindgen]), and without"
                  + " crates that need it, e.g. getrandom with its feature js";
          case "wbg" ->
              "wbg is JavaScript that wasm-bindgen has made: compile the guest without wasm-bindgen"
                  + " (extern \"C\" functions instead of #[wasm_bindgen])";
          case "gojs", "go" ->
              module
                  + " is the JavaScript of Go's wasm_exec.js: compile with GOOS=wasip1 instead of"
                  + " GOOS=js";
          case "GOT.mem", "GOT.func" ->
              module
                  + " is the global offset table of a shared library, which a dynamic linker would"
                  + " fill: compile without -shared, -fPIC and -sSIDE_MODULE";
          default -> null;
        });
  }

  private static @Nullable String inEnv(String name) {
    if (name.startsWith("invoke_") || name.startsWith("__cxa_")) {
      return "env.invoke_* and env.__cxa_* are C++ exceptions and longjmp by way of Emscripten's"
          + " JavaScript: compile with -fwasm-exceptions -sSUPPORT_LONGJMP=wasm";
    }
    if (name.startsWith("__syscall_")) {
      return "env.__syscall_* are system calls that Emscripten's JavaScript answers: compile with"
          + " -sSTANDALONE_WASM, or without files and sockets";
    }
    if (name.startsWith("emscripten_") || name.startsWith("_emscripten_")) {
      return "env.emscripten_* are functions of Emscripten's JavaScript: compile with"
          + " -sSTANDALONE_WASM, which needs none, or give them as host functions";
    }
    return switch (name) {
      case "abort" ->
          "env.abort is how programs of AssemblyScript fail: give a host function that throws; its"
              + " arguments are the addresses of a message and a file name, a line and a column";
      case "__linear_memory", "__indirect_function_table", "__stack_pointer", "__memory_base" ->
          "env."
              + name
              + " is for a linker: the module is an object file or a shared library; link it with"
              + " wasm-ld, or clang without -c";
      default -> null;
    };
  }
}
