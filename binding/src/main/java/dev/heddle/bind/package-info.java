/**
 * Guests as Java interfaces: the exports of a module are the methods of an interface, its imports
 * are methods of ordinary objects.
 *
 * <pre>{@code
 * interface Shop {
 *   Mono<Integer> total(int cart);
 * }
 *
 * class ShopHost {
 *   @WasmImport("env") Mono<Integer> price(int sku) { ... }
 * }
 *
 * Shop shop = Heddle.bind(module, Shop.class, new ShopHost());
 * }</pre>
 *
 * <p>What a method returns says how it is called: a {@code Mono}, {@code CompletableFuture} or
 * {@code CompletionStage} makes a call that may wait, and an import that the guest waits for; any
 * other type is the value itself. Text, bytes, records, enumerations and lists pass through the
 * guest's memory, laid out as the Component Model's canonical ABI lays them out; see the guide,
 * {@code docs/binding.md}.
 */
@NullMarked
package dev.heddle.bind;

import org.jspecify.annotations.NullMarked;
