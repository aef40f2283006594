package dev.heddle.cli;

import static dev.heddle.cli.Cli.guest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code heddle validate}. */
class ValidateTest {

  @TempDir Path folder = Path.of("");

  @Test
  void nothingIsSaidOfWhatIsValid() {
    assertThat(Cli.plain().run("validate", guest("math"), guest("tool"), guest("shop")))
        .isEqualTo(new Result(0, "", ""));
  }

  @Test
  void eachOtherOneIsSaidToBeWrongAndWhere() throws IOException {
    byte[] good = Files.readAllBytes(Path.of(guest("math")));
    Path cut = Files.write(folder.resolve("cut.wasm"), Arrays.copyOf(good, 100));
    // i32.add becomes i64.add
    byte[] bad = good.clone();
    for (int i = 0; i < bad.length - 5; i++) {
      if (bad[i] == 0x20 && bad[i + 2] == 0x20 && bad[i + 4] == 0x6a) {
        bad[i + 4] = 0x7c;
        break;
      }
    }
    Path wrong = Files.write(folder.resolve("wrong.wasm"), bad);

    Result result =
        Cli.plain()
            .run("validate", cut.toString(), guest("math"), wrong.toString(), "missing.wasm");

    assertThat(result.out()).isEmpty();
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err().lines())
        .satisfiesExactly(
            line ->
                assertThat(line).matches("heddle: \\S+cut\\.wasm: .+ \\(.+, offset 0x[0-9a-f]+\\)"),
            line ->
                assertThat(line)
                    .matches(
                        "heddle: \\S+wrong\\.wasm: type mismatch.* \\(?.*function 0 \"add\".*offset"
                            + " 0x[0-9a-f]+\\)?"),
            line -> assertThat(line).isEqualTo("heddle: missing.wasm: no such file"));
  }

  @Test
  void theInputIsAModuleToo() throws IOException {
    byte[] good = Files.readAllBytes(Path.of(guest("math")));
    assertThat(Cli.plain().in(good).run("validate", "-").code()).isZero();
    Result result = Cli.plain().in("junk").run("validate", "-");
    assertThat(result.err()).startsWith("heddle: <stdin>: magic header not detected");
  }
}
