package dev.heddle.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.heddle.async.AsyncImports;
import dev.heddle.bind.Shop.Color;
import dev.heddle.bind.Shop.Item;
import dev.heddle.bind.Shop.Point;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.WasmModule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** One interface and one host for the same guest in three languages. */
class ShopTest {

  @SuppressWarnings("ImmutableEnumChecker") // modules are
  enum Language {
    C(Guests.C),
    RUST(Guests.RUST),
    ASSEMBLY_SCRIPT(Guests.ASSEMBLY_SCRIPT);

    private final WasmModule module;

    Language(WasmModule module) {
      this.module = module;
    }

    Binding.Builder<Shop> binding(ShopHost host) {
      return Heddle.binding(module, Shop.class).hosts(host).imports(ABORT);
    }

    Shop shop(ShopHost host) {
      return binding(host).build().instantiate();
    }
  }

  /** What AssemblyScript calls where it throws. */
  private static final AsyncImports ABORT =
      AsyncImports.builder()
          .function(
              "env",
              "abort",
              call -> {
                throw new IllegalStateException("line " + call.i32(2));
              })
          .build();

  static final class ShopHost {
    final List<String> notes = new CopyOnWriteArrayList<>();

    @WasmImport("env")
    Mono<Integer> price(int sku) {
      return Mono.just(sku * 100).delayElement(Duration.ofMillis(1));
    }

    @WasmImport("env")
    CompletionStage<String> describe(int sku) {
      return CompletableFuture.supplyAsync(() -> sku == 0 ? "" : "größe " + sku);
    }

    @WasmImport("env")
    void note(String line) {
      notes.add(line);
    }
  }

  @ParameterizedTest
  @EnumSource
  void numbersPass(Language language) {
    try (Shop shop = language.shop(new ShopHost())) {
      assertThat(shop.add(20, 22)).isEqualTo(42);
      assertThat(shop.add(Integer.MIN_VALUE, -1)).isEqualTo(Integer.MAX_VALUE);
      assertThat(shop.mean(new double[] {1, 2, 6})).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anImportThatReturnsAMonoIsWaitedFor(Language language) {
    try (Shop shop = language.shop(new ShopHost())) {
      StepVerifier.create(shop.total(3)).expectNext(600).verifyComplete();
    }
  }

  @ParameterizedTest
  @EnumSource
  void textPasses(Language language) {
    try (Shop shop = language.shop(new ShopHost())) {
      assertThat(shop.greet("Wörld 🧶")).isEqualTo("Hello, Wörld 🧶!");
      assertThat(shop.greet("")).isEqualTo("Hello, !");
      assertThat(shop.greet("x".repeat(300_000))).hasSize(300_008);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytesPass(Language language) {
    try (Shop shop = language.shop(new ShopHost())) {
      assertThat(shop.reversed(new byte[] {1, -2, 3})).containsExactly(3, -2, 1);
      assertThat(shop.reversed(new byte[0])).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void recordsAndListsOfThemPass(Language language) {
    try (Shop shop = language.shop(new ShopHost())) {
      Item cheap = new Item(2, "tea", 1.5, true);
      List<Item> items =
          List.of(new Item(1, "teapot", 20, false), cheap, new Item(3, "", 9.25, false));
      StepVerifier.create(shop.cheapest(items)).expectNext(cheap).verifyComplete();
      assertThat(shop.scaled(new Point(1, -2), 4)).isEqualTo(new Point(4, -8));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aListIsAFlux(Language language) {
    try (Shop shop = language.shop(new ShopHost())) {
      StepVerifier.create(shop.names("tea")).expectNext("tea", "teapot").verifyComplete();
      StepVerifier.create(shop.names("nothing")).verifyComplete();
      StepVerifier.create(shop.names("").take(1)).expectNext("tea").verifyComplete();
    }
  }

  @ParameterizedTest
  @EnumSource
  void constantsPass(Language language) {
    try (Shop shop = language.shop(new ShopHost())) {
      assertThat(shop.nextColor(Color.RED)).isEqualTo(Color.GREEN);
      assertThat(shop.nextColor(Color.BLUE)).isEqualTo(Color.RED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anImportThatReturnsTextLaterGivesItToTheGuest(Language language) {
    ShopHost host = new ShopHost();
    try (Shop shop = language.shop(host)) {
      StepVerifier.create(shop.label(7)).expectNext("<größe 7>").verifyComplete();
      StepVerifier.create(shop.label(0)).expectNext("<>").verifyComplete();
      assertThat(host.notes).containsExactly("<größe 7>", "<>");
    }
  }

  /** A leak of one argument, result or import's result a call fills the 4 MiB long before. */
  @ParameterizedTest
  @EnumSource
  void nothingLeaksInTheGuest(Language language) {
    Binding<Shop> binding =
        language
            .binding(new ShopHost())
            .instance(options -> options.limits(Limits.builder().maxMemoryPages(64).build()))
            .build();
    try (Shop shop = binding.instantiate()) {
      String large = "x".repeat(100_000);
      Item item = new Item(1, large, 1, false);
      byte[] bytes = new byte[100_000];
      for (int i = 0; i < 60; i++) {
        assertThat(shop.greet(large)).hasSize(100_008);
        assertThat(shop.reversed(bytes)).hasSize(100_000);
        assertThat(shop.cheapest(List.of(item, item)).block()).isEqualTo(item);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nullIsRefusedAtOnce(Language language) {
    try (Shop shop = language.shop(new ShopHost())) {
      assertThatNullPointerException()
          .isThrownBy(() -> shop.greet(null))
          .withMessage("Shop.greet(String): argument 0 (name) is null");
      assertThatNullPointerException()
          .isThrownBy(() -> shop.cheapest(List.of(new Item(1, null, 2, true))).block())
          .withMessage("Shop.cheapest(List): argument 0 (items): Item.name is null");
      List<Item> holed = new ArrayList<>();
      holed.add(null);
      assertThatNullPointerException()
          .isThrownBy(() -> shop.cheapest(holed).block())
          .withMessage("Shop.cheapest(List): argument 0 (items): element 0 is null");
      assertThat(shop.add(1, 2)).isEqualTo(3);
    }
  }
}
