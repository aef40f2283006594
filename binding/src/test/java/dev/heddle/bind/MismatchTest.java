package dev.heddle.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.wasm.WasmModule;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Everything that does not fit is told at once, with the line that would do. */
class MismatchTest {

  interface Wrong {
    Mono<Integer> totl(int cart);

    Mono<Integer> total(int cart, String coupon);

    long add(int a, int b);

    Map<String, String> names(String query);

    void zebra();

    int unitPrices();

    @Deadline(millis = 0)
    double mean(double[] values);
  }

  static final class WrongHost {
    @WasmImport("env")
    Mono<Integer> prise(int sku) {
      return Mono.just(sku);
    }

    @WasmImport("env")
    int describe(int sku) {
      return sku;
    }

    @WasmImport("env")
    void note(InputStream line) {}

    @WasmImport(value = "wasi", name = "fd_write")
    int write(int a) {
      return a;
    }
  }

  @Test
  void allMismatchesAreListedWithTheLinesToWrite() {
    BindException refused =
        catchThrowableOfType(
            BindException.class, () -> Heddle.bind(Guests.C, Wrong.class, new WrongHost()));
    assertThat(refused.getMessage().lines())
        .containsExactly(
            Wrong.class.getName() + " and " + Guests.C + " do not fit each other:",
            "  incompatible export: Wrong.add(int, int) needs (i32, i32) -> (i64), but \"add\" is"
                + " (i32, i32) -> (i32)",
            "    write: int add(int a, int b);",
            "  wrong deadline: Wrong.mean(double[]): it must be more than zero, not 0",
            "  unusable type: Wrong.names(String): result: Map<String, String> has no form in"
                + " WebAssembly: use numbers, boolean, char, String, byte[], ByteBuffer, enums,"
                + " records, and arrays, List and Optional of these",
            "  incompatible export: Wrong.total(int, String) needs (i32, i32, i32) -> (i32), but"
                + " \"total\" is (i32) -> (i32)",
            "    write: Mono<Integer> total(int cart);",
            "  unknown export: Wrong.totl(int): the module exports no function \"totl\";"
                + " similar: total",
            "    write: @WasmExport(\"total\") Mono<Integer> totl(int cart);",
            "  unknown export: Wrong.unitPrices(): the module exports no function \"unitPrices\""
                + " or \"unit_prices\" or \"unit-prices\"; it exports _initialize, heddle_alloc,"
                + " heddle_free, add, total, greet, cabi_post_greet, reversed, cabi_post_reversed,"
                + " cheapest, names, mean, next_color, scaled, label",
            "  unknown export: Wrong.zebra(): the module exports no function \"zebra\"; it exports"
                + " _initialize, heddle_alloc, heddle_free, add, total, greet, cabi_post_greet,"
                + " reversed, cabi_post_reversed, cheapest, names, mean, next_color, scaled, label",
            "  incompatible import: WrongHost.describe(int) serves (i32) -> (i32), but env.describe"
                + " is (i32, i32) -> ()",
            "    write: void describe(int sku, int p1) {...}",
            "  unusable type: WrongHost.note(InputStream): parameter line: InputStream has no form"
                + " in WebAssembly: use numbers, boolean, char, String, byte[], ByteBuffer, enums,"
                + " records, and arrays, List and Optional of these",
            "  unknown import: WrongHost.prise(int): the module imports no function \"prise\" of"
                + " \"env\"; similar: env.price",
            "    write: @WasmImport(value = \"env\", name = \"price\") Mono<Integer> prise(int sku)"
                + " {...}",
            "  unknown import: WrongHost.write(int): the module imports no function \"fd_write\" of"
                + " \"wasi\"; it imports env.price, env.describe, env.note",
            "  missing import: env.price of type (i32) -> (i32) is served by no host",
            "    write: @WasmImport(value = \"env\", name = \"price\") int price(int p0) {...}");
  }

  interface Text {
    int take(String text);
  }

  @Test
  void aGuestWithoutAllocatorTakesNoText() {
    WasmModule module =
        WasmModule.load(
            new ModuleBuilder()
                .memory(1)
                .function("take", 2, 1, ModuleBuilder.constant(7))
                .bytes());
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> Heddle.bind(module, Text.class))
        .withMessageContaining(
            "unusable export: Text.take(String): the module exports nothing that gives the host"
                + " memory for it: heddle_alloc and heddle_free, or cabi_realloc, or malloc and"
                + " free, or __new and __unpin, or alloc and dealloc, each of its usual type");
  }

  @Test
  void aGuestWithoutMemoryTakesNoText() {
    WasmModule module =
        WasmModule.load(
            new ModuleBuilder().function("take", 2, 1, ModuleBuilder.constant(7)).bytes());
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> Heddle.bind(module, Text.class))
        .withMessageContaining("the module has no memory for it to pass through");
  }

  record Tree(int value, List<Tree> children) {}

  record Empty() {}

  interface Odd {
    int take(Tree tree);
  }

  interface OddToo {
    int take(Empty empty);
  }

  @Test
  void recordsThatHaveNoLayoutAreRefused() {
    WasmModule module =
        WasmModule.load(
            new ModuleBuilder()
                .memory(1)
                .function("take", 2, 1, ModuleBuilder.constant(7))
                .bytes());
    assertThatThrownBy(() -> Heddle.bind(module, Odd.class))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("Odd.take(Tree): parameter tree: Tree contains itself");
    assertThatThrownBy(() -> Heddle.bind(module, OddToo.class))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("Empty is a record without components");
  }

  interface Nothing {}

  private static WasmModule importing(String... modules) {
    ModuleBuilder builder = new ModuleBuilder();
    for (String module : modules) {
      builder.imported(module, "get", 0, 1);
    }
    return WasmModule.load(builder.bytes());
  }

  static final class Getter {
    public int get() {
      return 7;
    }
  }

  static final class SecondGetter {
    @WasmImport("env")
    int get() {
      return 7;
    }
  }

  @Test
  void aNameThatTwoModulesHaveIsNotGuessed() {
    assertThat(Heddle.bind(importing("env"), Nothing.class, new Getter())).isNotNull();
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> Heddle.bind(importing("env", "host"), Nothing.class, new Getter()))
        .withMessageContaining("ambiguous import: Getter.get(): may be any of [env.get, host.get]")
        .withMessageContaining("write: @WasmImport(\"env\") int get() {...}");
  }

  @Test
  void twoHostsForOneImportAreOneTooMany() {
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(
            () -> Heddle.bind(importing("env"), Nothing.class, new Getter(), new SecondGetter()))
        .withMessageContaining(
            "import served twice: env.get: by Getter.get() and SecondGetter.get(); leave one out");
  }

  sealed interface Closed permits Never {}

  static final class Never implements Closed {}

  @Test
  void whatIsNoOpenInterfaceIsRefused() {
    assertThatThrownBy(() -> Heddle.bind(Guests.C, String.class))
        .hasMessage("java.lang.String is no interface: it cannot be bound");
    assertThatThrownBy(() -> Heddle.bind(Guests.C, Closed.class))
        .hasMessageEndingWith("Closed is sealed: it cannot be bound");
  }
}
