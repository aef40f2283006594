package dev.heddle.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncHostCall;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.CallOptions;
import dev.heddle.async.Callee;
import dev.heddle.async.Concurrency;
import dev.heddle.async.DeadlineExceededException;
import dev.heddle.async.GuestTask;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** How calls through an interface are made, and how they end. */
class CallsTest {

  interface Till extends AutoCloseable {
    int total(int cart);

    @WasmExport("total")
    int totalUnlessInterrupted(int cart) throws InterruptedException;

    @WasmExport("total")
    Mono<Integer> totalLater(int cart);

    @WasmExport("total")
    CompletableFuture<Integer> totalSoon(int cart);

    @WasmExport("total")
    CompletionStage<Integer> totalStage(int cart);

    @WasmExport("total")
    @Deadline(millis = 20)
    Mono<Integer> totalAtOnce(int cart);

    @WasmExport("total")
    Mono<Integer> totalWith(CallOptions options, int cart);

    int add(int a, int b);

    AsyncInstance instance();

    @Override
    void close();
  }

  /** Serves {@code env.price} as a test likes it. */
  record Prices(Function<AsyncHostCall, @Nullable Object> price) {

    @WasmImport("env")
    Mono<Integer> price(AsyncHostCall call, int sku) throws Exception {
      assertThat(call.i32(0)).isEqualTo(sku);
      Object result = price.apply(call);
      if (result instanceof Exception failure) {
        throw failure;
      }
      return result instanceof Mono<?> later
          ? later.cast(Integer.class)
          : Mono.just((Integer) result);
    }

    @WasmImport("env")
    String describe(int sku) {
      return "sku " + sku;
    }

    @WasmImport("env")
    void note(String line) {}
  }

  private static Till till(Function<AsyncHostCall, @Nullable Object> price) {
    return Heddle.bind(Guests.C, Till.class, new Prices(price));
  }

  @Test
  void everyKindOfResultArrives() {
    try (Till till = till(call -> Mono.just(50).delayElement(Duration.ofMillis(1)))) {
      assertThat(till.total(2)).isEqualTo(100);
      StepVerifier.create(till.totalLater(2)).expectNext(100).verifyComplete();
      assertThat(till.totalSoon(2).join()).isEqualTo(100);
      assertThat(till.totalStage(2).toCompletableFuture().join()).isEqualTo(100);
    }
  }

  @Test
  void aMonoCallsForEverySubscriber() {
    try (Till till = till(call -> 50)) {
      Mono<Integer> total = till.totalLater(2);
      assertThat(total.block()).isEqualTo(100);
      assertThat(total.block()).isEqualTo(100);
    }
  }

  @Test
  void cancellingAMonoCancelsTheCallAndWhatItWaitsFor() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    try (Till till =
        till(call ->
            Mono.never()
                .doOnSubscribe(subscription -> asked.countDown())
                .doOnCancel(cancelled::countDown))) {
      Disposable call = till.totalLater(1).subscribe();
      asked.await();
      call.dispose();
      cancelled.await();
      CompletableFuture<Integer> soon = till.totalSoon(1);
      soon.cancel(true);
      assertThat(soon.handle((value, failure) -> failure).join())
          .isInstanceOf(CancellationException.class);
      assertThat(till.add(1, 2)).isEqualTo(3);
    }
  }

  @Test
  void deadlinesHold() {
    try (Till till = till(call -> Mono.never())) {
      StepVerifier.create(till.totalAtOnce(1)).verifyError(DeadlineExceededException.class);
      CallOptions options =
          CallOptions.defaults().withName("till 7").withDeadline(Duration.ofMillis(20));
      StepVerifier.create(till.totalWith(options, 1))
          .verifyErrorSatisfies(failure ->
              assertThat(failure)
                  .isInstanceOf(DeadlineExceededException.class)
                  .hasMessageContaining("till 7"));
    }
  }

  @Test
  void whatAHostThrowsReachesTheCallerAsTheSameObject() {
    IOException failure = new IOException("no price");
    try (Till till = till(call -> failure)) {
      assertThatThrownBy(() -> till.total(1)).isSameAs(failure);
      StepVerifier.create(till.totalLater(1))
          .verifyErrorSatisfies(thrown -> assertThat(thrown).isSameAs(failure));
      assertThatThrownBy(() -> till.totalSoon(1).join())
          .isInstanceOf(CompletionException.class)
          .cause()
          .isSameAs(failure);
      assertThat(till.add(1, 2)).isEqualTo(3);
    }
    IOException later = new IOException("no price later");
    try (Till till = till(call -> Mono.error(later))) {
      assertThatThrownBy(() -> till.total(1)).isSameAs(later);
    }
  }

  @Test
  void aHostThatHasNothingIsNamed() {
    try (Till till = till(call -> Mono.empty())) {
      assertThatThrownBy(() -> till.total(1)).hasMessageContaining("env.price");
    }
  }

  @Test
  void aHostMayCallTheGuestThatCallsIt() {
    AtomicReference<Till> till = new AtomicReference<>();
    till.set(till(call -> till.get().add(20, 22)));
    assertThat(till.get().total(2)).isEqualTo(84);
    assertThat(till.get().totalLater(2).block()).isEqualTo(84);
  }

  @Test
  void aThreadThatIsInterruptedStopsItsCall() throws Exception {
    Sinks.Empty<Void> asked = Sinks.empty();
    try (Till till = till(call -> Mono.never().doOnSubscribe(s -> asked.tryEmitEmpty()))) {
      CompletableFuture<Throwable> declared = new CompletableFuture<>();
      CompletableFuture<Throwable> undeclared = new CompletableFuture<>();
      Thread thread =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  till.totalUnlessInterrupted(1);
                } catch (Throwable thrown) {
                  declared.complete(thrown);
                }
                Thread.currentThread().interrupt();
                try {
                  till.total(1);
                } catch (Throwable thrown) {
                  assertThat(Thread.interrupted()).isTrue();
                  undeclared.complete(thrown);
                }
              });
      asked.asMono().block();
      thread.interrupt();
      assertThat(declared.get()).isInstanceOf(InterruptedException.class);
      assertThat(undeclared.get())
          .isInstanceOf(CancellationException.class)
          .hasMessage("interrupted while waiting for total")
          .hasCauseInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void anEventLoopIsNotBlocked() {
    try (Till till = till(call -> 1)) {
      StepVerifier.create(Mono.fromCallable(() -> till.total(1)).subscribeOn(Schedulers.parallel()))
          .verifyErrorSatisfies(failure ->
              assertThat(failure)
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("must not block"));
    }
  }

  @Test
  void closingEndsTheInstance() {
    Till till = till(call -> Mono.never());
    CompletableFuture<Integer> total = till.totalSoon(1);
    till.close();
    till.instance().closed().join();
    assertThatThrownBy(total::join).hasCauseInstanceOf(InstanceClosedException.class);
    assertThatExceptionOfType(InstanceClosedException.class).isThrownBy(() -> till.add(1, 2));
  }

  @Test
  void optionsOfTheInstanceAreAtHand() {
    Sinks.One<Integer> first = Sinks.one();
    AtomicReference<@Nullable Mono<Integer>> next = new AtomicReference<>(first.asMono());
    Binding<Till> binding =
        Heddle.binding(Guests.C, Till.class)
            .hosts(
                new Prices(call -> {
                  Mono<Integer> waited = next.getAndSet(null);
                  return waited == null ? (Object) 5 : waited;
                }))
            .instance(options -> options.policy(Concurrency.INTERLEAVED))
            .build();
    Till till = binding.instantiateAsync().join();
    CompletableFuture<Integer> waiting = till.totalSoon(1);
    while (next.get() != null) {
      Thread.onSpinWait();
    }
    assertThat(till.total(2)).isEqualTo(10);
    first.tryEmitValue(7);
    assertThat(waiting.join()).isEqualTo(7);
  }

  @Test
  void anInstanceThatExistsIsBound() {
    Binding<Till> binding =
        Heddle.binding(Guests.C, Till.class).hosts(new Prices(call -> 2)).build();
    AsyncInstance instance = AsyncInstance.builder(Guests.C).imports(binding.imports()).build();
    assertThat(binding.bind(instance).total(3)).isEqualTo(6);
    assertThat(Heddle.bind(instance, Adder.class).add(1, 2)).isEqualTo(3);
    AsyncInstance other =
        AsyncInstance.builder(
                WasmModule.load(
                    new ModuleBuilder().function("total", 1, 1, ModuleBuilder.constant(1)).bytes()))
            .build();
    assertThatThrownBy(() -> binding.bind(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected an instance of module shop.wasm");
  }

  record Two(int first, int second) {}

  interface Several {
    Two both();

    Mono<Void> nothing();

    void nothingMore();
  }

  @Test
  void severalResultsAreARecordAndNoneIsVoid() {
    WasmModule module =
        WasmModule.load(
            new ModuleBuilder()
                .function("both", 0, 2, 0x41, 3, 0x41, 4)
                .function("nothing", 0, 0)
                .function("nothing_more", 0, 0)
                .bytes());
    Several several = Heddle.bind(module, Several.class);
    assertThat(several.both()).isEqualTo(new Two(3, 4));
    StepVerifier.create(several.nothing()).verifyComplete();
    several.nothingMore();
  }

  /** A result of a framework of its own. */
  record Promise<T>(CompletableFuture<T> future) {}

  record Promises() implements AsyncReturn {
    @Override
    public Class<?> type() {
      return Promise.class;
    }

    @Override
    public <T extends @Nullable Object> Object start(
        Callee callee, CallOptions options, GuestTask<T> task) {
      return new Promise<T>(callee.future(options, task));
    }
  }

  interface Promising {
    Promise<Integer> add(int a, int b);
  }

  @Test
  void futuresOfOtherFrameworksPlugIn() {
    Promising promising =
        Heddle.binding(Guests.C, Promising.class)
            .hosts(new Prices(call -> 1))
            .asyncReturn(new Promises())
            .build()
            .instantiate();
    assertThat(promising.add(1, 2).future().join()).isEqualTo(3);
  }
}
