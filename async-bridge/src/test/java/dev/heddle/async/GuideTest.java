package dev.heddle.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.Fuel;
import dev.heddle.wasm.GuestFrame;
import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

/** The code of the guide, {@code docs/async-bridge.md}, and a check that the guide shows it. */
class GuideTest {

  private static final Path GUIDE = Path.of("..", "docs", "async-bridge.md");
  private static final Path KOTLIN =
      Path.of("..", "examples-kotlin", "src", "main", "kotlin")
          .resolve("dev/heddle/examples/kotlin/Shop.kt");
  private static final Path SOURCE =
      Path.of("src", "test", "java", "dev", "heddle", "async", "GuideTest.java");

  /** Stands for the services of the guide's shop. */
  private static final class Prices {
    Mono<Integer> lookup(int product) {
      return Mono.just(product * 100).delayElement(Duration.ofMillis(1));
    }

    CompletableFuture<Integer> fetch(int product) {
      return CompletableFuture.supplyAsync(() -> product * 100);
    }

    Mono<Integer> discount() {
      return Mono.just(10);
    }
  }

  private final WasmModule module = Guests.SHOP;
  private final Prices prices = new Prices();

  @Test
  void cleaningUp() {
    AsyncHostFunction price =
        call -> {
          call.instance().function("lend").callVoid();
          try {
            return call.await(prices.fetch(7));
          } finally {
            call.uncancellable(
                Duration.ofSeconds(1), () -> call.instance().function("give_back").call());
          }
        };

    AsyncInstance guest = Guests.compute(price).build();
    assertThat(guest.function("borrow").future(Integer.class).join()).isEqualTo(700);
    assertThat(guest.function("lent").future(Integer.class).join()).isZero();
  }

  @Test
  void carriers() {
    AsyncImports imports =
        AsyncImports.builder()
            .suspending("env", "price", call -> prices.lookup(call.i32(0)))
            .build();
    AsyncInstance shop =
        AsyncInstance.builder(module).imports(imports).carrier(Carrier.inline().orJdk()).build();

    assertThat(shop.function("total").future(Integer.class, 3).join()).isEqualTo(600);
  }

  @Test
  void firstCall() {
    AsyncInstance shop =
        AsyncInstance.builder(module)
            .imports(
                AsyncImports.builder()
                    .suspending("env", "price", call -> prices.lookup(call.i32(0)))
                    .build())
            .build();

    Mono<Integer> total = shop.function("total").mono(Integer.class, 3);
    CompletableFuture<Integer> same = shop.function("total").future(Integer.class, 3);

    StepVerifier.create(total).expectNext(600).verifyComplete();
    assertThat(same.join()).isEqualTo(600);
  }

  @Test
  void blockingStyle() throws InterruptedException {
    AsyncInstance shop = shop(call -> prices.lookup(call.i32(0)));

    int total = shop.function("total").call(Integer.class, 3);

    assertThat(total).isEqualTo(600);
  }

  /** Stands for a service that fails with a checked exception. */
  private static final class Disk {
    CompletableFuture<byte[]> read(int file) {
      return file == 1
          ? CompletableFuture.completedFuture(new byte[5])
          : CompletableFuture.failedFuture(new IOException("no file " + file));
    }
  }

  @Test
  void declaredFailure() {
    Disk files = new Disk();

    AsyncHostFunction length =
        call -> {
          try {
            return call.await(files.read(call.i32(0)), IOException.class).length;
          } catch (IOException e) {
            return -1;
          }
        };

    assertThat(shop(length).function("total").future(Integer.class, 2).join()).isEqualTo(4);
  }

  @Test
  void directStyle() {
    AsyncHostFunction price =
        call -> {
          int cents = call.await(prices.fetch(call.i32(0)));
          call.memory().putInt(64, cents);
          return cents;
        };

    assertThat(shop(price).function("total").future(Integer.class, 2).join()).isEqualTo(300);
  }

  @Test
  void task() {
    AsyncInstance shop = shop(call -> prices.fetch(call.i32(0)));

    Mono<Integer> total =
        shop.mono(call -> {
          int percent = call.await(prices.discount());
          int cents = call.instance().function("total").callInt(3);
          return call.instance().function("discounted").callInt(cents, percent);
        });

    StepVerifier.create(total).expectNext(540).verifyComplete();
  }

  @Test
  void interleaved() {
    AsyncImports imports =
        AsyncImports.builder()
            .suspending("env", "price", call -> prices.lookup(call.i32(0)))
            .build();
    AsyncInstance shop =
        AsyncInstance.builder(module)
            .imports(imports)
            .policy(Concurrency.INTERLEAVED)
            .maxQueuedCalls(1_000)
            .build();

    assertThat(shop.function("total").future(Integer.class, 1).join()).isEqualTo(100);
  }

  @Test
  void deadline() {
    AsyncInstance shop = shop(call -> Mono.never());

    Mono<Integer> total =
        shop.function("total").withDeadline(Duration.ofMillis(200)).mono(Integer.class, 3);

    StepVerifier.create(total).verifyError(DeadlineExceededException.class);
  }

  @Test
  void cancellation() {
    AsyncInstance shop = shop(call -> Mono.never());

    CompletableFuture<Integer> total = shop.function("total").future(Integer.class, 3);
    total.cancel(true); // orders the call to stop, and returns
    Throwable ended = total.handle((value, failure) -> failure).join(); // once it has unwound

    assertThat(ended).isInstanceOf(CancellationException.class);
  }

  @Test
  void closing() {
    AsyncInstance shop = shop(call -> Mono.never());

    shop.close();
    shop.closed().join(); // once all calls have unwound

    assertThat(shop.calls()).isEmpty();
  }

  @Test
  void closingGently() {
    AsyncInstance shop = shop(call -> prices.lookup(call.i32(0)));
    CompletableFuture<Integer> total = shop.function("total").future(Integer.class, 3);

    shop.close(Duration.ofSeconds(30)).join(); // what is in flight may end by itself until then

    assertThat(total.join()).isEqualTo(600);
  }

  @Test
  void startFunction() {
    AsyncImports imports =
        AsyncImports.builder().suspending("env", "get", call -> prices.fetch(call.i32(0))).build();
    WasmModule module = Guests.START;

    CompletableFuture<AsyncInstance> starting =
        AsyncInstance.builder(module).imports(imports).buildAsync();

    assertThat(starting.join().function("answer").future(Integer.class).join()).isEqualTo(700);
  }

  /** A result of a framework of its own. */
  record Promise(CompletableFuture<Integer> future) {}

  static final class PromiseAdapter implements AwaitAdapter {

    @Override
    public boolean accepts(Object awaitable) {
      return awaitable instanceof Promise;
    }

    @Override
    public CompletionStage<?> toStage(Object awaitable) {
      return ((Promise) awaitable).future();
    }

    @Override
    public void cancel(Object awaitable) {
      ((Promise) awaitable).future().cancel(true);
    }
  }

  @Test
  void adapter() {
    AsyncImports imports =
        AsyncImports.builder()
            .suspending("env", "price", call -> new Promise(prices.fetch(call.i32(0))))
            .build();
    AsyncInstance shop =
        AsyncInstance.builder(module).imports(imports).awaitAdapter(new PromiseAdapter()).build();

    assertThat(shop.function("total").future(Integer.class, 2).join()).isEqualTo(300);
  }

  @Test
  void regions() {
    AsyncImports imports =
        AsyncImports.builder()
            .suspending("env", "price", call -> prices.lookup(call.i32(0)))
            .build();

    AsyncInstance shop =
        AsyncInstance.builder(module)
            .imports(imports)
            .policy(Concurrency.INTERLEAVED)
            .stackRegions(StackRegions.automatic().size(128 << 10).most(500))
            .build();

    GuestStacks stacks = shop.stacks();

    // the shop keeps no stack in its memory
    assertThat(stacks.isolation()).isEqualTo(GuestStacks.Isolation.NONE);
    assertThat(shop.function("total").future(Integer.class, 2).join()).isEqualTo(300);
  }

  @Test
  void tenants() {
    AsyncImports imports =
        AsyncImports.builder()
            .suspending("env", "price", call -> prices.lookup(call.i32(0)))
            .build();

    Tenant bridge = Tenant.builder("all").maxCalls(10_000).maxMemory(4L << 30).build();
    Tenant acme =
        Tenant.builder("acme")
            .within(bridge)
            .maxCalls(500)
            .maxMemory(256L << 20)
            .fuel(Fuel.of(100_000_000))
            .build();
    AsyncInstance shop =
        AsyncInstance.builder(module).imports(imports).tenant(acme).maxCalls(100).build();

    Mono<Integer> total = shop.function("total").withFuel(1_000_000).mono(Integer.class, 3);

    assertThat(total.block()).isEqualTo(600);
    acme.close(Duration.ofSeconds(30)).join(); // what is in flight may end by itself until then
    assertThat(bridge.use().instances()).isZero();
  }

  @Test
  void streams() {
    AsyncHostFunction price =
        call -> {
          Integer cents = call.await(prices.fetch(call.i32(0)));
          call.emit(cents);
          return cents;
        };

    assertThat(emitted(shop(price)).collectList().block()).containsExactly(300, 200, 100);
  }

  private static Flux<Integer> emitted(AsyncInstance shop) {
    Flux<Integer> prices = shop.function("total").flux(Integer.class, 3);
    return prices;
  }

  @Test
  void reading() {
    Flux<Integer> feed = Flux.just(7, 8, 9);

    AsyncHostFunction price =
        call -> {
          GuestReader<Integer> incoming = call.read(feed);
          Integer first = incoming.next(call);
          return first == null ? 0 : first;
        };

    assertThat(shop(price).function("total").future(Integer.class, 2).join()).isEqualTo(14);
  }

  @Test
  void snapshots() {
    AsyncImports imports =
        AsyncImports.builder()
            .suspending("env", "price", call -> prices.fetch(call.i32(0)))
            .build();
    AsyncInstance shop = AsyncInstance.builder(module).imports(imports).build();

    Snapshot ready = shop.snapshot().join();
    AsyncInstance other = AsyncInstance.builder(ready).imports(imports).build();

    shop.restore(ready).join(); // the instance is as it was, whatever has happened to it

    assertThat(other.function("total").future(Integer.class, 2).join()).isEqualTo(300);
  }

  @Test
  void pools() {
    AsyncImports imports =
        AsyncImports.builder()
            .suspending("env", "price", call -> prices.fetch(call.i32(0)))
            .build();

    InstancePool shops =
        InstancePool.builder(AsyncInstance.builder(module).imports(imports))
            .size(16)
            .maxWaiting(1_000)
            .prepare(call -> call.instance().function("total").callInt(1))
            .build();

    Mono<Integer> total = shops.function("total").mono(Integer.class, 3);

    Flux<Integer> both =
        shops.session(shop ->
            Flux.concat(
                shop.function("total").mono(Integer.class, 1),
                shop.function("total").mono(Integer.class, 2)));

    StepVerifier.create(total).expectNext(600).verifyComplete();
    StepVerifier.create(both).expectNext(100, 300).verifyComplete();
  }

  @Test
  void dump() {
    CompletableFuture<Integer> cents = new CompletableFuture<>();
    AsyncInstance shop = shop(call -> cents);
    Mono<Integer> total = shop.function("total").mono(Integer.class, 1);

    CompletableFuture<Integer> named =
        total.contextWrite(Context.of(CallReport.CALLER, "GET /total")).toFuture();

    Desk.awaitCalls(shop, CallState.SUSPENDED, 1);
    CallDump dump = shop.dump(); // that of a pool, or CallDump.ofAll()
    String text = dump.toString();
    List<GuestFrame> stack = dump.calls().getFirst().guestFrames();

    assertThat(text).contains("SUSPENDED in env.price for ", "; made by GET /total ");
    assertThat(stack).extracting(GuestFrame::functionName).containsExactly("total");
    cents.complete(7);
    assertThat(named.join()).isEqualTo(7);
  }

  @Test
  void everyBlockOfJavaInTheGuideIsCodeOfThisTest() throws IOException {
    String source = withoutSpace(Files.readString(SOURCE));
    List<String> blocks = blocks("java", Files.readString(GUIDE));
    assertThat(blocks).hasSizeGreaterThan(8);
    assertThat(blocks).allSatisfy(block -> assertThat(source).contains(withoutSpace(block)));
  }

  /** The build of that example, {@code -Pkotlin}, compiles and runs it. */
  @Test
  void everyBlockOfKotlinInTheGuideIsCodeOfTheExample() throws IOException {
    String source = withoutSpace(Files.readString(KOTLIN));
    List<String> blocks = blocks("kotlin", Files.readString(GUIDE));
    assertThat(blocks).hasSize(2);
    assertThat(blocks).allSatisfy(block -> assertThat(source).contains(withoutSpace(block)));
  }

  private static List<String> blocks(String language, String guide) {
    return Pattern.compile("```" + language + "\\R(.*?)```", Pattern.DOTALL)
        .matcher(guide)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private static String withoutSpace(String code) {
    return code.replaceAll("\\s", "");
  }

  private AsyncInstance shop(AsyncHostFunction price) {
    return AsyncInstance.builder(module)
        .imports(AsyncImports.builder().suspending("env", "price", price).build())
        .build();
  }
}
