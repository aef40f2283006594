package dev.heddle.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaSourceProcessTest {

  private static final Path SHOP =
      Path.of("..", "binding", "src", "test", "guest", "c", "shop.wasm");

  private final JavaSourceProcess program =
      new JavaSourceProcess(
          Path.of(System.getProperty("java.home"), "bin", "java"),
          Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
              .map(Path::of)
              .toList());

  @TempDir private Path folder;

  @Test
  void itWritesBothInterfaces() throws Exception {
    assertThat(program.run(SHOP, "a.b", "Till", false, folder))
        .containsExactly(
            folder.resolve("a/b/Till.java").toString(),
            folder.resolve("a/b/TillImports.java").toString());
    assertThat(Files.readString(folder.resolve("a/b/Till.java")))
        .contains("package a.b;", "public interface Till ", "Mono<Integer> add(int p0, int p1);");
  }

  @Test
  void theFileNamesThemIfNobodyDoes() throws Exception {
    assertThat(program.run(SHOP, "", "", true, folder))
        .containsExactly(
            folder.resolve("Shop.java").toString(), folder.resolve("ShopImports.java").toString());
    assertThat(Files.readString(folder.resolve("Shop.java")))
        .contains("  int add(int p0, int p1);");
  }

  @Test
  void aFailureSaysWhy() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.wasm"), "no module");
    assertThatIOException()
        .isThrownBy(() -> program.run(broken, "", "", false, folder))
        .withMessageContaining("broken.wasm were not written")
        .withMessageContaining("MalformedModuleException");
  }
}
