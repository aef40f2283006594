package dev.heddle.examples.go;

import dev.heddle.examples.go.PricePlugin.Price;
import dev.heddle.wasm.WasmModule;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A plugin that is swapped while it is asked: every request is answered, by the version that was
 * there when it came, and rightly.
 */
public final class PluginSwap {

  private static final int CLIENTS = 20;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private PluginSwap() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    run(1_200, 3, System.out);
  }

  static void run(int requests, int swaps, PrintStream out) throws Exception {
    List<WasmModule> versions = List.of(GoModule.load("price1"), GoModule.load("price2"));
    PricePlugin plugin =
        PricePlugin.start(
                versions.get(0),
                // a database that takes a millisecond
                call -> Mono.delay(Duration.ofMillis(1)).map(tick -> listPrice(call.i32(0))))
            .blockOptional(LONGEST)
            .orElseThrow();
    AtomicInteger asked = new AtomicInteger();
    AtomicIntegerArray answers = new AtomicIntegerArray(3);
    ConcurrentLinkedQueue<Mono<Void>> swapped = new ConcurrentLinkedQueue<>();
    long start = System.nanoTime();
    Flux.range(0, requests)
        .doOnNext(i -> {
          int turn = i * (swaps + 1) / requests;
          if (turn > (i - 1) * (swaps + 1) / requests && i > 0) {
            Mono<Void> swap = plugin.replace(versions.get(turn % 2)).cache();
            swap.subscribe();
            swapped.add(swap);
          }
        })
        .flatMap(
            i -> {
              asked.incrementAndGet();
              return plugin
                  .price(i % 7 + 1, i % 20)
                  .doOnNext(price -> answers.incrementAndGet(checked(price, i % 7 + 1, i % 20)));
            },
            CLIENTS)
        .then()
        .block(LONGEST);
    Flux.concat(swapped).then().block(LONGEST);
    double seconds = Figures.millis(System.nanoTime() - start) / 1e3;
    plugin.close().block(LONGEST);

    int answered = answers.get(1) + answers.get(2);
    if (answered != requests || asked.get() != requests) {
      throw new IllegalStateException(asked + " asked, " + answered + " answered");
    }
    Figures figures = new Figures(out);
    figures.row("requests", "%d by %d clients, all answered, none wrong", requests, CLIENTS);
    figures.row("swaps", "%d while they asked", swapped.size());
    figures.row("by version 1", "%d", answers.get(1));
    figures.row("by version 2", "%d", answers.get(2));
    figures.row("requests per second", "%.0f, one after the other", requests / seconds);
  }

  private static int listPrice(int article) {
    return 100 * article;
  }

  /** The version, if it has told what that one has to. */
  private static int checked(Price price, int article, int quantity) {
    int cents = quantity * listPrice(article);
    if (price.version() == 2 && quantity >= 10) {
      cents -= cents / 10;
    }
    if (price.cents() != cents) {
      throw new IllegalStateException(
          "version "
              + price.version()
              + ": expected "
              + cents
              + " cents for "
              + quantity
              + " of article "
              + article
              + ", found "
              + price.cents());
    }
    return price.version();
  }
}
