package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.runtime.CompiledCode;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.store.CompiledForm;
import dev.heddle.wasm.tool.Compile;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jars of modules that were compiled ahead of time. */
@Timeout(120)
class AheadOfTimeTest {

  private static final Path SQLITE =
      Path.of("../benchmarks/src/main/resources/dev/heddle/benchmarks/guests/sqlite.wasm");

  private static final long SQLITE_RESULT = 8_429_236_498_145_359_618L;

  @TempDir Path folder;

  /** A jar of a guest. */
  private Path jar(String name, byte[] guest, String... options) throws IOException {
    Path module = folder.resolve(name + ".wasm");
    Files.write(module, guest);
    Path jar = folder.resolve(name + ".jar");
    List<String> arguments = new ArrayList<>(List.of(module.toString(), "-o", jar.toString()));
    arguments.addAll(List.of(options));
    Compile.main(arguments.toArray(String[]::new));
    return jar;
  }

  @Test
  void aJarGivesTheSameResultsAndTraces() throws IOException {
    Path jar = jar("traps", TrappingGuest.bytes());
    List<String> expected =
        TrappingGuest.behaviour(WasmModule.load(TrappingGuest.bytes()), Execution.INTERPRETED);

    assertThat(TrappingGuest.behaviour(WasmModule.load(jar), Execution.TIERED)).isEqualTo(expected);
    assertThat(TrappingGuest.behaviour(WasmModule.load(jar), Execution.COMPILED))
        .isEqualTo(expected);
    assertThat(TrappingGuest.behaviour(WasmModule.load(jar), Execution.INTERPRETED))
        .isEqualTo(expected);
  }

  @Test
  void aFreshJvmGeneratesNoClass() throws Exception {
    Path jar = jar("traps", TrappingGuest.bytes());

    String said = OtherJvm.run(TrappingGuest.class, "-Dguest=" + jar, "-Xlog:class+load", "-ea");

    List<String> loaded =
        said.lines().filter(line -> line.contains("] wasm.")).map(String::strip).toList();
    assertThat(loaded)
        .anyMatch(line -> line.contains(".F3 ") || line.contains(".F4 "))
        .allSatisfy(line -> assertThat(line).endsWith("source: file:" + jar));
    assertThat(said)
        .contains("dev.heddle.wasm.compile.Compiler source")
        .doesNotContain("dev.heddle.wasm.compile.Emitter source");
  }

  @Test
  void sqliteGivesTheSameAnswers() throws IOException {
    Path jar = jar("sqlite", Files.readAllBytes(SQLITE));

    Instance guest = Instance.builder(WasmModule.load(jar)).build();

    assertThat(guest.function("run").callLong(0)).isEqualTo(SQLITE_RESULT);
    assertThat(guest.function("run").callLong(0)).isEqualTo(SQLITE_RESULT);
  }

  @Test
  void meteredFunctionsPayTheSame() throws IOException {
    Path jar = jar("traps", TrappingGuest.bytes(), "--metered");
    List<Long> spent = new ArrayList<>();
    for (WasmModule module :
        List.of(WasmModule.load(TrappingGuest.bytes()), WasmModule.load(jar))) {
      Fuel fuel = Fuel.of(1_000_000);
      Instance guest = Instance.builder(module).fuel(fuel).build();
      guest.function("outermost").callInt(7);
      spent.add(1_000_000 - fuel.remaining());
    }

    assertThat(spent.get(1)).isEqualTo(spent.get(0)).isPositive();
  }

  /** A class in a loader that has a jar, too: both are of one class path. */
  private static Class<?> neighbour(Path jar) throws IOException {
    @SuppressWarnings("resource") // it is needed as long as its classes are
    ClassPath path = new ClassPath(new URL[] {jar.toUri().toURL()});
    return path.neighbour();
  }

  private static final class ClassPath extends URLClassLoader {

    ClassPath(URL[] urls) {
      super(urls, AheadOfTimeTest.class.getClassLoader());
    }

    Class<?> neighbour() throws IOException {
      try (InputStream in =
          AheadOfTimeTest.class.getResourceAsStream("AheadOfTimeTest$Neighbour.class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(Neighbour.class.getName(), bytes, 0, bytes.length);
      }
    }
  }

  /** Beside resources. */
  static final class Neighbour {}

  @Test
  void onTheClassPathClassesAreFoundBesideTheModule() throws Exception {
    Path jar = jar("traps", TrappingGuest.bytes(), "--resource", "guests/traps.wasm");
    List<String> expected =
        TrappingGuest.behaviour(WasmModule.load(TrappingGuest.bytes()), Execution.INTERPRETED);
    Class<?> neighbour = neighbour(jar);

    // both use the same classes
    WasmModule one = WasmModule.load(neighbour, "/guests/traps.wasm");
    WasmModule other = WasmModule.load(neighbour, "/guests/traps.wasm");

    assertThat(TrappingGuest.behaviour(one, Execution.TIERED)).isEqualTo(expected);
    assertThat(TrappingGuest.behaviour(other, Execution.TIERED)).isEqualTo(expected);
    assertThat(TrappingGuest.behaviour(one, Execution.COMPILED)).isEqualTo(expected);
  }

  /** The same jar with the files changed that a function takes. */
  private Path changed(Path jar, BiFunction<String, byte[], byte[]> change) throws IOException {
    Path copy = folder.resolve("changed.jar");
    try (JarFile from = new JarFile(jar.toFile());
        JarOutputStream to = new JarOutputStream(Files.newOutputStream(copy))) {
      for (JarEntry entry : from.stream().toList()) {
        try (InputStream in = from.getInputStream(entry)) {
          to.putNextEntry(new JarEntry(entry.getName()));
          to.write(change.apply(entry.getName(), in.readAllBytes()));
        }
      }
    }
    return copy;
  }

  @Test
  void aJarOfAnotherVersionIsRefused() throws IOException {
    Path jar = jar("traps", TrappingGuest.bytes());
    String form = CompiledForm.current();
    Path other =
        changed(
            jar,
            (name, bytes) -> {
              if (!name.endsWith(".compiled")) {
                return bytes;
              }
              byte[] index =
                  new String(bytes, StandardCharsets.ISO_8859_1)
                      .replace(form, "0".repeat(form.length()))
                      .getBytes(StandardCharsets.ISO_8859_1);
              CRC32 sum = new CRC32();
              sum.update(index, 16, index.length - 16);
              ByteBuffer.wrap(index).putLong(4, sum.getValue());
              return index;
            });

    assertThatThrownBy(() -> WasmModule.load(other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("changed.jar, traps.wasm.compiled: compile the module again")
        .hasMessageContaining("another version of the engine");
  }

  @Test
  void aJarWhoseModuleWasChangedIsRefused() throws IOException {
    Path jar = jar("traps", TrappingGuest.bytes());
    Path other =
        changed(jar, (name, bytes) -> name.endsWith(".wasm") ? Guests.bytes("calls") : bytes);

    assertThatThrownBy(() -> WasmModule.load(other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("compiled from another module");
  }

  @Test
  void aDamagedIndexIsRefused() throws IOException {
    Path jar = jar("traps", TrappingGuest.bytes());
    Path other =
        changed(
            jar,
            (name, bytes) -> {
              if (name.endsWith(".compiled")) {
                bytes[bytes.length / 2] ^= 1;
              }
              return bytes;
            });

    assertThatThrownBy(() -> WasmModule.load(other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it is damaged");
  }

  @Test
  void anyOtherJarIsRefused() throws IOException {
    Path jar = folder.resolve("empty.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("nothing"));
    }

    assertThatThrownBy(() -> WasmModule.load(jar))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("names no WebAssembly module");
  }

  @Test
  void classesGoWithTheirModule() throws Exception {
    Path jar = jar("traps", TrappingGuest.bytes());
    WeakReference<ClassLoader> loader = loaderOf(jar);

    while (loader.get() != null) {
      System.gc();
      Thread.onSpinWait();
    }

    assertThat(loader.get()).isNull();
  }

  private static WeakReference<ClassLoader> loaderOf(Path jar) throws IOException {
    RuntimeInstance guest =
        (RuntimeInstance)
            Instance.builder(WasmModule.load(jar)).execution(Execution.COMPILED).build();
    guest.function("outermost").callInt(7);
    for (CompiledCode code : guest.compiled) {
      if (code != null) {
        return new WeakReference<>(code.getClass().getClassLoader());
      }
    }
    throw new AssertionError("nothing was loaded");
  }

  @Test
  void equalModulesMakeEqualJars() throws IOException {
    byte[] one = Files.readAllBytes(jar("traps", TrappingGuest.bytes()));
    byte[] other = Files.readAllBytes(jar("traps", TrappingGuest.bytes()));

    assertThat(other).isEqualTo(one);
  }
}
