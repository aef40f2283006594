package dev.heddle.examples.shop;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.AsyncInstance;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntFunction;
import reactor.core.publisher.Mono;

/**
 * The README's example as a program: a till in WebAssembly that adds up prices which a reactive
 * service delivers.
 *
 * <p>Run it with {@code mvn -q -Pdemo -pl examples -am verify
 * -DmainClass=dev.heddle.examples.shop.Shop}.
 */
public final class Shop {

  private Shop() {}

  /**
   * The total of the first articles of the price list, once it is subscribed to.
   *
   * @param file the compiled {@code shop.wat}
   * @param articles how many articles are bought
   * @param prices finds the price of an article, in cents
   */
  public static Mono<Integer> total(Path file, int articles, IntFunction<Mono<Integer>> prices)
      throws IOException {
    // README: begin
    WasmModule module = WasmModule.load(file);
    AsyncInstance shop =
        AsyncInstance.builder(module)
            .imports(
                AsyncImports.builder()
                    // returns a Mono: the guest is parked until the price is there
                    .suspending("env", "price", call -> prices.apply(call.i32(0)))
                    .build())
            .build();
    return shop.function("total").mono(Integer.class, articles); // cold, cancellable
    // README: end
  }

  /** Buys three articles from a service that takes its time, and prints the total. */
  public static void main(String[] arguments) throws IOException {
    Path file = Files.createTempFile("shop", ".wasm");
    try (var wasm = Shop.class.getResourceAsStream("shop.wasm")) {
      if (wasm == null) {
        throw new IllegalStateException("shop.wasm is not beside " + Shop.class);
      }
      Files.write(file, wasm.readAllBytes());
      IntFunction<Mono<Integer>> prices =
          article -> Mono.delay(Duration.ofMillis(100)).map(tick -> article * 250);
      System.out.println("total: " + total(file, 3, prices).block() + " cents");
    } finally {
      Files.delete(file);
    }
  }
}
