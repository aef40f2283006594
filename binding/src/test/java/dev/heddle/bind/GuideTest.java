package dev.heddle.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.Concurrency;
import dev.heddle.async.InstancePool;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The code of the guide, {@code docs/binding.md}, and a check that the guide shows it. */
class GuideTest {

  private static final Path GUIDE = Path.of("..", "docs", "binding.md");
  private static final Path SOURCE =
      Path.of("src", "test", "java", "dev", "heddle", "bind", "GuideTest.java");
  private static final Path GUESTS = Path.of("src", "test", "guest");

  /** Stand for the services of the guide's shop. */
  private static final class Prices {
    Mono<Integer> lookup(int sku) {
      return Mono.just(sku * 100).delayElement(Duration.ofMillis(1));
    }
  }

  private static final class Catalogue {
    CompletableFuture<String> find(int sku) {
      return CompletableFuture.supplyAsync(() -> "article " + sku);
    }
  }

  private static final Prices prices = new Prices();
  private static final Catalogue catalogue = new Catalogue();
  private static final List<String> log = new ArrayList<>();

  private final WasmModule module = Guests.C;

  interface Shop {
    Mono<Integer> total(int cart);

    Flux<String> names(String query);

    String greet(String name);
  }

  static class ShopHost {
    @WasmImport("env")
    Mono<Integer> price(int sku) {
      return prices.lookup(sku);
    }

    @WasmImport("env")
    CompletableFuture<String> describe(int sku) {
      return catalogue.find(sku);
    }

    @WasmImport("env")
    void note(String line) {
      log.add(line);
    }
  }

  @Test
  void firstCall() {
    Shop shop = Heddle.bind(module, Shop.class, new ShopHost());
    Mono<Integer> total = shop.total(3);

    StepVerifier.create(total).expectNext(600).verifyComplete();
    StepVerifier.create(shop.names("tea")).expectNext("tea", "teapot").verifyComplete();
    assertThat(shop.greet("World")).isEqualTo("Hello, World!");
  }

  interface Tea {
    Flux<String> words(String text);

    Mono<Integer> sum(int cart);
  }

  record Article(String name, int cents) {}

  static class Shelves {
    @WasmImport("env")
    Flux<Article> articles(int cart) {
      return Flux.just(new Article("tea", 300), new Article("pot", 1200));
    }
  }

  @Test
  void streams() {
    interface All extends Tea {
      Flux<Integer> naturals();

      Flux<String> labels(int cart);
    }
    All tea = Heddle.bind(Guests.load("c/stream"), All.class, new Shelves());
    StepVerifier.create(tea.words("a b")).expectNext("a", "b").verifyComplete();
    assertThat(tea.sum(1).block()).isEqualTo(1500);
    assertThat(tea.naturals().take(2).collectList().block()).containsExactly(1, 2);
    assertThat(tea.labels(1).collectList().block()).containsExactly("tea", "pot");
  }

  @Test
  void options() {
    Binding<Shop> binding =
        Heddle.binding(module, Shop.class)
            .hosts(new ShopHost())
            .instance(options -> options.policy(Concurrency.INTERLEAVED).maxQueuedCalls(1_000))
            .maxTransferBytes(1 << 20)
            .build();
    Shop first = binding.instantiate();
    Shop second = binding.instantiate();

    assertThat(first.total(1).block()).isEqualTo(second.total(1).block()).isEqualTo(100);
  }

  @Test
  void pools() {
    Binding<Shop> binding = Heddle.binding(module, Shop.class).hosts(new ShopHost()).build();
    InstancePool pool = binding.pool().size(16).build();
    Shop shop = binding.bind(pool);

    assertThat(shop.total(1).block()).isEqualTo(100);
    assertThat(Heddle.bind(pool, Shop.class).total(1).block()).isEqualTo(100);
    pool.close();
  }

  @Test
  void everyBlockOfJavaInTheGuideIsCodeOfThisTest() throws IOException {
    String source = withoutSpace(Files.readString(SOURCE));
    List<String> blocks =
        Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(GUIDE))
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(blocks).hasSizeGreaterThan(3);
    assertThat(blocks).allSatisfy(block -> assertThat(source).contains(withoutSpace(block)));
  }

  private static String withoutSpace(String code) {
    return code.replaceAll("\\s", "");
  }

  /** Paragraph by paragraph, as the guide leaves some out. */
  @Test
  void everyBlockOfAGuestInTheGuideIsInItsSource() throws IOException {
    List<MatchResult> blocks =
        Pattern.compile("<!-- file: (\\S+) -->\\R```\\w+\\R(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(GUIDE))
            .results()
            .toList();
    assertThat(blocks).hasSize(4);
    for (MatchResult block : blocks) {
      String source = Files.readString(GUESTS.resolve(block.group(1)));
      assertThat(block.group(2).strip().split("\\R\\R"))
          .allSatisfy(paragraph -> assertThat(source).contains(paragraph));
    }
  }

  @Test
  void theCommandsOfTheGuideBuildTheGuests() throws IOException {
    List<MatchResult> blocks =
        Pattern.compile("<!-- command: (\\S+) -->\\R```\\R(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(GUIDE))
            .results()
            .toList();
    assertThat(blocks).hasSize(3);
    for (MatchResult block : blocks) {
      assertThat(Files.readString(GUESTS.resolve(block.group(1)).resolve("build.sh")))
          .contains(block.group(2).strip());
    }
  }
}
