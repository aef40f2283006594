package dev.heddle.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasi.Program.Result;
import dev.heddle.wasi.function.Functions;
import dev.heddle.wasm.Execution;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.types.ImportType;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that Go, Rust, clang, Zig and AssemblyScript have made run unchanged: on files of the
 * host and in memory, interpreted and compiled. What is expected is what they print elsewhere.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ToolchainsTest {

  private static final Path SOURCES = Path.of("src", "test", "guest", "toolchains");
  private static final Path MODULES =
      Path.of("src", "test", "resources", "dev", "heddle", "wasi", "guest", "toolchains");

  private static final Map<String, String> TREE =
      Map.of(
          "notes",
          "/",
          "notes/a.txt",
          "a thread, a loom\nand a shuttle\n",
          "notes/deep",
          "/",
          "notes/deep/empty",
          "",
          "notes/deep/long",
          "0123456789abcdef".repeat(4_096),
          "notes/link",
          "-> deep/long");

  @TempDir Path scratch = Path.of("");

  private enum Storage {
    HOST,
    MEMORY
  }

  private static Stream<Arguments> everywhere() {
    return Stream.of(Execution.INTERPRETED, Execution.COMPILED)
        .flatMap(execution ->
            Stream.of(Storage.values()).map(storage -> Arguments.of(execution, storage)));
  }

  private WasiFileSystem files(Storage storage) {
    return storage == Storage.HOST
        ? HostFileSystem.of(scratch)
        : MemoryFileSystem.ofCapacity(16 << 20);
  }

  /** A clock on which nobody waits: who sleeps is woken at once, and it is that much later. */
  private static final class Hasty implements WasiClock {

    private final AtomicLong now = new AtomicLong(1_000_000_000_000_000_000L);

    @Override
    public long realtime() {
      return now.get();
    }

    @Override
    public long monotonic() {
      return now.get();
    }

    @Override
    public CompletionStage<@Nullable Void> sleep(long nanoseconds) {
      now.addAndGet(nanoseconds);
      return CompletableFuture.completedStage(null);
    }
  }

  // ---- clang

  @ParameterizedTest
  @MethodSource("everywhere")
  void cPacksAndUnpacksAnArchive(Execution execution, Storage storage) throws Exception {
    WasiFileSystem files = files(storage);
    Tree.write(files, TREE);
    Tree.write(files, Map.of("copy", "/"));
    Program archive = Program.of("archive", execution).files(files);

    assertThat(archive.run("c", "/notes.tar", "/notes")).isEqualTo(new Result(0, "", ""));
    assertThat(archive.run("t", "/notes.tar").out())
        .isEqualTo(
            """
            0      31 a.txt
            5       0 deep/
            0       0 deep/empty
            0   65536 deep/long
            2       0 link -> deep/long
            """);
    assertThat(archive.run("x", "/notes.tar", "/copy")).isEqualTo(new Result(0, "", ""));

    SortedMap<String, String> tree = Tree.read(files);
    assertThat(below("copy", tree)).isEqualTo(below("notes", tree)).hasSize(5);
    // as GNU tar reads it
    assertThat(tree.get("notes.tar")).hasSize(69_632).contains("\0ustar\00000\0");
    assertThat(archive.run("t", "/../notes.tar").status()).isEqualTo(1);
  }

  private static SortedMap<String, String> below(String name, SortedMap<String, String> tree) {
    SortedMap<String, String> below = new TreeMap<>();
    tree.forEach((path, content) -> {
      if (path.startsWith(name + "/")) {
        below.put(path.substring(name.length()), content);
      }
    });
    return below;
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void cCallsEveryFunction(Execution execution, Storage storage) throws Exception {
    WasiFileSystem files = files(storage);
    try (ServerSocketChannel server = listen()) {
      CompletableFuture<Result> running =
          Program.of("every", execution)
              .files(files)
              .with(wasi -> wasi.environment("NAME", "value").listener(server))
              .start("argument")
              .toFuture();
      try (Socket client = connect(server.getLocalAddress())) {
        client.getOutputStream().write("ping".getBytes(UTF_8));
        assertThat(new String(client.getInputStream().readAllBytes(), UTF_8)).isEqualTo("pong");
      }
      assertThat(running.get()).isEqualTo(new Result(42, "81 checks, 0 failures\n", ""));
    }
    assertThat(Tree.read(files)).isEmpty();
    assertThat(Program.load("every").imports())
        .extracting(ImportType::name)
        .containsExactlyInAnyOrderElementsOf(Functions.names());
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETED", "COMPILED"})
  void cServesSeveralClientsInOneThread(Execution execution) throws Exception {
    try (ServerSocketChannel server = listen()) {
      CompletableFuture<Result> serving =
          Program.of("echo", execution).with(wasi -> wasi.listener(server)).start("2").toFuture();
      try (Socket first = connect(server.getLocalAddress());
          Socket second = connect(server.getLocalAddress())) {
        // who came last is answered first
        assertThat(ask(second, "to be")).isEqualTo("to be");
        String text = "or not ".repeat(10_000);
        assertThat(ask(first, text)).isEqualTo(text);
        assertThat(ask(second, "to be")).isEqualTo("to be");
      }
      assertThat(serving.get()).isEqualTo(new Result(0, "served 2\n", ""));
    }
  }

  private static ServerSocketChannel listen() throws Exception {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static Socket connect(SocketAddress address) throws Exception {
    Socket socket = new Socket();
    socket.setSoTimeout((int) Duration.ofMinutes(1).toMillis());
    socket.connect(address);
    return socket;
  }

  private static String ask(Socket server, String line) throws Exception {
    server.getOutputStream().write((line + "\n").getBytes(UTF_8));
    return Objects.requireNonNull(
        new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8)).readLine());
  }

  // ---- Rust

  @ParameterizedTest
  @MethodSource("everywhere")
  void rustFiltersFiles(Execution execution, Storage storage) {
    WasiFileSystem files = files(storage);
    Tree.write(files, TREE);
    Program filter = Program.of("filter", execution).files(files);

    assertThat(filter.run("grep", "shuttle", "/notes/a.txt", "/notes/link"))
        .isEqualTo(new Result(0, "/notes/a.txt:2:and a shuttle\n", ""));
    assertThat(filter.run("grep", "shuttle", "/missing", "/notes/a.txt"))
        .isEqualTo(
            new Result(
                2,
                "/notes/a.txt:2:and a shuttle\n",
                "filter: /missing: No such file or directory (os error 44)\n"));
    assertThat(filter.stdin("weft\nwarp\n").run("grep", "heddle")).isEqualTo(new Result(1, "", ""));
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETED", "COMPILED"})
  void rustFiltersWhatItIsGiven(Execution execution) {
    String text = "To be, or not to be: that is the question.\n".repeat(200);
    Program filter = Program.of("filter", execution).stdin(text);

    assertThat(filter.run("frequent", "3"))
        .isEqualTo(new Result(0, "  400 be\n  400 to\n  200 is\n", ""));
    Result turned = filter.run("rot13");
    assertThat(turned.out()).startsWith("Gb or, be abg").hasSize(text.length());
    assertThat(filter.stdin(turned.out()).run("rot13").out()).isEqualTo(text);
    assertThat(filter.stdin("one\ntwo\n").with(wasi -> wasi.clock(new Hasty())).run("slow", "3600"))
        .isEqualTo(new Result(0, "3600s one\n7200s two\n7200s in all\n", ""));
  }

  // ---- Zig

  @ParameterizedTest
  @MethodSource("everywhere")
  void zigWalksADirectory(Execution execution, Storage storage) {
    WasiFileSystem files = files(storage);
    Tree.write(files, TREE);
    assertThat(Program.of("walk", execution).files(files).run("/"))
        .isEqualTo(
            new Result(
                0,
                """
                notes/
                notes/a.txt 31 dd33c6af
                notes/deep/
                notes/deep/empty 0 00000000
                notes/deep/long 65536 9cb8e23c
                notes/link sym_link
                """,
                ""));
  }

  // ---- AssemblyScript

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETED", "COMPILED"})
  void assemblyScriptInterpretsForth(Execution execution) {
    Program forth = Program.of("forth", execution);

    assertThat(
            forth
                .stdin(
                    """
                    : fact dup 1 > if dup 1 - fact * then ;
                    : gcd begin swap over mod dup 0 = until drop ;
                    ." factorials: " 8 1 do i fact . loop cr
                    1071 462 gcd . cr
                    0 20000 0 do i + loop . cr
                    3 bye
                    """)
                .run())
        .isEqualTo(new Result(3, "factorials: 1 2 6 24 120 720 5040 \n21 \n199990000 \n", ""));
    Result failed = forth.stdin("1 0 /").run();
    assertThat(failed.status()).isEqualTo(255);
    assertThat(failed.err()).contains("division by zero").contains("forth.ts");
  }

  // ---- Go

  private static Program go() {
    return Program.of("tool", Execution.INTERPRETED);
  }

  @Test
  void goRunsThousandsOfGoroutines() {
    assertThat(go().run("goroutines", "2000")).isEqualTo(new Result(0, "sum 2668667000\n", ""));
  }

  @Test
  void goSleepsByTheClockThatItIsGiven() {
    assertThat(go().with(wasi -> wasi.clock(new Hasty())).run("sleep", "3h", "1h", "2h"))
        .isEqualTo(new Result(0, "slept 1h\nslept 2h\nslept 3h\nall in 3h0m0s\n", ""));
  }

  @ParameterizedTest
  @EnumSource
  void goWalksAndUsesFiles(Storage storage) {
    WasiFileSystem files = files(storage);
    Tree.write(files, TREE);
    assertThat(go().files(files).run("walk", "/notes").out())
        .isEqualTo(
            """
            /notes/
            /notes/a.txt 31
            /notes/deep/
            /notes/deep/empty 0
            /notes/deep/long 65536
            /notes/link -> deep/long
            """);
    assertThat(go().files(files).run("files", "/"))
        .isEqualTo(
            new Result(
                0,
                """
                tail 89end 100002
                through 01234567890123456789012345 26 2001-02-03 04:05:06
                errors true true true
                """,
                ""));
    assertThat(Tree.read(files)).isEqualTo(TREE);
  }

  @Test
  void goReadsWhatItIsGiven() {
    assertThat(go().stdin("a loom\nand a heddle").run("wc").out())
        .isEqualTo(
            "lines 1, words 5, sha256"
                + " 64d614b286c415c798ed1c87aa846032d96c1955c507a3d262247bea985a740e\n");
  }

  @Test
  void goServesClientsOfASocketThatItIsGiven() throws Exception {
    try (ServerSocketChannel server = listen()) {
      CompletableFuture<Result> serving =
          go().with(wasi -> wasi.listener(server)).start("serve", "2").toFuture();
      try (Socket first = connect(server.getLocalAddress());
          Socket second = connect(server.getLocalAddress())) {
        assertThat(ask(second, "to be")).isEqualTo("TO BE");
        assertThat(ask(first, "or not")).isEqualTo("OR NOT");
        assertThat(ask(second, "to be")).isEqualTo("TO BE");
      }
      assertThat(serving.get()).isEqualTo(new Result(0, "served 2\n", ""));
    }
  }

  @Test
  void goEndsAsItDoesElsewhere() {
    Result panicked = go().run("panic", "a");
    assertThat(panicked.status()).isEqualTo(2);
    assertThat(panicked.err())
        .startsWith("panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\nmain.panics(")
        .contains("./tool.go:");
    Result stuck = go().run("deadlock");
    assertThat(stuck.status()).isEqualTo(2);
    assertThat(stuck.err())
        .startsWith("fatal error: all goroutines are asleep - deadlock!\n")
        .contains("goroutine 1 [chan receive]:\nmain.deadlock(");
    assertThat(go().run("nothing")).isEqualTo(new Result(2, "", "tool: no command \"nothing\"\n"));
  }

  @Test
  void goMakesDoWithTheMemoryThatItIsGiven() {
    Result exhausted =
        go().with(wasi ->
                wasi.instance(instance ->
                    instance
                        .execution(Execution.INTERPRETED)
                        .limits(Limits.builder().maxMemoryPages(512).build())))
            .run("exhaust");
    assertThat(exhausted.status()).isEqualTo(2);
    assertThat(exhausted.err())
        .startsWith("runtime: out of memory: cannot allocate 1048576-byte block")
        .contains("main.exhaust(");
  }

  @Test
  void goIsTheSameCompiled() {
    assertThat(Program.of("tool", Execution.COMPILED).run("goroutines", "2000"))
        .isEqualTo(new Result(0, "sum 2668667000\n", ""));
  }

  // ---- the sources

  /** What was compiled is what is there: the script leaves the checksums of both. */
  @Test
  void theModulesWereMadeOfTheSources() throws Exception {
    List<String> sums = Files.readAllLines(SOURCES.resolve("SHA256SUMS"));
    assertThat(sums).hasSize(14);
    for (String line : sums) {
      String[] sum = line.split("  ");
      Path source = SOURCES.resolve(sum[1]);
      Path file = Files.exists(source) ? source : MODULES.resolve(sum[1]);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      assertThat(HexFormat.of().formatHex(digest))
          .as("%s, changed after build.sh has run", file)
          .isEqualTo(sum[0]);
    }
  }
}
