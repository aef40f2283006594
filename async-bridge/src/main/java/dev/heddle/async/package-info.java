/**
 * Asynchronous calls of WebAssembly guests: exports return {@code Mono} or {@code
 * CompletableFuture}, imports may return them, and a guest in blocking style waits for them without
 * blocking a thread of the platform.
 *
 * <pre>{@code
 * AsyncInstance shop =
 *     AsyncInstance.builder(module)
 *         .imports(
 *             AsyncImports.builder()
 *                 .suspending("env", "price", call -> prices.lookup(call.i32(0)))
 *                 .build())
 *         .build();
 * Mono<Integer> total = shop.function("total").mono(Integer.class, cart);
 * }</pre>
 *
 * <p>Every call runs on a virtual thread of its own, with the frames of the guest and of host
 * functions on it. {@link dev.heddle.async.GuestCall#await(java.util.concurrent.CompletionStage)
 * await} parks that thread. At most one call at a time runs code of a {@link
 * dev.heddle.wasm.Store}: it holds the store's <em>baton</em>, which is handed on in the order of
 * asking. {@link dev.heddle.async.Concurrency} says whether a parked call keeps it.
 *
 * <p>A call ends in one of four ways: with its result, with the very object that the guest or a
 * host function threw, with {@link dev.heddle.async.CallCancelledException}, {@link
 * dev.heddle.async.DeadlineExceededException} or {@link dev.heddle.async.InstanceClosedException}
 * after it was told to stop, or, without having run, with {@link
 * dev.heddle.async.CallRejectedException}. In all of them the guest's stack is gone and its stack
 * pointer back in place before the caller hears of it.
 */
@NullMarked
package dev.heddle.async;

import org.jspecify.annotations.NullMarked;
