package dev.heddle.wasm;

import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.repeat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A module that is larger in memory than the heap is refused, and nothing else suffers. */
class SmallHeapTest {

  /** What the JVM with the small heap does. */
  static final class Loading {

    private Loading() {}

    /** Loads a module of a million sections. */
    public static void main(String[] arguments) {
      byte[] bytes = module().raw(repeat(1_000_000, 0, 2, 1, 'x')).toBytes();
      try {
        System.out.println("loaded " + WasmModule.load(bytes).customSections().size());
      } catch (LimitExceededException e) {
        System.out.println("refused: " + e.getMessage());
      }
      WasmModule small = WasmModule.load(module().toBytes());
      System.out.println("then loaded " + small);
    }
  }

  @Test
  void aModuleThatTheHeapHasNoRoomForIsRefused() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx40m",
                "-XX:+UseSerialGC",
                "-cp",
                folderOf(WasmModule.class) + File.pathSeparator + folderOf(Loading.class),
                Loading.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output)
        .contains("refused: the heap has no room for a module of 4000008 bytes")
        .contains("then loaded module wasm");
  }

  /** The folder in which a class file and its package are. */
  private static Path folderOf(Class<?> type) throws Exception {
    String file = type.getName().replace('.', '/') + ".class";
    URL url = Objects.requireNonNull(type.getResource("/" + file));
    Path path = Path.of(url.toURI());
    for (int i = 0; i < Path.of(file).getNameCount(); i++) {
      path = Objects.requireNonNull(path.getParent());
    }
    return path;
  }
}
