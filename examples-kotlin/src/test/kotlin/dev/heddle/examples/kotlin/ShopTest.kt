package dev.heddle.examples.kotlin

import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** What goes through a guest with suspend functions on both sides of it. */
class ShopTest {

  private val prices = CoroutineScope(SupervisorJob() + Dispatchers.Default)

  @AfterEach fun end() = prices.cancel()

  private fun check(body: suspend CoroutineScope.() -> Unit) = runBlocking {
    withTimeout(30_000) { body() }
  }

  @Test
  fun `a suspend function is asked by the guest and another one gets the result`() = check {
    Shop(Shop.module(), prices) { product ->
        delay(1)
        product * 100
      }
      .use { assertThat(it.total(3)).isEqualTo(600) }
  }

  @Test
  fun `many coroutines are in the guest at a time`() = check {
    val there = AtomicInteger()
    val all = CompletableDeferred<Unit>()
    Shop(Shop.module(), prices) {
        if (there.incrementAndGet() == 50) all.complete(Unit)
        all.await()
        7
      }
      .use { shop ->
        assertThat((1..50).map { async { shop.total(1) } }.awaitAll()).hasSize(50).containsOnly(7)
      }
  }

  @Test
  fun `what a suspend function throws comes out of the guest`() = check {
    Shop(Shop.module(), prices) { throw IllegalStateException("no price of $it") }
      .use { shop ->
        val failure = assertThrows<IllegalStateException> { runBlocking { shop.total(1) } }
        assertThat(failure).hasMessage("no price of 1")
      }
  }

  @Test
  fun `cancelling the coroutine stops the guest and cancels what it asks`() = check {
    val asked = CompletableDeferred<Unit>()
    val cancelled = CompletableDeferred<Unit>()
    Shop(Shop.module(), prices) {
        try {
          asked.complete(Unit)
          awaitCancellation()
        } finally {
          cancelled.complete(Unit)
        }
      }
      .use { shop ->
        val total = launch { shop.total(1) }
        asked.await()
        total.cancelAndJoin()
        cancelled.await()
      }
  }
}
