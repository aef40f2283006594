package dev.heddle.cli;

import static dev.heddle.cli.Cli.guest;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.Cli.Result;
import dev.heddle.cli.shell.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code heddle run}: what a guest is given, how it is bounded, how it ends. */
class RunTest {

  private static final String TOOL = guest("tool");
  private static final String MATH = guest("math");

  @TempDir Path folder = Path.of("");

  private static Result run(String... arguments) {
    return Cli.plain().run(arguments);
  }

  private static void assertPrints(Result result, String out) {
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualToNormalizingNewlines(out);
    assertThat(result.code()).isZero();
  }

  private static void assertFails(Result result, int code, String err) {
    assertThat(result.err()).isEqualToNormalizingNewlines("heddle: " + err + "\n");
    assertThat(result.code()).isEqualTo(code);
  }

  // ---- what it is given

  @Test
  void whatIsBehindTheFileIsTheGuests() {
    assertPrints(
        run("run", TOOL, "args", "--help", "--", "@x", "-"),
        "0: tool.wasm\n1: args\n2: --help\n3: --\n4: @x\n5: -\n");
    assertPrints(
        run("run", "--seed", "1", TOOL, "args", "--help", "@x", "--seed=2"),
        "0: tool.wasm\n1: args\n2: --help\n3: @x\n4: --seed=2\n");
  }

  @Test
  void aModuleInThePlaceOfACommandIsRun() {
    assertPrints(run(TOOL, "args"), "0: tool.wasm\n1: args\n");
  }

  @Test
  void theNameOfTheProgramCanBeSaid() {
    assertPrints(run("run", "--argv0", "busybox", TOOL, "args"), "0: busybox\n1: args\n");
  }

  @Test
  void nothingOfTheEnvironmentIsGivenUnasked() {
    Cli cli = Cli.plain().environment(Map.of("HOME", "/root", "LANG", "C"));
    assertPrints(cli.run("run", TOOL, "env"), "");
    assertPrints(
        cli.run("run", "--env", "A=1=2", "--env=LANG", "--env", "NOT_THERE", TOOL, "env"),
        "A=1=2\nLANG=C\n");
    assertThat(cli.run("run", "--env-inherit", "--env", "LANG=de", TOOL, "env").out().lines())
        .containsExactlyInAnyOrder("HOME=/root", "LANG=de");
  }

  @Test
  void aDirectoryIsGivenUnderAName() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "content");
    assertPrints(run("run", "--dir", folder + "::/data", TOOL, "cat", "/data/a.txt"), "content");
    assertPrints(run("run", "--mount", folder + ":/data", TOOL, "cat", "/data/a.txt"), "content");
    assertPrints(run("run", "--dir", folder.toString(), TOOL, "cat", folder + "/a.txt"), "content");

    assertPrints(run("run", "--dir", folder + "::/", TOOL, "write", "/b.txt", "text"), "");
    assertThat(folder.resolve("b.txt")).hasContent("text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--dir=%s::/data:ro", "--mount=%s:/data:ro"})
  void aDirectoryCanBeReadOnly(String form) throws IOException {
    Files.writeString(folder.resolve("a.txt"), "content");
    String option = form.formatted(folder);

    assertPrints(run("run", option, TOOL, "cat", "/data/a.txt"), "content");
    Result refused = run("run", option, TOOL, "write", "/data/b.txt", "text");

    assertThat(refused.err()).startsWith("/data/b.txt: ");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(folder.resolve("b.txt")).doesNotExist();
  }

  @Test
  void noFileIsGivenUnasked() {
    Result result = run("run", TOOL, "cat", "/etc/passwd");

    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("/etc/passwd: ");
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void aDirectoryHasToBeThere() {
    Path missing = folder.resolve("missing");
    assertFails(
        run("run", "--dir", missing + "::/x", TOOL), 1, "--dir " + missing + ": no such directory");
    assertFails(run("run", "--mount", TOOL, TOOL), 1, "--mount " + TOOL + ": is not a directory");
  }

  @Test
  void inputIsStreamedThrough() {
    String text =
        IntStream.range(0, 100_000).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
    assertPrints(Cli.plain().in(text).run("run", TOOL, "cat"), text);
  }

  @Test
  void outputAndErrorsKeepTheirOrder() {
    StringBuilder both = new StringBuilder();
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int single) {
            both.append((char) single);
          }
        };
    int code =
        new Heddle(new Shell(Map.of(), InputStream.nullInputStream(), out, out, Set.of()))
            .run("run", TOOL, "streams");

    String expected =
        IntStream.range(0, 100)
            .mapToObj(i -> "out " + i + "\nerr " + i + "\n")
            .collect(Collectors.joining());
    assertThat(both.toString()).isEqualTo(expected);
    assertThat(code).isZero();
  }

  @Test
  void theModuleMayComeFromTheInput() throws IOException {
    byte[] module = Files.readAllBytes(Path.of(TOOL));
    assertPrints(Cli.plain().in(module).run("run", "-", "args"), "0: -\n1: args\n");
    assertPrints(Cli.plain().in(module).run("run", "-", "cat"), "");
    assertFails(
        Cli.plain().in("no module").run("run", "-"),
        1,
        "<stdin>: magic header not detected (module, offset 0x0)");
  }

  @Test
  void theGuestKnowsWhichStreamsAreTerminals() {
    assertPrints(run("run", TOOL, "tty"), "000\n");
    assertPrints(Cli.plain().terminals(0, 2).run("run", TOOL, "tty"), "101\n");
  }

  @Test
  void timeAndRandomnessCanBeTheSameInEveryRun() {
    assertPrints(
        run("run", "--clock", "2026-01-01T00:00:00Z", TOOL, "time"), "1767225600.000001000\n");
    Result first = run("run", "--seed", "42", TOOL, "random");
    assertThat(run("run", "--seed", "42", TOOL, "random")).isEqualTo(first);
    assertThat(run("run", "--seed", "43", TOOL, "random").out()).isNotEqualTo(first.out());
    assertThat(run("run", TOOL, "random").out()).isNotEqualTo(run("run", TOOL, "random").out());
    // sleeping takes no time then
    assertPrints(
        run("run", "--clock=2026-01-01T00:00:00Z", "--timeout=20s", TOOL, "sleep", "1000"), "");
  }

  @Test
  void aListeningSocketIsGiven() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    CompletableFuture<Result> served =
        CompletableFuture.supplyAsync(
            () -> run("run", "--timeout", "30s", "--listen", "127.0.0.1:" + port, TOOL, "serve"));
    try (Socket client = connect(port, served)) {
      client.getOutputStream().write("hello".getBytes(UTF_8));
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("hello");
    }
    assertPrints(served.join(), "");
  }

  private static Socket connect(int port, CompletableFuture<?> served) throws IOException {
    while (true) {
      try {
        return new Socket(InetAddress.getLoopbackAddress(), port);
      } catch (IOException e) {
        assertThat(served).isNotDone();
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aPortIsShownThatTheSystemHasChosen() {
    Result result = run("run", "--listen", "127.0.0.1:0", TOOL, "args");
    assertThat(result.err()).matches("heddle: listening at 127\\.0\\.0\\.1:[1-9]\\d*\\R");
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Result result = run("run", "--listen", address, TOOL);
      assertThat(result.err()).startsWith("heddle: --listen " + address + ": ").hasLineCount(1);
      assertThat(result.code()).isEqualTo(1);
    }
  }

  // ---- functions

  @ParameterizedTest
  @ValueSource(
      strings = {
        "add 20 22 = 42",
        "add -1 0xffffffff = -2",
        "add 4_294_967_295 1 = 0",
        "add64 9223372036854775807 1 = -9223372036854775808",
        "add64 -0x8000000000000000 -1 = 9223372036854775807",
        "half 3 = 1.5",
        "half inf = inf",
        "root 2 = 1.4142135623730951",
        "root -1 = nan",
        "root 9 = 3",
        "divide 17 5 = 3 2",
        "splat 1 = 0x00000001000000010000000100000001",
        "not 0x0000000000000000ffffffffffffffff = 0xffffffffffffffff0000000000000000",
        "same null = null",
        "nothing ="
      })
  void aFunctionIsCalledByItsType(String example) {
    String[] sides = example.split(" ?= ?", 2);
    String[] call = sides[0].split(" ");
    String[] all = new String[call.length + 3];
    all[0] = "run";
    all[1] = "--invoke";
    all[2] = call[0];
    all[3] = MATH;
    System.arraycopy(call, 1, all, 4, call.length - 1);
    assertPrints(run(all), sides[1].isEmpty() ? "" : sides[1].replace(' ', '\n') + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "add 1|expected 2 arguments (i32, i32), found 1",
        "half|expected 1 argument (f32), found 0",
        "nothing 1|expected 0 arguments (), found 1",
        "add 1 two|argument 2: expected i32, found 'two'",
        "add 1 4294967296|argument 2: expected i32, found '4294967296'",
        "add 1 -2147483649|argument 2: expected i32, found '-2147483649'",
        "add64 1 18446744073709551616|argument 2: expected i64, found '18446744073709551616'",
        "half 1.5f|argument 1: expected f32, found '1.5f'",
        "not 0x1|argument 1: expected v128 as 0x and 32 digits, found '0x1'",
        "same x|argument 1: expected null, as externref cannot be typed otherwise, found 'x'"
      })
  void argumentsThatDoNotFitAreAMatterOfUsage(String example) {
    String[] sides = example.split("\\|");
    String[] call = sides[0].split(" ");
    String[] all = new String[call.length + 3];
    all[0] = "run";
    all[1] = "--invoke=" + call[0];
    all[2] = "--interpreter";
    all[3] = MATH;
    System.arraycopy(call, 1, all, 4, call.length - 1);
    assertFails(run(all), 2, MATH + ": " + call[0] + ": " + sides[1]);
  }

  @Test
  void aFunctionThatIsNotThereIsNamedWithThoseThatAre() {
    assertFails(
        run("run", "--invoke", "sub", MATH),
        1,
        MATH
            + ": no function 'sub' is exported; there is: add, add64, half, root, divide, splat, not,"
            + " same, nothing, fail, throw, loop, recurse, grow");
    assertFails(
        run("run", "--invoke", "sub", guest("start")),
        1,
        guest("start") + ": no function 'sub' is exported; there is nothing");
  }

  @Test
  void aStartFunctionIsEnoughForAProgram() {
    assertPrints(run("run", guest("start")), "started\n");
  }

  // ---- how it ends

  @Test
  void theExitCodeIsThatOfTheProgram() {
    assertThat(run("run", TOOL, "exit", "0").code()).isZero();
    assertThat(run("run", TOOL, "exit", "7").code()).isEqualTo(7);
    assertThat(run("run", TOOL, "exit", "255").code()).isEqualTo(255);
    // a system keeps the lowest byte, and 0 would be a success
    assertThat(run("run", TOOL, "exit", "257").code()).isEqualTo(1);
    assertThat(run("run", TOOL, "exit", "256").code()).isEqualTo(1);
    assertThat(run("run", TOOL, "what").err()).isEqualTo("what is 'what'?\n");
  }

  @Test
  void aTrapShowsTheStackOfTheGuest() {
    Result result = run("run", TOOL, "trap");

    assertThat(result.out()).isEqualTo("before\n");
    assertThat(result.err())
        .matches(
            "heddle: \\S+tool\\.wasm: trap: unreachable\\R"
                + "    at tool\\.wasm\\.fail \\(0x[0-9a-f]+\\)\\R"
                + "    at tool\\.wasm\\.main \\(0x[0-9a-f]+\\)\\R"
                + "(    at tool\\.wasm\\.\\S+ \\(0x[0-9a-f]+\\)\\R)+");
    assertThat(result.code()).isEqualTo(134);
  }

  @Test
  void framesThatAreTheSameAreCounted() {
    Result result = run("run", "--invoke", "fail", MATH, "5");
    assertThat(result.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("heddle: " + MATH + ": trap: unreachable"),
            line -> assertThat(line).matches("    at math\\.inner \\(0x[0-9a-f]+\\)"),
            line -> assertThat(line).matches("    at math\\.inner \\(0x[0-9a-f]+\\) 5 times"),
            line -> assertThat(line).matches("    at math\\.outer \\(0x[0-9a-f]+\\)"));
  }

  @Test
  void anExceptionThatNobodyCatchesEndsAsATrapDoes() {
    Result result = run("run", "--invoke", "throw", MATH);
    assertThat(result.err())
        .startsWith("heddle: " + MATH + ": uncaught exception of tag (i32) with [7]");
    assertThat(result.code()).isEqualTo(134);
  }

  @Test
  void aProgramWhoseImportsAreNotThereIsRefusedInALine() {
    assertFails(
        run("run", guest("shop")),
        1,
        guest("shop")
            + ": unknown import env.price: expected (i32) -> (i32), found nothing; and more, see"
            + " 'heddle inspect'");
  }

  @Test
  void whatIsNoProgramIsRefused() {
    Result result = run("run", MATH);
    assertThat(result.err())
        .startsWith("heddle: " + MATH + ": is no program, as it exports no _start; --invoke calls");
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void filesThatAreNoModulesAreRefusedInALine() throws IOException {
    Path text = Files.writeString(folder.resolve("text.wasm"), "(module)");
    assertFails(run("run", "missing.wasm"), 1, "missing.wasm: no such file");
    assertFails(run("run", folder.toString()), 1, folder + ": is a directory");
    assertThat(run("run", text.toString()).err())
        .startsWith("heddle: " + text + ": magic header not detected: this is the text format;")
        .hasLineCount(1);
  }

  @Test
  void nobodyWhoReadsTheOutputEndsTheGuestQuietly() {
    OutputStream closed = failing("Broken pipe");
    assertThat(Cli.plain().to(closed, "run", TOOL, "flood")).isEqualTo(new Result(141, "", ""));
  }

  @Test
  void aDiskThatIsFullIsAFailure() {
    OutputStream full = failing("No space left on device");
    Result result = Cli.plain().to(full, "run", TOOL, "args");
    assertFails(result, 1, TOOL + ": its output cannot be written: No space left on device");
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int single) throws IOException {
        throw new IOException(message);
      }
    };
  }

  // ---- limits

  @Test
  void fuelIsCounted() {
    assertFails(
        withoutFrames(run("run", "--fuel", "1000", "--invoke", "loop", MATH)),
        134,
        MATH + ": trap: fuel exhausted: 1 units needed, 0 left");
    assertPrints(run("run", "--fuel", "1000", "--invoke", "add", MATH, "1", "2"), "3\n");
  }

  private static Result withoutFrames(Result result) {
    return new Result(
        result.code(), result.out(), result.err().lines().findFirst().orElseThrow() + "\n");
  }

  @Test
  void timeIsLimited() throws IOException {
    assertFails(
        run("run", "--timeout", "100ms", "--invoke", "loop", MATH),
        124,
        MATH + ": timed out after 100ms");
    assertFails(
        run("run", "--timeout=0.1", TOOL, "sleep", "1000"), 124, TOOL + ": timed out after 100ms");
    // an input from which nothing comes
    try (PipedOutputStream writer = new PipedOutputStream();
        InputStream never = new PipedInputStream(writer)) {
      Cli cli = new Cli(Map.of(), never, Set.of());
      assertFails(
          cli.run("run", "--timeout", "100ms", TOOL, "cat"), 124, TOOL + ": timed out after 100ms");
    }
  }

  @Test
  void timeIsLimitedEvenIfNobodyReads() {
    CountDownLatch released = new CountDownLatch(1);
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int single) throws IOException {
            try {
              released.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
        };
    Result result = Cli.plain().to(full, "run", "--timeout", "100ms", TOOL, "flood");
    released.countDown();
    assertFails(result, 124, TOOL + ": timed out after 100ms");
  }

  @Test
  void memoryIsLimited() {
    assertPrints(run("run", "--invoke", "grow", MATH, "2"), "1\n");
    assertPrints(run("run", "--max-memory", "128KiB", "--invoke", "grow", MATH, "2"), "-1\n");
    assertPrints(run("run", TOOL, "memory", "8000000"), "given\n");
    assertPrints(run("run", "--max-memory=4MiB", TOOL, "memory", "8000000"), "refused\n");
    Result result = run("run", "--max-memory", "1k", TOOL);
    assertThat(result.err()).startsWith("heddle: " + TOOL + ": ").hasLineCount(1);
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void depthIsLimited() {
    assertFails(
        withoutFrames(run("run", "--max-call-depth", "100", "--invoke", "recurse", MATH)),
        134,
        MATH
            + ": trap: call stack exhausted: more than 100 functions active, see --max-call-depth");
  }

  // ---- how it is executed

  @ParameterizedTest
  @ValueSource(strings = {"tiered", "INTERPRETED", "compiled"})
  void theWayOfExecutionCanBeChosen(String how) {
    assertPrints(run("run", "--execution", how, TOOL, "args"), "0: tool.wasm\n1: args\n");
  }

  @Test
  void compiledFunctionsAreKept() throws IOException {
    Path cache = Files.createDirectory(folder.resolve("cache"));
    assertPrints(
        run("run", "--execution=compiled", "--cache-dir", cache.toString(), TOOL, "args"),
        "0: tool.wasm\n1: args\n");
    assertPrints(
        run("run", "--cachedir", cache.toString(), TOOL, "args"), "0: tool.wasm\n1: args\n");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(run("run", "--cache-dir", file.toString(), TOOL).err())
        .startsWith("heddle: --cache-dir " + file + ": ")
        .hasLineCount(1);
  }

  @Test
  void aFlightRecordingIsWritten() throws IOException {
    Path file = folder.resolve("guest.jfr");
    assertPrints(run("run", "--profile", file.toString(), TOOL, "args"), "0: tool.wasm\n1: args\n");
    assertThat(RecordingFile.readAllEvents(file))
        .anySatisfy(
            event -> assertThat(event.getEventType().getName()).isEqualTo("dev.heddle.Call"));
    assertThat(run("run", "--profile", folder.toString(), TOOL).err())
        .isEqualToNormalizingNewlines("heddle: --profile " + folder + ": is a directory\n");
  }
}
