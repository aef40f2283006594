/**
 * HTTP requests that guests serve in blocking style, each by one call.
 *
 * <p>A {@link dev.heddle.vertx.http.WasmHttpHandler} calls the export {@code handle} of a guest
 * that imports the functions of {@code heddle_http}; a {@link dev.heddle.vertx.http.CgiHandler}
 * runs a program for WASI that speaks CGI. Both read the request and write the response as they go:
 * a guest that waits for the client is parked, and one that is slow pauses the socket.
 *
 * <pre>{@code
 * VertxWasm.load(vertx, "site.wasm")
 *     .map(site -> AsyncInstance.builder(site).imports(WasmHttpHandler.imports()))
 *     .compose(site -> VertxWasm.builder(vertx, InstancePool.builder(site)).build())
 *     .compose(site ->
 *         vertx
 *             .createHttpServer()
 *             .requestHandler(WasmHttpHandler.create(site, new WasmHttpOptions()))
 *             .listen(8080))
 * }</pre>
 */
@NullMarked
package dev.heddle.vertx.http;

import org.jspecify.annotations.NullMarked;
