package dev.heddle.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncInstance;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Store;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interfaces of all kinds, wherever they come from. */
class InterfacesTest {

  private final ShopTest.ShopHost host = new ShopTest.ShopHost();

  interface Overloaded {
    int add(int a, int b);

    @WasmExport("mean")
    double add(double... values);
  }

  @Test
  void overloadsAreToldApartByTheirMarks() {
    Overloaded shop = Heddle.bind(Guests.C, Overloaded.class, host);
    assertThat(shop.add(1, 2)).isEqualTo(3);
    assertThat(shop.add(1, 2, 3)).isEqualTo(2);
  }

  interface Clashing {
    int add(int a, int b);

    long add(long a, long b);
  }

  @Test
  void anOverloadThatDoesNotFitIsRefused() {
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> Heddle.bind(Guests.C, Clashing.class, host))
        .withMessageContaining("incompatible export: Clashing.add(long, long) needs (i64, i64)")
        .withMessageNotContaining("Clashing.add(int, int)");
  }

  interface Sums<N, L extends List<N>> {
    N add(N a, N b);
  }

  interface IntegerSums extends Sums<Integer, List<Integer>> {
    static int twice(IntegerSums sums, int number) {
      return sums.add(number, number);
    }
  }

  @Test
  void typesOfAGenericInterfaceAreKnownWhereItIsExtended() {
    IntegerSums sums = Heddle.bind(Guests.C, IntegerSums.class, host);
    assertThat(sums.add(20, 22)).isEqualTo(42);
    assertThat(IntegerSums.twice(sums, 4)).isEqualTo(8);
  }

  interface Generic {
    <T> T add(T a, T b);
  }

  @Test
  void typesThatNobodyKnowsAreRefused() {
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> Heddle.bind(Guests.C, Generic.class, host))
        .withMessageContaining("parameter a: nothing says what T stands for")
        .withMessageContaining("result: nothing says what T stands for");
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> Heddle.bind(Guests.C, Sums.class, host))
        .withMessageContaining("nothing says what N stands for");
  }

  interface Odd {
    int add(int a, int b);

    @Override
    String toString();

    @Override
    boolean equals(Object other);
  }

  @Test
  void methodsOfObjectStayItsOwn() {
    Odd odd = Heddle.bind(Guests.C, Odd.class, host);
    assertThat(odd).hasToString("Odd of async instance of " + Guests.C);
    assertThat(odd).isNotEqualTo(Heddle.bind(Guests.C, Odd.class, host));
    assertThat(Set.of(odd)).contains(odd);
  }

  @Test
  void aPrivateInterfaceIsBound() {
    interface Local {
      int add(int a, int b);
    }
    assertThat(Heddle.bind(Guests.C, Local.class, host).add(1, 2)).isEqualTo(3);
  }

  @Test
  void oneClassServesAllInstances() {
    Adder first = Heddle.bind(Guests.C, Adder.class, host);
    Adder second = Heddle.bind(Guests.RUST, Adder.class, host);
    assertThat(first.getClass()).isSameAs(second.getClass());
    assertThat(first.getClass().isHidden()).isTrue();
  }

  @WasmImport("env")
  interface Price {
    int get();
  }

  @Test
  void aLambdaServesImports() {
    Price price = () -> 7;
    WasmModule module =
        WasmModule.load(
            new ModuleBuilder()
                .imported("env", "get", 0, 1)
                .function("add", 2, 1, 0x10, 0)
                .bytes());
    assertThat(Heddle.bind(module, Adder.class, price).add(1, 2)).isEqualTo(7);
  }

  /** Defines {@link Adder} anew, and knows nothing else but the JDK. */
  private static final class Stranger extends ClassLoader {

    Stranger() {
      super(null); // the boot loader
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (!name.equals(Adder.class.getName())) {
        throw new ClassNotFoundException(name);
      }
      try (InputStream in = Adder.class.getResourceAsStream("Adder.class")) {
        byte[] bytes = Objects.requireNonNull(in).readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private static Object bindStranger(ShopTest.ShopHost host) throws ReflectiveOperationException {
    Class<?> type = new Stranger().loadClass(Adder.class.getName());
    Object bound = Heddle.bind(Guests.C, type, host);
    Method add = type.getMethod("add", int.class, int.class);
    add.setAccessible(true);
    assertThat(add.invoke(bound, 20, 22)).isEqualTo(42);
    assertThat(bound).isNotInstanceOf(Adder.class);
    return bound;
  }

  @Test
  void anInterfaceOfALoaderThatDoesNotKnowHeddleIsBound() throws ReflectiveOperationException {
    assertThat(bindStranger(host).getClass().getClassLoader()).isInstanceOf(Stranger.class);
  }

  private static void awaitCollection(List<? extends WeakReference<?>> references) {
    // ends: the collector clears weak references to what nothing refers to
    while (references.stream().anyMatch(reference -> reference.get() != null)) {
      System.gc();
    }
  }

  @Test
  void classLoadersOfInterfacesAreCollected() throws ReflectiveOperationException {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      loaders.add(new WeakReference<>(bindStranger(host).getClass().getClassLoader()));
    }
    awaitCollection(loaders);
  }

  @Test
  void aThousandBoundInstancesAreCollected() {
    List<WeakReference<Instance>> instances = new ArrayList<>();
    Binding<Shop> binding = Heddle.binding(Guests.C, Shop.class).hosts(host).build();
    for (int i = 0; i < 1_000; i++) {
      AsyncInstance instance =
          AsyncInstance.builder(Guests.C).imports(binding.imports()).store(Store.create()).build();
      instances.add(new WeakReference<>(instance.instance()));
      try (Shop shop = i % 2 == 0 ? binding.bind(instance) : Heddle.bind(instance, Shop.class)) {
        assertThat(shop.add(i, 1)).isEqualTo(i + 1);
        assertThat(shop.total(1).block()).isEqualTo(100);
      }
    }
    awaitCollection(instances);
  }

  private static final String APPLICATION =
      """
      package application;

      import java.lang.invoke.MethodHandles;

      public interface Application {
        record Sum(int value) {}

        Sum add(int a, int b);

        static MethodHandles.Lookup lookup() {
          return MethodHandles.lookup();
        }

        static int use(Object bound) {
          return ((Application) bound).add(20, 22).value();
        }
      }
      """;

  private static Class<?> application(Path folder, String descriptor) throws Exception {
    Files.writeString(folder.resolve("Application.java"), APPLICATION);
    Files.writeString(folder.resolve("module-info.java"), descriptor);
    int result =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "-d",
                folder.resolve("classes").toString(),
                folder.resolve("Application.java").toString(),
                folder.resolve("module-info.java").toString());
    assertThat(result).isZero();
    ModuleLayer boot = ModuleLayer.boot();
    Configuration configuration =
        boot.configuration()
            .resolve(
                ModuleFinder.of(folder.resolve("classes")),
                ModuleFinder.of(),
                Set.of("application"));
    return boot.defineModulesWithOneLoader(configuration, ClassLoader.getSystemClassLoader())
        .findLoader("application")
        .loadClass("application.Application");
  }

  private static MethodHandles.Lookup lookup(Class<?> type) throws Exception {
    return (MethodHandles.Lookup) type.getMethod("lookup").invoke(null);
  }

  @Test
  void aModuleThatIsNotOpenSaysWhatToOpenOrGivesItsLookup(@TempDir Path folder) throws Exception {
    Class<?> type = application(folder, "module application { exports application; }");
    assertThatThrownBy(() -> Heddle.bind(Guests.C, type, host))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "application.Application is in a module that does not open it: add \"opens application"
                + " to dev.heddle.bind;\" to module application, or give the binding"
                + " .lookup(MethodHandles.lookup())");
    Object bound =
        Heddle.binding(Guests.C, type).hosts(host).lookup(lookup(type)).build().instantiate();
    assertThat(type.getMethod("use", Object.class).invoke(null, bound)).isEqualTo(42);
  }

  @Test
  void anOpenModuleNeedsNoLookup(@TempDir Path folder) throws Exception {
    Class<?> type =
        application(folder, "module application { exports application; opens application; }");
    Object bound = Heddle.bind(Guests.C, type, host);
    assertThat(type.getMethod("use", Object.class).invoke(null, bound)).isEqualTo(42);
  }
}
