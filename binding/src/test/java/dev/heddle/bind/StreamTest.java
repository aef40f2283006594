package dev.heddle.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Concurrency;
import dev.heddle.async.InstancePool;
import dev.heddle.wasm.WasmModule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Streams that a guest writes and reads element by element. */
class StreamTest {

  private static final WasmModule STREAM = Guests.load("c/stream");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  interface Streams {
    Flux<String> words(String text);

    Mono<Integer> sum(int cart);

    Flux<Integer> naturals();

    Mono<Integer> made();

    Flux<String> labels(int cart);

    Mono<Boolean> misread(int number);

    AsyncInstance instance();
  }

  record Article(String name, int cents) {}

  private Flux<Article> articles = Flux.just(new Article("tea", 300), new Article("pot", 1200));

  /** Serves what the guest imports. */
  public final class Host {
    @WasmImport("env")
    public Flux<Article> articles(int cart) {
      return articles;
    }
  }

  private Streams streams(Concurrency policy) {
    return Heddle.binding(STREAM, Streams.class)
        .hosts(new Host())
        .instance(options -> options.policy(policy))
        .build()
        .instantiate();
  }

  private final Streams streams = streams(Concurrency.SERIAL);

  @Test
  void aGuestWritesTheElementsOfAFlux() {
    StepVerifier.create(streams.words("Assam  Ceylon Nilgiri "))
        .expectNext("Assam", "Ceylon", "Nilgiri")
        .expectComplete()
        .verify(PATIENCE);
    StepVerifier.create(streams.words("")).expectComplete().verify(PATIENCE);
  }

  @Test
  void itWritesNoMoreThanIsAskedFor() {
    Streams interleaved = streams(Concurrency.INTERLEAVED);
    StepVerifier.create(interleaved.naturals(), 0)
        .thenRequest(3)
        .expectNext(1, 2, 3)
        .then(() -> assertThat(interleaved.made().block(PATIENCE)).isEqualTo(4))
        .thenRequest(2)
        .expectNext(4, 5)
        .thenCancel()
        .verify(PATIENCE);
    assertThat(interleaved.naturals().take(1_000).count().block(PATIENCE)).isEqualTo(1_000);
    assertThat(interleaved.made().block(PATIENCE)).isLessThanOrEqualTo(1_001);
  }

  interface PooledStreams {
    Flux<String> words(String text);

    Flux<Integer> naturals();

    Flux<String> labels(int cart);
  }

  @Test
  void aPoolLeasesAnInstanceForAsLongAsAStreamGoes() {
    Binding<PooledStreams> binding =
        Heddle.binding(STREAM, PooledStreams.class).hosts(new Host()).build();
    InstancePool pool = binding.pool().size(2).build();
    PooledStreams pooled = binding.bind(pool);
    StepVerifier.create(pooled.words("Assam Ceylon"))
        .expectNext("Assam", "Ceylon")
        .expectComplete()
        .verify(PATIENCE);
    StepVerifier.create(pooled.naturals(), 0)
        .thenRequest(3)
        .expectNext(1, 2, 3)
        .then(() -> assertThat(pool.use().leased()).isEqualTo(1))
        .then(() -> assertThat(pooled.naturals().take(2).blockLast(PATIENCE)).isEqualTo(2))
        .thenCancel()
        .verify(PATIENCE);
    for (int i = 0; i < 20; i++) {
      assertThat(pooled.labels(1).collectList().block(PATIENCE)).containsExactly("tea", "pot");
    }
    pool.close();
  }

  @Test
  void aGuestReadsAFluxElementByElement() {
    assertThat(streams.sum(1).block(PATIENCE)).isEqualTo(1500);
    articles = Flux.empty();
    assertThat(streams.sum(1).block(PATIENCE)).isZero();
  }

  @Test
  void itReadsAsElementsComeAndAsksForNoMoreThanABufferHolds() {
    Sinks.Many<Article> sink = Sinks.many().unicast().onBackpressureBuffer();
    articles = sink.asFlux();
    StepVerifier.create(streams.labels(1))
        .then(() -> sink.tryEmitNext(new Article("one", 1)).orThrow())
        .expectNext("one")
        .then(() -> sink.tryEmitNext(new Article("two", 2)).orThrow())
        .expectNext("two")
        .then(() -> sink.tryEmitComplete().orThrow())
        .expectComplete()
        .verify(PATIENCE);
    AtomicLong asked = new AtomicLong();
    articles =
        Flux.fromStream(() -> IntStream.range(0, 10_000).mapToObj(i -> new Article("a" + i, i)))
            .doOnRequest(asked::addAndGet);
    StepVerifier.create(streams.labels(1), 0)
        .thenRequest(2)
        .expectNext("a0", "a1")
        .thenCancel()
        .verify(PATIENCE);
    assertThat(asked.get()).isLessThanOrEqualTo(64);
  }

  @Test
  void cancellingTheGuestCancelsWhatItReads() throws InterruptedException {
    CountDownLatch subscribed = new CountDownLatch(1);
    AtomicBoolean cancelled = new AtomicBoolean();
    articles =
        Flux.<Article>never()
            .doOnSubscribe(subscription -> subscribed.countDown())
            .doOnCancel(() -> cancelled.set(true));
    Disposable labels = streams.labels(1).subscribe();
    assertThat(subscribed.await(30, TimeUnit.SECONDS)).isTrue();
    labels.dispose();
    streams.instance().close();
    streams.instance().closed().join();
    assertThat(cancelled).isTrue();
  }

  @Test
  void whatAStreamFailsWithComesAfterItsElements() {
    IllegalStateException failure = new IllegalStateException("out of tea");
    articles = Flux.just(new Article("tea", 1)).concatWith(Mono.error(failure));
    StepVerifier.create(streams.labels(1))
        .expectNext("tea")
        .expectErrorSatisfies(thrown -> assertThat(thrown).isSameAs(failure))
        .verify(PATIENCE);
  }

  @Test
  void anElementThatHasNoPlaceIsTold() {
    articles = Flux.just(new Article("tea", 1));
    assertThat(streams.sum(1).block(PATIENCE)).isEqualTo(1);
    assertThatThrownBy(() -> streams.misread(77).block(PATIENCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("heddle.next_articles: 77 is no stream");
    // of a call that is over
    assertThatThrownBy(() -> streams.misread(1).block(PATIENCE))
        .hasMessageContaining("1 is no stream");
  }

  interface WrongElements {
    Flux<Integer> words(String text);
  }

  @Test
  void elementsOfAnotherTypeAreToldWhenBinding() {
    assertThatThrownBy(() -> Heddle.binding(STREAM, WrongElements.class).hosts(new Host()).build())
        .isInstanceOf(BindException.class)
        .hasMessageContaining(
            "incompatible import: elements of WrongElements.words(String) are (i32) -> (), but"
                + " heddle.emit_words is (i32, i32) -> ()");
  }

  interface NoStreams {
    Mono<Integer> sum(int cart);
  }

  @Test
  void whoBindsNoStreamStillNeedsWhatTheGuestWritesThemBy() {
    assertThatThrownBy(() -> Heddle.binding(STREAM, NoStreams.class).hosts(new Host()).build())
        .isInstanceOf(BindException.class)
        .hasMessageContaining("missing import: heddle.emit_words");
  }

  @Test
  void listsAreStillLists() {
    interface Names {
      Flux<String> names(String query);
    }
    Names names =
        Heddle.binding(Guests.C, Names.class).hosts(new GuideTest.ShopHost()).build().instantiate();
    assertThat(names.names("tea").collectList().block(PATIENCE))
        .isEqualTo(List.of("tea", "teapot"));
  }
}
