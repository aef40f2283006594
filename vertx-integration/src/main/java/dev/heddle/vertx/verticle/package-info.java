/**
 * Verticles that are guests: {@code vertx.deployVerticle("wasm:plugin.wasm", options)}.
 *
 * <p>The configuration of the deployment is {@link dev.heddle.vertx.verticle.WasmVerticleOptions}.
 * Handlers for messages are exports in blocking style; what they import is declared in {@code
 * heddle.h}.
 */
@NullMarked
package dev.heddle.vertx.verticle;

import org.jspecify.annotations.NullMarked;
