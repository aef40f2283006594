package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.wasm.store.CacheSource;
import dev.heddle.wasm.tier.BackgroundWork;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compiled code from earlier runs: found, used, and refused where it is not what it should be. */
@Timeout(120)
class CodeCacheTest {

  private static final Path SQLITE =
      Path.of("../benchmarks/src/main/resources/dev/heddle/benchmarks/guests/sqlite.wasm");

  private static final long SQLITE_RESULT = 8_429_236_498_145_359_618L;

  @TempDir Path folder;
  private Path directory;

  @BeforeEach
  void chooseDirectory() {
    directory = folder.resolve("cache");
  }

  private WasmModule load(byte[] bytes) throws IOException {
    return ModuleLoader.standard().cache(CodeCache.in(directory)).load(bytes);
  }

  /** The files of the cache. */
  private List<Path> files() {
    try (Stream<Path> all = Files.list(directory)) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls a host function that looks who calls it; true if that is bytecode. */
  private static boolean looksCompiled(WasmModule module, Fuel fuel) {
    boolean[] compiled = new boolean[1];
    Instance.Builder builder =
        Instance.builder(module)
            .execution(Execution.TIERED)
            .imports(
                Imports.builder()
                    .function(
                        "env",
                        "back",
                        FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32)),
                        call -> {
                          for (StackTraceElement each : new Throwable().getStackTrace()) {
                            compiled[0] |= each.getClassName().startsWith("wasm.");
                          }
                          call.returnI32(call.i32(0));
                        })
                    .build());
    if (fuel != null) {
      builder.fuel(fuel);
    }
    builder.build().function("throughHost").callInt(5);
    return compiled[0];
  }

  private static boolean looksCompiled(WasmModule module) {
    return looksCompiled(module, null);
  }

  @Test
  void whatAnEarlierRunCalledIsBytecodeFromItsFirstCallOn() throws IOException {
    byte[] guest = Guests.bytes("recursion");

    boolean first = looksCompiled(load(guest));
    BackgroundWork.finish();

    assertThat(first).as("nothing was there").isFalse();
    assertThat(files()).hasSize(1);
    assertThat(looksCompiled(load(guest))).isTrue();
  }

  @Test
  void meteredFunctionsAreOthers() throws IOException {
    byte[] guest = Guests.bytes("recursion");
    looksCompiled(load(guest));
    BackgroundWork.finish();

    assertThat(looksCompiled(load(guest), Fuel.of(1_000_000))).isFalse();
    BackgroundWork.finish();
    assertThat(files()).hasSize(2);
    assertThat(looksCompiled(load(guest), Fuel.of(1_000_000))).isTrue();
  }

  @Test
  void theFileOfAnotherModuleOrVersionIsIgnoredAndReplaced() throws IOException {
    byte[] guest = Guests.bytes("recursion");
    looksCompiled(load(guest));
    Instance.builder(load(Guests.bytes("calls"))).build().function("answer").callInt();
    BackgroundWork.finish();
    byte[] own = ownFile(guest);
    Path ownPath = pathOf(guest);
    Path other = files().stream().filter(each -> !each.equals(ownPath)).findFirst().orElseThrow();

    Files.copy(other, ownPath, StandardCopyOption.REPLACE_EXISTING);
    assertThat(looksCompiled(load(guest))).as("of another module").isFalse();
    BackgroundWork.finish();
    assertThat(looksCompiled(load(guest))).as("replaced").isTrue();

    // the fingerprint is in the name, and in the file
    String name = ownPath.getFileName().toString();
    int at = name.indexOf('-') + 1;
    String form = name.substring(at, at + 32);
    byte[] changed =
        new String(own, StandardCharsets.ISO_8859_1)
            .replace(form, "0".repeat(32))
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(changed).isNotEqualTo(own);
    CRC32 sum = new CRC32();
    sum.update(changed, 16, changed.length - 16);
    ByteBuffer.wrap(changed).putLong(4, sum.getValue());
    Files.write(ownPath, changed);
    assertThat(looksCompiled(load(guest))).as("of another version").isFalse();
    BackgroundWork.finish();
    assertThat(looksCompiled(load(guest))).as("replaced").isTrue();
  }

  private Path pathOf(byte[] module) {
    String digest = CacheSource.digest(module);
    return files().stream()
        .filter(each -> each.getFileName().toString().startsWith(digest))
        .findFirst()
        .orElseThrow();
  }

  private byte[] ownFile(byte[] module) throws IOException {
    return Files.readAllBytes(pathOf(module));
  }

  @Test
  void damagedFilesCostSpeedOnly() throws IOException {
    byte[] guest = Guests.bytes("traps");
    List<String> expected = TrappingGuest.behaviour(WasmModule.load(guest), Execution.INTERPRETED);
    assertThat(TrappingGuest.behaviour(load(guest), Execution.COMPILED)).isEqualTo(expected);
    BackgroundWork.finish();
    Path file = pathOf(guest);
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(9);

    for (int i = 0; i < 200; i++) {
      byte[] bad = good.clone();
      int at = random.nextInt(good.length);
      if (i % 2 == 0) {
        bad = Arrays.copyOf(bad, at);
      } else {
        bad[at] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, bad);
      assertThat(TrappingGuest.behaviour(load(guest), Execution.TIERED))
          .as("damaged at " + at)
          .isEqualTo(expected);
    }
    BackgroundWork.finish();
    assertThat(TrappingGuest.behaviour(load(guest), Execution.TIERED)).isEqualTo(expected);
  }

  @Test
  void tracesOfFunctionsThatWereNotCompiledHereAreComplete() throws IOException {
    byte[] guest = Guests.bytes("traps");
    List<String> expected = TrappingGuest.behaviour(WasmModule.load(guest), Execution.INTERPRETED);

    assertThat(TrappingGuest.behaviour(load(guest), Execution.COMPILED)).isEqualTo(expected);
    BackgroundWork.finish();

    assertThat(TrappingGuest.behaviour(load(guest), Execution.TIERED)).isEqualTo(expected);
    assertThat(TrappingGuest.behaviour(load(guest), Execution.COMPILED)).isEqualTo(expected);
  }

  @Test
  void sqliteGivesTheSameAnswersFromTheCache() throws IOException {
    byte[] guest = Files.readAllBytes(SQLITE);
    for (int i = 0; i < 3; i++) {
      Instance instance = Instance.builder(load(guest)).build();
      assertThat(instance.function("run").callLong(0)).isEqualTo(SQLITE_RESULT);
      assertThat(instance.function("run").callLong(0)).isEqualTo(SQLITE_RESULT);
      BackgroundWork.finish();
    }
  }

  @Test
  void aDirectoryThatOthersMayWriteToIsRefused() throws IOException {
    assumePosix();
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));

    assertThatThrownBy(() -> CodeCache.in(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("others may write to " + directory.toRealPath())
        .hasMessageContaining("770");
  }

  @Test
  void aDirectoryThatOthersMayReplaceIsRefused() throws IOException {
    assumePosix();
    Path open = Files.createDirectories(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> CodeCache.in(open.resolve("cache")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("others may write to " + open.toRealPath());
  }

  @Test
  void aDirectoryOfSomebodyElseIsRefused() throws IOException {
    assumePosix();
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    int user = (int) Files.getAttribute(directory, "unix:uid");
    assumeTrue(user == 0, "only root gives directories away");
    Files.setAttribute(directory, "unix:uid", 4_711);

    assertThatThrownBy(() -> CodeCache.in(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("belongs to user 4711");
  }

  @Test
  void aFileThatOthersMayWriteToIsIgnored() throws IOException {
    assumePosix();
    byte[] guest = Guests.bytes("recursion");
    looksCompiled(load(guest));
    BackgroundWork.finish();
    Path file = pathOf(guest);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

    assertThat(looksCompiled(load(guest))).isFalse();
    BackgroundWork.finish();
    assertThat(looksCompiled(load(guest))).as("replaced").isTrue();
  }

  @Test
  void directoryAndFilesAreTheUsersAlone() throws IOException {
    assumePosix();
    looksCompiled(load(Guests.bytes("recursion")));
    BackgroundWork.finish();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())))
        .isEqualTo("rw-------");
  }

  private static void assumePosix() {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("unix"));
  }

  @Test
  void whatWasNotUsedForLongestGoesWhenThereAreTooManyBytes() throws IOException {
    looksCompiled(load(Guests.bytes("recursion")));
    BackgroundWork.finish();
    Path first = files().getFirst();
    Files.setLastModifiedTime(first, FileTime.fromMillis(1));
    long room = Files.size(first) + 100;

    CodeCache small = CodeCache.in(directory, room);
    WasmModule other = ModuleLoader.standard().cache(small).load(Guests.bytes("calls"));
    Instance.builder(other).build().function("answer").callInt();
    BackgroundWork.finish();

    assertThat(files()).hasSize(1).doesNotContain(first);
    assertThat(files().stream().mapToLong(each -> each.toFile().length()).sum())
        .isLessThanOrEqualTo(room);
  }

  @Test
  void threadsMayUseACacheAtTheSameTime() throws Exception {
    byte[] guest = Guests.bytes("traps");
    List<String> expected = TrappingGuest.behaviour(WasmModule.load(guest), Execution.INTERPRETED);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Callable<List<String>> task = () -> TrappingGuest.behaviour(load(guest), Execution.COMPILED);
      for (Future<List<String>> each : threads.invokeAll(Collections.nCopies(40, task))) {
        assertThat(each.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  void processesMayUseACacheAtTheSameTime() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Callable<String> task =
          () ->
              OtherJvm.run(
                  TrappingGuest.class,
                  "-Dheddle.cache=" + directory,
                  "-Dheddle.execution=compiled");
      List<String> said = new ArrayList<>();
      for (Future<String> each : threads.invokeAll(Collections.nCopies(6, task))) {
        said.add(each.get());
      }
      assertThat(said).hasSize(6).containsOnly(said.getFirst());
    }
    byte[] guest = Guests.bytes("traps");
    assertThat(files()).containsExactly(pathOf(guest));
    assertThat(TrappingGuest.behaviour(load(guest), Execution.TIERED))
        .isEqualTo(TrappingGuest.behaviour(WasmModule.load(guest), Execution.INTERPRETED));
  }
}
