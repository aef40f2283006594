package dev.heddle.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallOptions;
import dev.heddle.async.Concurrency;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.async.GuestStacks;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.async.InstancePool;
import dev.heddle.async.Reuse;
import dev.heddle.async.StackRegions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** An interface over a pool: every call leases an instance. */
class PoolTest {

  /** What the shop in C does, in all the ways to get a result. */
  interface Counter extends AutoCloseable {
    int add(int a, int b);

    Mono<Integer> total(CallOptions options, int cart);

    @WasmExport("greet")
    String greeting(String name);

    @WasmExport("greet")
    CompletableFuture<String> greetingLater(String name);

    InstancePool pool();

    @Override
    void close();
  }

  /** Counts how many guests wait in it at a time. */
  static final class Prices {
    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final CountDownLatch gate = new CountDownLatch(1);
    final CompletableFuture<Integer> price = new CompletableFuture<>();

    @WasmImport("env")
    CompletionStage<Integer> price(int sku) {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      return price.copy().whenComplete((value, failure) -> inside.decrementAndGet());
    }

    @WasmImport("env")
    String describe(int sku) {
      return "product " + sku;
    }

    @WasmImport("env")
    void note(String line) {}
  }

  private final Prices prices = new Prices();

  private Binding<Counter> binding() {
    return Heddle.binding(Guests.C, Counter.class).hosts(prices).build();
  }

  @ParameterizedTest
  @EnumSource
  void everyCallLeasesAnInstance(Reuse reuse) throws Exception {
    Binding<Counter> binding = binding();
    InstancePool pool = binding.pool().size(4).reuse(reuse).build();
    Counter shop = binding.bind(pool);
    assertThat(shop.add(2, 3)).isEqualTo(5);
    assertThat(shop.greeting("Ada")).contains("Ada");
    assertThat(shop.greetingLater("Grace").get(30, TimeUnit.SECONDS)).contains("Grace");
    assertThat(shop.pool()).isSameAs(pool);
    assertThat(shop).hasToString("Counter of " + pool);
    List<CompletableFuture<Integer>> totals = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      totals.add(shop.total(CallOptions.defaults(), 1).toFuture());
    }
    while (prices.inside.get() < 4) {
      Thread.onSpinWait();
    }
    assertThatExceptionOfType(DeadlineExceededException.class)
        .isThrownBy(
            () -> shop.total(CallOptions.defaults().withDeadline(Duration.ofMillis(20)), 1).block())
        .withMessageContaining("while it waited for an instance of the pool");
    prices.price.complete(100);
    for (CompletableFuture<Integer> total : totals) {
      assertThat(total.get(30, TimeUnit.SECONDS)).isPositive();
    }
    assertThat(prices.most).hasValue(4);
    shop.close();
    assertThatExceptionOfType(InstanceClosedException.class).isThrownBy(() -> shop.add(1, 2));
  }

  @Test
  void manyThreadsGetTheirOwnTexts() throws Exception {
    prices.price.complete(1);
    Binding<Counter> binding = binding();
    try (Counter shop = binding.bind(binding.pool().size(3).maxWaiting(1_000).build());
        ExecutorService callers = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int caller = 0; caller < 8; caller++) {
        Random random = new Random(caller);
        all.add(
            callers.submit(() -> {
              for (int i = 0; i < 60; i++) {
                String name = "n" + random.nextInt(1_000_000) + "x".repeat(random.nextInt(300));
                assertThat(shop.greeting(name)).contains(name);
                assertThat(shop.add(i, 1)).isEqualTo(i + 1);
              }
            }));
      }
      for (Future<?> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
      assertThat(shop.pool().use().instances()).isLessThanOrEqualTo(3);
    }
  }

  interface Showing {
    int add(int a, int b);

    AsyncInstance instance();
  }

  interface Pooled {
    InstancePool pool();
  }

  @Test
  void aMethodThatReturnsTheInstanceTakesOne() {
    InstancePool pool = binding().pool().build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Heddle.bind(pool, Showing.class))
        .withMessageContaining("instance")
        .withMessageContaining("AsyncInstance, but what is bound is a InstancePool");
    AsyncInstance one = AsyncInstance.builder(Guests.C).imports(binding().imports()).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Heddle.bind(one, Pooled.class))
        .withMessageContaining("InstancePool, but what is bound is a AsyncInstance");
    assertThat(Heddle.bind(pool, Pooled.class).pool()).isSameAs(pool);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Heddle.binding(Guests.RUST, Pooled.class).onlyExports().build().bind(pool))
        .withMessageContaining("expected a pool of");
  }

  @Test
  void aGuestWithStackRegionsIsOfItsModuleStill() {
    AsyncInstance one =
        AsyncInstance.builder(Guests.C)
            .imports(binding().imports())
            .policy(Concurrency.INTERLEAVED)
            .stackRegions(StackRegions.fromRange(100_000, 110_000).size(4_096))
            .build();
    assertThat(one.stacks().isolation()).isEqualTo(GuestStacks.Isolation.REGIONS);
    assertThat(Heddle.bind(one, Showing.class).add(1, 2)).isEqualTo(3);
  }
}
