/**
 * Guests on Vert.x: calls that answer with a {@link io.vertx.core.Future} on the caller's context,
 * and imports that wait for one.
 *
 * <p>An import that returns a Vert.x future suspends the guest until it completes; nothing has to
 * be registered for that. Inside a host function or a {@link dev.heddle.async.GuestTask}, {@link
 * dev.heddle.vertx.VertxAwait} waits in direct style.
 *
 * <pre>{@code
 * AsyncInstance.Builder shop =
 *     AsyncInstance.builder(module)
 *         .imports(
 *             AsyncImports.builder()
 *                 .suspending("env", "price", call -> prices.lookup(call.i32(0))) // a Future
 *                 .build());
 * VertxWasm.builder(vertx, shop)
 *     .build()
 *     .onSuccess(
 *         guest ->
 *             router
 *                 .get("/total/:cart")
 *                 .respond(request -> guest.call("total", Integer.class, cart(request))));
 * }</pre>
 *
 * <h2>Threads</h2>
 *
 * <p>A guest, and the host functions it calls, run on a virtual thread of the call, never on an
 * event loop. {@code Vertx.currentContext()} is the caller's context there nevertheless, with its
 * local data, so what is started there answers on it. Two things are for the context's own thread:
 * code that other code on the context must not interfere with, and objects that lose events if
 * nobody listens at once, such as the response of an HTTP client. {@link
 * dev.heddle.vertx.VertxAwait#await(java.util.function.Supplier)} runs a piece of code there and
 * waits for its future.
 */
@NullMarked
package dev.heddle.vertx;

import org.jspecify.annotations.NullMarked;
