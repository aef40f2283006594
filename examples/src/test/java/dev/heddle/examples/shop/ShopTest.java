package dev.heddle.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

final class ShopTest {

  private static final Path SHOP_WASM =
      Path.of("src/main/resources/dev/heddle/examples/shop/shop.wasm");

  @Test
  void theTotalIsTheSumOfPricesThatArriveOneByOne() throws Exception {
    List<Sinks.One<Integer>> asked = new ArrayList<>();
    Mono<Integer> total =
        Shop.total(
            SHOP_WASM,
            3,
            article -> {
              Sinks.One<Integer> price = Sinks.one();
              synchronized (asked) {
                asked.add(price);
                asked.notifyAll();
              }
              return price.asMono();
            });
    StepVerifier.create(total)
        .then(() -> answer(asked, 1, 300))
        .then(() -> answer(asked, 2, 20))
        .then(() -> answer(asked, 3, 1))
        .expectNext(321)
        .verifyComplete();
  }

  @Test
  void theReadmeShowsThisVeryCode() throws Exception {
    String readme = Files.readString(Path.of("../README.md"));
    String source = Files.readString(Path.of("src/main/java/dev/heddle/examples/shop/Shop.java"));
    String shown =
        source
            .substring(
                source.indexOf("// README: begin") + "// README: begin".length(),
                source.indexOf("// README: end"))
            .lines()
            .filter(line -> !line.isBlank())
            .map(line -> line.substring(4))
            .collect(Collectors.joining("\n"));
    assertThat(shown.lines().count()).isBetween(8L, 12L);
    assertThat(readme).contains("```java\n" + shown + "\n```");
  }

  private static void answer(List<Sinks.One<Integer>> asked, int question, int price) {
    try {
      synchronized (asked) {
        while (asked.size() < question) {
          asked.wait();
        }
        asked.get(question - 1).tryEmitValue(price).orThrow();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
