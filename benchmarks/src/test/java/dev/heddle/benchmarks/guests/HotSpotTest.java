package dev.heddle.benchmarks.guests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.Execution;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.WasmModule;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What HotSpot makes of compiled guests. */
class HotSpotTest {

  /**
   * A method that a compiler gave up; that classes were loaded meanwhile is nothing of the sort.
   */
  private static final String GIVEN_UP =
      ".* wasm\\.\\S+::.*COMPILE SKIPPED: (?!concurrent class loading).*";

  @Test
  void gives_up_no_method_of_real_programs() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+PrintCompilation",
                "-cp",
                System.getProperty("java.class.path"),
                Programs.class.getName())
            .redirectErrorStream(true)
            .start();

    List<String> output =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();

    assertThat(process.waitFor()).isZero();
    assertThat(output).as("guest functions are compiled").anyMatch(line -> line.contains(" wasm."));
    assertThat(output).noneMatch(line -> line.matches(GIVEN_UP));
  }

  /** Runs programs until most of what they do has been compiled. */
  static final class Programs {

    private Programs() {}

    public static void main(String[] arguments) {
      for (Kernel kernel : List.of(Kernel.BZIP2, Kernel.LUA, Kernel.SQLITE, Kernel.JSON)) {
        Instance guest =
            Instance.builder(WasmModule.load(kernel.module())).execution(Execution.TIERED).build();
        for (int i = 0; i < 10; i++) {
          kernel.sample().check(guest.function("run").callLong(kernel.sample().n()));
        }
      }
    }
  }
}
