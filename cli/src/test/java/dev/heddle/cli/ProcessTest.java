package dev.heddle.cli;

import static dev.heddle.cli.Cli.guest;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What takes a process of its own. */
class ProcessTest {

  private static final long SECONDS = 60;

  private static Process start(List<String> options, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(options);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath(), Main.class.getName()));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command).start();
  }

  /** That of this JVM, whether it has modules or not. */
  private static String classPath() {
    return Stream.of("jdk.module.path", "java.class.path", "jdk.module.patch")
        .map(System::getProperty)
        .filter(path -> path != null && !path.isEmpty())
        .collect(Collectors.joining(System.getProperty("path.separator")));
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void linesGoThroughAsTheyComeAndCtrlCEndsIt() throws Exception {
    Process process = start(List.of(), "run", guest("tool"), "cat");
    try (OutputStream in = process.getOutputStream();
        BufferedReader out = process.inputReader(UTF_8)) {
      in.write("one\n".getBytes(UTF_8));
      in.flush();
      assertThat(out.readLine()).isEqualTo("one");
      in.write("two\n".getBytes(UTF_8));
      in.flush();
      assertThat(out.readLine()).isEqualTo("two");

      // SIGTERM, of which the JVM is told as it is of SIGINT
      assertThat(process.toHandle().destroy()).isTrue();

      assertThat(exitCode(process)).isEqualTo(143);
      assertThat(process.errorReader(UTF_8).lines()).isEmpty();
    }
  }

  @Test
  void aReaderThatGoesAwayEndsItQuietly() throws Exception {
    Process process = start(List.of(), "run", guest("tool"), "flood");
    BufferedReader out = process.inputReader(UTF_8);
    assertThat(out.readLine()).isEqualTo("all work and no play");
    out.close();

    assertThat(exitCode(process)).isEqualTo(141);
    assertThat(process.errorReader(UTF_8).lines()).isEmpty();
  }

  /** Each of these has cost a tenth of a second of every start. */
  @Test
  void aSimpleRunLoadsNeitherReactorNorTheFlightRecorderNorTheParserOfOptions() throws Exception {
    Process process =
        start(List.of("-Xlog:class+load"), "run", "--timeout", "1m", guest("tool"), "args");
    List<String> lines = process.inputReader(UTF_8).lines().toList();

    assertThat(exitCode(process)).isZero();
    assertThat(lines)
        .contains("0: tool.wasm")
        .anyMatch(line -> line.contains("dev.heddle.cli.Main "));
    assertThat(lines)
        .noneMatch(line -> line.contains("jdk.jfr.internal."))
        .noneMatch(line -> line.contains("reactor.core.publisher.Mono "))
        .noneMatch(line -> line.contains("picocli.CommandLine "));
  }
}
