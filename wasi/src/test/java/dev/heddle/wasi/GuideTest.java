package dev.heddle.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncInstance;
import dev.heddle.wasi.function.Functions;
import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.WasmModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** The code of {@code docs/wasi.md}, and that the page has it as it is here. */
class GuideTest {

  private static final Path PAGE = Path.of("..", "docs", "wasi.md");
  private static final Path SELF =
      Path.of("src", "test", "java", "dev", "heddle", "wasi", "GuideTest.java");

  @TempDir Path data = Path.of("");

  @Test
  void aProgram() throws Exception {
    WasmModule program = Probe.load("greet");
    Files.writeString(data.resolve("greeting.txt"), "Hello");
    List<String> lines = new ArrayList<>();

    Mono<ExitStatus> run =
        Wasi.builder()
            .arguments("greet", "world")
            .environment("LANG", "C.UTF-8")
            .directory("/data", HostFileSystem.of(data).readOnly())
            .stdout(WasiOutput.toLines(lines::add))
            .build()
            .run(program);

    assertThat(run.block(Duration.ofSeconds(30))).isEqualTo(new ExitStatus(3));
    assertThat(lines).containsExactly("Hello, world");
  }

  @Test
  void aLibrary() throws Exception {
    WasmModule module = Probe.load("answer");
    Wasi wasi = Wasi.builder().build();

    WasiLibrary library = wasi.library(module).block();
    Mono<Integer> result = library.function("answer").mono(Integer.class);

    assertThat(result.block(Duration.ofSeconds(30))).isEqualTo(42);

    Snapshot ready = library.instance().snapshot().join();
    WasiLibrary other = wasi.library(ready).block();

    assertThat(other.function("answer").mono(Integer.class).block(Duration.ofSeconds(30)))
        .isEqualTo(42);
    library.close().block(Duration.ofSeconds(30));
    other.close().block(Duration.ofSeconds(30));
  }

  @Test
  void anInstanceThatIsMadeOtherwise() throws Exception {
    WasmModule module = Probe.load("answer");
    Wasi wasi = Wasi.builder().build();

    WasiProcess process = wasi.open().block();
    AsyncInstance instance = AsyncInstance.builder(module).imports(process.imports()).build();

    assertThat(instance.function("answer").mono(Integer.class).block(Duration.ofSeconds(30)))
        .isEqualTo(42);
    instance.close();
    process.close().block(Duration.ofSeconds(30));
  }

  @Test
  void allFunctionsAreThere() {
    assertThat(Functions.names()).hasSize(46);
  }

  @Test
  void thePageHasThisCode() throws Exception {
    String code = Files.readString(SELF).replaceAll("\\s+", "");
    String page = Files.readString(PAGE);
    List<String> blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(match -> match.group(1).replaceAll("\\s+", ""))
            .toList();

    assertThat(blocks).hasSize(4).allSatisfy(block -> assertThat(code).contains(block));
  }
}
