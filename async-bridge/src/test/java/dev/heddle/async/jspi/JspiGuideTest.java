package dev.heddle.async.jspi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncFunction;
import dev.heddle.async.AsyncHostFunction;
import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.async.Entry;
import dev.heddle.async.Promising;
import dev.heddle.async.Semantics;
import dev.heddle.async.Suspending;
import dev.heddle.wasm.Tag;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The code of {@code docs/jspi.md}, and checks of what the page says about tests. */
class JspiGuideTest {

  private static final Path PAGE = Path.of("..", "docs", "jspi.md");
  private static final Path TESTS = Path.of("src", "test", "java", "dev", "heddle", "async");

  /** Stands for a service. */
  private static final class Prices {
    Mono<Integer> lookup(int product) {
      return Mono.just(product * 100).delayElement(Duration.ofMillis(1));
    }

    CompletableFuture<Integer> fetch(int product) {
      return CompletableFuture.supplyAsync(() -> product * 100);
    }
  }

  private final WasmModule module = Guest.load("shop");
  private final Prices prices = new Prices();
  private final AsyncImports imports =
      AsyncImports.builder().suspending("env", "price", call -> prices.lookup(call.i32(0))).build();

  private static int cached(int product) {
    return product;
  }

  @Test
  void words() {
    AsyncInstance guest =
        AsyncInstance.builder(module)
            .imports(
                AsyncImports.builder()
                    .add("env", "price", Suspending.of(call -> prices.lookup(call.i32(0))))
                    .build())
            .build();

    CompletableFuture<Object> total = Promising.of(guest, "total").call(3);

    assertThat(total.join()).isEqualTo(600);
  }

  @Test
  void eager() {
    AsyncInstance guest = AsyncInstance.builder(module).imports(imports).build();

    AsyncFunction total = guest.function("total").withEntry(Entry.EAGER);

    assertThat(total.future(Integer.class, 3).join()).isEqualTo(600);
  }

  @Test
  void strict() {
    AsyncInstance guest =
        AsyncInstance.builder(module).imports(imports).semantics(Semantics.STRICT).build();

    assertThat(Promising.of(guest, "total").call(3).join()).isEqualTo(600);
  }

  @Test
  void asking() {
    AsyncHostFunction price =
        call -> call.maySuspend() ? prices.fetch(call.i32(0)) : cached(call.i32(0));

    AsyncInstance guest =
        AsyncInstance.builder(module)
            .imports(AsyncImports.builder().suspending("env", "price", price).build())
            .build();
    assertThat(Promising.of(guest, "total").call(3).join()).isEqualTo(600);
    assertThat(guest.instance().function("total").callInt(3)).isEqualTo(6);
  }

  @Test
  void tag() {
    AsyncImports.Builder withTag = AsyncImports.builder().add("env", "exception", Tag.host());

    assertThat(withTag.build().toImports().names()).containsKey("env");
  }

  // ---- the page

  @Test
  void everyBlockOfJavaOnThePageIsCodeOfThisTest() throws IOException {
    String source = withoutSpace(Files.readString(TESTS.resolve("jspi/JspiGuideTest.java")));
    List<String> blocks =
        Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE))
            .results()
            .map(block -> block.group(1))
            .toList();

    assertThat(blocks).hasSize(5);
    assertThat(blocks).allSatisfy(block -> assertThat(source).contains(withoutSpace(block)));
  }

  @Test
  void everyRuleHasARow() throws IOException {
    String page = Files.readString(PAGE);
    Stream<String> rules =
        Stream.of(
                IntStream.rangeClosed(1, 54).mapToObj(i -> "R" + i),
                IntStream.rangeClosed(1, 12).mapToObj(i -> "J" + i),
                IntStream.rangeClosed(1, 8).mapToObj(i -> "S" + i))
            .flatMap(part -> part);

    assertThat(rules).allSatisfy(rule -> assertThat(page).containsOnlyOnce("\n| " + rule + " |"));
  }

  @Test
  void everyTestThatIsNamedOnThePageExists() throws IOException {
    List<MatchResult> named =
        Pattern.compile("`((?:jspi/)?\\w+Test)(?:\\.(\\w+))?`")
            .matcher(Files.readString(PAGE))
            .results()
            .toList();

    assertThat(named).hasSizeGreaterThan(80);
    for (MatchResult test : named) {
      String source = Files.readString(source(test.group(1)));
      if (test.group(2) != null) {
        assertThat(source).contains("void " + test.group(2) + "(");
      }
    }
  }

  private static Path source(String name) {
    Path nested = TESTS.resolve("jspi").resolve(name + ".java");
    return Files.exists(nested) ? nested : TESTS.resolve(name + ".java");
  }

  private static String withoutSpace(String code) {
    return code.replaceAll("\\s", "");
  }
}
