package dev.heddle.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** What is written from a module compiles, and binds. */
class JavaSourceTest {

  @TempDir private Path folder;

  private static String locationOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
  }

  private URLClassLoader compile(List<JavaSource> sources) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-Xlint:all,-classfile",
                "-Xdoclint:all,-missing",
                "-Werror",
                "-d",
                folder.resolve("classes").toString(),
                "-classpath",
                Stream.of(
                        Heddle.class,
                        WasmModule.class,
                        Mono.class,
                        org.reactivestreams.Publisher.class)
                    .map(JavaSourceTest::locationOf)
                    .reduce((a, b) -> a + java.io.File.pathSeparator + b)
                    .orElseThrow()));
    for (JavaSource source : sources) {
      arguments.add(source.write(folder).toString());
    }
    int result =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(System.out, System.err, arguments.toArray(String[]::new));
    assertThat(result).as(sources.getFirst().text()).isZero();
    URL classes = folder.resolve("classes").toUri().toURL();
    return new URLClassLoader(new URL[] {classes}, JavaSourceTest.class.getClassLoader());
  }

  private static Object imports(Class<?> type) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "price" -> (Object) ((int) arguments[0] * 100);
              case "hashCode" -> 1;
              default -> null;
            });
  }

  @Test
  void theInterfacesOfAShopCompileAndBind() throws Exception {
    List<JavaSource> sources = JavaSource.of(Guests.C, "generated", "Shop", false);
    assertThat(sources).extracting(JavaSource::name).containsExactly("Shop", "ShopImports");
    assertThat(sources.getFirst().text())
        .startsWith("// Written by heddle:bind.\npackage generated;\n")
        .contains("  /** next_color: (i32) -&gt; (i32) */\n  Mono<Integer> nextColor(int p0);\n")
        .doesNotContain("heddle_alloc", "cabi_post_greet", "_initialize");
    assertThat(sources.getLast().text())
        .contains("  @WasmImport(value = \"env\", name = \"price\")\n  int price(int p0);\n");
    try (URLClassLoader loader = compile(sources)) {
      Class<?> shop = loader.loadClass("generated.Shop");
      Class<?> imports = loader.loadClass("generated.ShopImports");
      try (AutoCloseable bound = (AutoCloseable) Heddle.bind(Guests.C, shop, imports(imports))) {
        Mono<?> total = (Mono<?>) shop.getMethod("total", int.class).invoke(bound, 3);
        assertThat(total.block()).isEqualTo(600);
      }
    }
  }

  @Test
  void valuesAreReturnedWhereThatIsAskedFor() throws Exception {
    try (URLClassLoader loader = compile(JavaSource.of(Guests.C, "", "Plain", true))) {
      Class<?> shop = loader.loadClass("Plain");
      Object bound = Heddle.bind(Guests.C, shop, imports(loader.loadClass("PlainImports")));
      assertThat(shop.getMethod("add", int.class, int.class).invoke(bound, 20, 22)).isEqualTo(42);
    }
  }

  /** Names of WebAssembly are any text. */
  @Test
  void oddNamesCompileAndBind() throws Exception {
    ModuleBuilder builder =
        new ModuleBuilder()
            .imported("wasi:http/types@0.2", "[method]request.get-path", 1, 1)
            .imported("*/ class Evil {} /*", "class", 0, 0);
    List<String> names =
        List.of(
            "int",
            "",
            "a-b",
            "a_b",
            "aB",
            "*/ }",
            "\"\\u0022",
            "getClass",
            "close",
            "ünï",
            "1st",
            "toString",
            "two\nlines",
            "wait",
            "_",
            "$");
    names.forEach(
        name -> builder.function(name, 0, 1, ModuleBuilder.constant(names.indexOf(name))));
    builder.function("pair", 0, 2, 0x41, 3, 0x41, 4);
    WasmModule module = WasmModule.load(builder.bytes());
    try (URLClassLoader loader = compile(JavaSource.of(module, "odd", "Odd", true))) {
      Class<?> odd = loader.loadClass("odd.Odd");
      Object bound = Heddle.bind(module, odd, imports(loader.loadClass("odd.OddImports")));
      List<Object> values = new ArrayList<>();
      for (var method : odd.getDeclaredMethods()) {
        if (method.getReturnType() == int.class) {
          values.add(method.invoke(bound));
        }
      }
      assertThat(values)
          .containsExactlyInAnyOrderElementsOf(
              Stream.iterate(0, i -> i + 1).limit(names.size()).toList());
      assertThat(odd.getMethod("pair").invoke(bound)).hasToString("IntAndInt[r0=3, r1=4]");
    }
  }

  @Test
  void theMainProgramWritesFiles() throws IOException {
    String shop = Path.of("src", "test", "guest", "c", "shop.wasm").toString();
    JavaSource.main(new String[] {"--package", "a.b", "--to", folder.toString(), "--plain", shop});
    try (Stream<Path> files = Files.list(folder.resolve("a").resolve("b"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("Shop.java", "ShopImports.java");
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    assertThatThrownBy(() -> JavaSource.main(new String[] {"--to"}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("usage:");
  }
}
