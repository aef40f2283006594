package dev.heddle.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.wasm.Execution;
import dev.heddle.wasm.WasmModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official tests of WASI preview 1, if they are there ({@code ../shared/wasi-tests}, seen from
 * the repository, or what {@code -Dheddle.wasiTests} names): on files of the host and in memory,
 * interpreted and compiled.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfficialSuiteTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TESTS = 72;

  private int passed;

  @TempDir Path scratch = Path.of("");

  private enum Storage {
    HOST,
    MEMORY
  }

  @TestFactory
  List<DynamicNode> suite() throws IOException {
    Path root = root();
    if (!Files.isDirectory(root)) {
      return List.of(
          dynamicTest(
              "skipped: " + root + " is not there",
              () -> Assumptions.abort("the official WASI tests are not at " + root)));
    }
    List<Path> modules;
    try (Stream<Path> files = Files.walk(root)) {
      modules = files.filter(file -> file.toString().endsWith(".wasm")).sorted().toList();
    }
    List<DynamicNode> nodes = new ArrayList<>();
    nodes.add(dynamicTest("all are there", () -> assertThat(modules).hasSize(TESTS)));
    for (Execution execution : List.of(Execution.INTERPRETED, Execution.COMPILED)) {
      for (Storage kind : Storage.values()) {
        nodes.add(
            dynamicContainer(
                execution + " on " + kind,
                modules.stream()
                    .map(module ->
                        dynamicTest(
                            root.relativize(module).toString(),
                            () -> {
                              run(module, kind, execution);
                              passed++;
                            }))));
      }
    }
    return nodes;
  }

  @AfterAll
  void showTheTotals() {
    System.out.println(
        "Official WASI tests: "
            + passed
            + " of "
            + 4 * TESTS
            + " passed (on the host and in memory,"
            + " interpreted and compiled)");
  }

  private static Path root() {
    String named = System.getProperty("heddle.wasiTests");
    if (named != null && !named.isBlank()) {
      return Path.of(named);
    }
    Path repository = Path.of("").toAbsolutePath();
    while (!Files.exists(repository.resolve("CONTRIBUTING.md"))) {
      repository = Objects.requireNonNull(repository.getParent(), "no repository around the test");
    }
    return repository.resolve("../shared/wasi-tests").normalize();
  }

  private void run(Path module, Storage kind, Execution execution) throws Exception {
    String name = module.getFileName().toString().replace(".wasm", "");
    Path description = module.resolveSibling(name + ".json");
    JsonNode expected =
        Files.exists(description) ? JSON.readTree(description.toFile()) : JSON.createObjectNode();
    WasiOutput.Captured out = WasiOutput.Captured.ofAtMost(1 << 20);
    WasiOutput.Captured err = WasiOutput.Captured.ofAtMost(1 << 20);
    Wasi.Builder wasi =
        Wasi.builder()
            .arguments(name)
            .stdout(WasiOutput.to(out))
            .stderr(WasiOutput.to(err))
            .instance(instance -> instance.execution(execution));
    expected.path("args").forEach(argument -> wasi.arguments(argument.asText()));
    for (Map.Entry<String, JsonNode> each : expected.path("env").properties()) {
      wasi.environment(each.getKey(), each.getValue().asText());
    }
    if (expected.has("root")) {
      Path folder = module.resolveSibling(expected.path("root").asText());
      wasi.directory("/", kind == Storage.HOST ? HostFileSystem.of(copy(folder)) : memory(folder));
    }

    ExitStatus status = wasi.build().run(WasmModule.load(module)).block(Duration.ofMinutes(1));

    assertThat(status)
        .as("stdout: %s%nstderr: %s", out.text(), err.text())
        .isEqualTo(new ExitStatus(expected.path("exit_code").asInt(0)));
    if (expected.has("stdout")) {
      assertThat(out.text()).isEqualTo(expected.path("stdout").asText());
    }
    if (expected.has("stderr")) {
      assertThat(err.text()).isEqualTo(expected.path("stderr").asText());
    }
  }

  private Path copy(Path folder) throws IOException {
    Path target = Files.createTempDirectory(scratch, "root");
    walk(
        folder,
        path -> Files.createDirectories(target.resolve(folder.relativize(path).toString())),
        path -> Files.copy(path, target.resolve(folder.relativize(path).toString())));
    return target;
  }

  private static WasiFileSystem memory(Path folder) throws IOException {
    MemoryFileSystem files = MemoryFileSystem.ofCapacity(64 << 20);
    WasiDirectory root = get(files.open());
    walk(
        folder,
        path -> {
          if (!path.equals(folder)) {
            get(parent(root, folder, path).createDirectory(path.getFileName().toString()));
          }
        },
        path -> {
          WasiFile file =
              get(
                  parent(root, folder, path)
                      .openFile(
                          path.getFileName().toString(),
                          new OpenMode(false, true, true, true, false)));
          get(file.write(ByteBuffer.wrap(Files.readAllBytes(path)), 0));
          get(file.close());
        });
    return files;
  }

  private static WasiDirectory parent(WasiDirectory root, Path folder, Path path) {
    WasiDirectory directory = root;
    Path relative = folder.relativize(path);
    for (int i = 0; i < relative.getNameCount() - 1; i++) {
      directory = get(directory.openDirectory(relative.getName(i).toString()));
    }
    return directory;
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @FunctionalInterface
  private interface Visit {
    void accept(Path path) throws IOException;
  }

  private static void walk(Path folder, Visit directory, Visit file) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            directory.accept(path);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (!path.toString().toLowerCase(Locale.ROOT).endsWith(".cleanup")) {
              file.accept(path);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
