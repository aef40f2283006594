package dev.heddle.cli;

import static dev.heddle.cli.Cli.guest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.Cli.Result;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of command lines that make no sense, and of how they would. */
class UsageTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fly|Unmatched argument at index 0: 'fly' (see 'heddle --help')",
        "--fly|Unknown option: '--fly' (see 'heddle --help')",
        "run|Missing required parameter: 'FILE' (see 'heddle run --help')",
        "run --fly x.wasm|Unknown option: '--fly' (see 'heddle run --help')",
        "run --timeout soon x.wasm|Invalid value for option '--timeout': expected a time such as 5s,"
            + " 200ms or 1.5m, found 'soon' (see 'heddle run --help')",
        "run --timeout 0s x.wasm|Invalid value for option '--timeout': expected more than zero, found"
            + " '0s' (see 'heddle run --help')",
        "run --max-memory much x.wasm|Invalid value for option '--max-memory': expected a size such as"
            + " 64MiB, 512k or 65536, found 'much' (see 'heddle run --help')",
        "run --fuel all x.wasm|Invalid value for option '--fuel': 'all' is not a long (see 'heddle run"
            + " --help')",
        "run --dir ::/data x.wasm|Invalid value for option '--dir' (HOST[::GUEST][:ro]): expected"
            + " HOST[::GUEST][:ro], found '::/data' (see 'heddle run --help')",
        "run --env =1 x.wasm|Invalid value for option '--env' (NAME[=VALUE]): expected NAME=VALUE or"
            + " NAME, found '=1' (see 'heddle run --help')",
        "run --listen 80 x.wasm|Invalid value for option '--listen' (HOST:PORT): expected HOST:PORT,"
            + " found '80' (see 'heddle run --help')",
        "validate|Missing required parameter: 'FILE' (see 'heddle validate --help')",
        "inspect a.wasm b.wasm|Unmatched argument at index 2: 'b.wasm' (see 'heddle inspect --help')",
      })
  void itIsOneLineAndTheExitCodeIs2(String example) {
    String[] sides = example.split("\\|");
    Result result = Cli.plain().run(sides[0].split(" "));
    assertThat(result.err()).isEqualToNormalizingNewlines("heddle: " + sides[1] + "\n");
    assertThat(result.out()).isEmpty();
    assertThat(result.code()).isEqualTo(2);
  }

  @Test
  void withoutAnythingHelpIsShownAsAnError() {
    Result result = Cli.plain().run();
    assertThat(result.err()).startsWith("Usage: heddle ");
    assertThat(result.out()).isEmpty();
    assertThat(result.code()).isEqualTo(2);
  }

  @Test
  void everyCommandHasHelp() {
    Result general = Cli.plain().run("--help");
    assertThat(general.code()).isZero();
    for (String command :
        new String[] {"run", "inspect", "disasm", "validate", "compile", "aot-cache"}) {
      assertThat(general.out()).containsPattern("(?m)^  " + command + " +\\S");
      Result result = Cli.plain().run(command, "--help");
      assertThat(result.out()).startsWith("Usage: heddle " + command).contains("Example");
      assertThat(result.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
      assertThat(result.err()).isEmpty();
      assertThat(result.code()).isZero();
    }
  }

  @Test
  void whatAnAotCacheLearnsFromGoesWell() {
    assertThat(Cli.plain().run("aot-training")).isEqualTo(new Result(0, "", ""));
    assertThat(Cli.plain().run("--help").out()).doesNotContain("aot-training");
  }

  @Test
  void theVersionIsShown() {
    assertThat(Cli.plain().run("--version").out()).startsWith("heddle ").contains(" on Java 2");
    assertThat(Cli.plain().run("-V").code()).isZero();
  }

  @Test
  void coloursAreForTerminalsThatWantThem() {
    String plain = "heddle: x.wasm: no such file" + System.lineSeparator();
    String red = "\u001b[1;31mheddle:\u001b[0m x.wasm: no such file" + System.lineSeparator();
    Cli terminal = Cli.plain().terminals(1, 2);
    assertThat(Cli.plain().run("run", "x.wasm").err()).isEqualTo(plain);
    assertThat(terminal.run("run", "x.wasm").err()).isEqualTo(red);
    assertThat(terminal.environment(Map.of("NO_COLOR", "1")).run("run", "x.wasm").err())
        .isEqualTo(plain);
    assertThat(terminal.environment(Map.of("TERM", "dumb")).run("run", "x.wasm").err())
        .isEqualTo(plain);
    assertThat(terminal.run("run", "--help").out()).contains("\u001b[");
    assertThat(Cli.plain().run("run", "--help").out()).doesNotContain("\u001b[");
  }

  @Test
  void namesOfGuestsDoNotSteerTheTerminal() {
    Result result = Cli.plain().run("run", "--invoke", "\u001b[2J", guest("math"));
    assertThat(result.err()).contains("no function '\\u{1b}[2J' is exported").hasLineCount(1);
  }
}
