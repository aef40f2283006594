package dev.heddle.examples.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Concurrency;
import dev.heddle.wasi.Wasi;
import dev.heddle.wasi.WasiLibrary;
import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.WasmModule;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A library that Go has made, whose functions ask the host and wait. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GoLibraryTest {

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static WasmModule module;

  /** What the guest waits for, in the order of asking. */
  private final LinkedBlockingQueue<CompletableFuture<Integer>> asked = new LinkedBlockingQueue<>();

  private WasiLibrary library;

  @BeforeAll
  static void load() throws Exception {
    module = GoModule.load("price1");
  }

  @BeforeEach
  void start() {
    library = wasi(UnaryOperator.identity()).library(module).block(LONGEST);
  }

  @AfterEach
  void end() {
    library.close().block(LONGEST);
  }

  private Wasi wasi(UnaryOperator<AsyncInstance.Builder> more) {
    return Wasi.builder()
        .imports(
            AsyncImports.builder()
                .suspending(
                    "shop",
                    "list_price",
                    call -> {
                      CompletableFuture<Integer> answer = new CompletableFuture<>();
                      asked.add(answer);
                      return answer;
                    })
                .build())
        .instance(more)
        .build();
  }

  private CompletableFuture<Integer> price(int article, int quantity) {
    return library.function("price").future(Integer.class, article, quantity);
  }

  private CompletableFuture<Integer> question() throws InterruptedException {
    CompletableFuture<Integer> question = asked.poll(30, TimeUnit.SECONDS);
    assertThat(question).isNotNull();
    return question;
  }

  @Test
  void callsInFlightAreAnsweredOneAfterTheOther() throws Exception {
    CompletableFuture<Integer> first = price(1, 2);
    CompletableFuture<Integer> second = price(2, 3);
    CompletableFuture<Integer> question = question();
    assertThat(asked).isEmpty();
    assertThat(library.instance().calls()).hasSize(2);
    question.complete(10);
    assertThat(first.get()).isEqualTo(20);
    question().complete(100);
    assertThat(second.get()).isEqualTo(300);
  }

  @Test
  void itIsNotInterleaved() {
    assertThatThrownBy(() ->
            wasi(instance -> instance.policy(Concurrency.INTERLEAVED).noStackPointer())
                .library(module)
                .block(LONGEST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be INTERLEAVED: it was made by Go");
  }

  @Test
  void itGoesOnAfterACallThatWasCancelledAndIsAsNewWhenRestored() throws Exception {
    Snapshot ready = library.instance().snapshot().join();
    CompletableFuture<Integer> cancelled = price(1, 2);
    CompletableFuture<Integer> question = question();
    cancelled.cancel(true);
    assertThatThrownBy(cancelled::get).isInstanceOf(CancellationException.class);
    assertThat(question).isCancelled();

    CompletableFuture<Integer> next = price(2, 3);
    question().complete(100);
    assertThat(next.get()).isEqualTo(300);

    library.instance().restore(ready).join();
    assertThat(library.function("version").mono(Integer.class).block(LONGEST)).isEqualTo(1);
  }
}
