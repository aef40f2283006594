package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.shell.Shell;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What is understood without picocli is what picocli understands. */
class QuickOptionsTest {

  private static final Shell SHELL =
      new Shell(
          Map.of(),
          InputStream.nullInputStream(),
          OutputStream.nullOutputStream(),
          OutputStream.nullOutputStream(),
          Set.of());

  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("--invoke", "f"),
          Map.entry("--dir", "a::b:ro"),
          Map.entry("--mount", "a:b"),
          Map.entry("--env", "A=1"),
          Map.entry("--listen", "localhost:80"),
          Map.entry("--argv0", "x"),
          Map.entry("--clock", "2026-01-01T00:00:00Z"),
          Map.entry("--seed", "7"),
          Map.entry("--timeout", "5s"),
          Map.entry("--fuel", "100"),
          Map.entry("--max-memory", "64MiB"),
          Map.entry("--max-call-depth", "100"),
          Map.entry("--execution", "compiled"),
          Map.entry("--cache-dir", "c"),
          Map.entry("--cachedir", "c"),
          Map.entry("--profile", "p.jfr"));

  private static boolean isUnderstood(String... arguments) {
    return QuickOptions.parse(SHELL, List.of(arguments)).isPresent();
  }

  @Test
  void everyOptionIsKnown() {
    List<OptionSpec> options = new CommandLine(new RunCommand(SHELL)).getCommandSpec().options();
    assertThat(options).hasSizeGreaterThan(15);
    for (OptionSpec option : options) {
      for (String name : option.names()) {
        if (option.arity().max() == 0) {
          assertThat(isUnderstood(name, "x.wasm")).as(name).isTrue();
        } else {
          String value = VALUES.get(name);
          assertThat(value).as(name).isNotNull();
          assertThat(isUnderstood(name, value, "x.wasm")).as(name).isTrue();
          assertThat(isUnderstood(name + "=" + value, "x.wasm", "--help")).as(name).isTrue();
          assertThat(isUnderstood(name, value, name, value, "x.wasm"))
              .as(name)
              .isEqualTo(option.isMultiValue());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--help x.wasm",
        "-h x.wasm",
        "--fly x.wasm",
        "--fly=1 x.wasm",
        "--dir",
        "--dir --env x.wasm",
        "--env-inherit=true x.wasm",
        "--timeout soon x.wasm",
        "--clock now x.wasm",
        "--execution fast x.wasm",
        "--seed x x.wasm",
        "-- x.wasm"
      })
  void whatIsNotUsualIsLeftToPicocli(String arguments) {
    assertThat(isUnderstood(arguments.split(" "))).isFalse();
  }
}
