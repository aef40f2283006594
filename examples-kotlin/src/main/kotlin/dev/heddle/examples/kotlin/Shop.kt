package dev.heddle.examples.kotlin

import dev.heddle.async.AsyncHostFunction
import dev.heddle.async.AsyncImports
import dev.heddle.async.AsyncInstance
import dev.heddle.async.Concurrency
import dev.heddle.wasm.WasmModule
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.future.await
import kotlinx.coroutines.future.future

/**
 * A guest between suspend functions: it asks one for prices, and is itself called by one.
 *
 * The guest knows nothing of it. While a price is looked up its call is suspended, and so is the
 * coroutine that waits for the total; no thread is blocked for either.
 *
 * @param scope where prices are looked up
 * @param price looks up the price of a product, in cents
 */
class Shop(module: WasmModule, scope: CoroutineScope, price: suspend (product: Int) -> Int) :
  AutoCloseable {

  private val lookUp = AsyncHostFunction { call ->
    val product = call.i32(0)
    scope.future { price(product) }
  }

  private val guest: AsyncInstance =
    AsyncInstance.builder(module)
      .imports(AsyncImports.builder().suspending("env", "price", lookUp).build())
      .policy(Concurrency.INTERLEAVED)
      .noStackPointer()
      .build()

  /** The prices of the products from 1 to [products] together. */
  suspend fun total(products: Int): Int =
    guest.function("total").future(Int::class.javaObjectType, products).await()!!

  override fun close() = guest.close()

  companion object {
    /** The guest of the example. */
    fun module(): WasmModule =
      Shop::class.java.getResourceAsStream("shop.wasm")!!.use { WasmModule.load(it) }
  }
}
