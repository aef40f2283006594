/**
 * Guests on Vert.x: calls that answer with a {@link io.vertx.core.Future} on the caller's context,
 * and imports that wait for one.
 *
 * <p>An import that returns a Vert.x future suspends the guest until it completes; nothing has to
 * be registered for that. Inside a host function or a {@link dev.heddle.async.GuestTask}, {@link
 * dev.heddle.vertx.VertxAwait} waits in direct style.
 *
 * <pre>{@code
 * VertxWasm.builder(vertx, module)
 *     .imports(
 *         AsyncImports.builder()
 *             .suspending("env", "price", call -> prices.lookup(call.i32(0))) // a Future<Integer>
 *             .build())
 *     .build()
 *     .onSuccess(
 *         shop ->
 *             router
 *                 .get("/total/:cart")
 *                 .respond(request -> shop.call("total", Integer.class, cart(request))));
 * }</pre>
 *
 * <h2>Threads</h2>
 *
 * <p>A guest runs on a virtual thread of its own, never on an event loop. {@code
 * Vertx.currentContext()} is {@code null} there, and a Vert.x operation that is started there, such
 * as opening a file, would make itself a new context on an event loop that has nothing to do with
 * the caller. {@link dev.heddle.vertx.VertxAwait#await(java.util.function.Supplier)} therefore
 * starts operations on the context that made the call. Operations of an object that has its context
 * already, such as a read from an open file, may be started anywhere.
 */
@NullMarked
package dev.heddle.vertx;

import org.jspecify.annotations.NullMarked;
