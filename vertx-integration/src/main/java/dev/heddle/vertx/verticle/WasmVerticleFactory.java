package dev.heddle.vertx.verticle;

import dev.heddle.vertx.VertxWasm;
import io.vertx.core.Deployable;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.VerticleFactory;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Makes verticles of modules: {@code wasm:plugin.wasm}, a file or on the class path. It is found as
 * a service and need not be registered. The module is loaded once for all instances of a
 * deployment.
 */
public final class WasmVerticleFactory implements VerticleFactory {

  private @Nullable Vertx vertx;

  /** Called by the service loader. */
  public WasmVerticleFactory() {}

  @Override
  public void init(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public String prefix() {
    return "wasm";
  }

  @Override
  public void createVerticle2(
      String verticleName,
      ClassLoader classLoader,
      Promise<Callable<? extends Deployable>> promise) {
    VertxWasm.load(
            Objects.requireNonNull(vertx, "vertx"), VerticleFactory.removePrefix(verticleName))
        .<Callable<? extends Deployable>>map(module -> () -> new WasmVerticle(module))
        .onComplete(promise);
  }
}
