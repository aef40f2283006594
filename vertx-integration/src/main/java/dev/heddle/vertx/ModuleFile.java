package dev.heddle.vertx;

import dev.heddle.vertx.call.CallContext;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.WasmException;
import dev.heddle.wasm.WasmModule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** A module in a file, or on the class path, as Vert.x finds them. */
final class ModuleFile {

  private static final String NOWHERE =
      "neither a file nor on the class path; what lies in a package of a named Java module is found"
          + " if the package is open";

  private ModuleFile() {}

  @SuppressWarnings("NullAway") // what is loaded is not null
  static Future<WasmModule> load(Vertx vertx, String path, Limits limits) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(limits, "limits");
    ContextInternal context = CallContext.forCaller(vertx);
    return context.<WasmModule>executeBlocking(
        () -> {
          try {
            return WasmModule.load(context.owner().fileResolver().resolve(path).toPath(), limits);
          } catch (WasmException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
          } catch (NoSuchFileException e) {
            throw (NoSuchFileException) new NoSuchFileException(path, null, NOWHERE).initCause(e);
          }
        },
        false);
  }
}
