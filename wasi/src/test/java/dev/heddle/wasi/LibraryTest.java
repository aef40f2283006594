package dev.heddle.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.wasm.LinkException;
import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.WasmModule;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** A library and what it was given begin and end together, also from a snapshot. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LibraryTest {

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final AtomicInteger open = new AtomicInteger();
  private final Wasi wasi =
      Wasi.builder()
          .directory("/", Counting.of(MemoryFileSystem.ofCapacity(1 << 20), open))
          .build();

  @Test
  void everyInstanceOfASnapshotHasFilesOfItsOwn() {
    WasiLibrary first = wasi.library(Probe.load("probe")).block(LONGEST);
    Snapshot snapshot = first.instance().snapshot().join();
    WasiLibrary second = wasi.library(snapshot).block(LONGEST);
    assertThat(open).hasValue(2);

    assertThat(close(first, Probe.PREOPENED)).isEqualTo(Errno.SUCCESS);
    assertThat(close(first, Probe.PREOPENED)).isEqualTo(Errno.BADF);
    assertThat(open).hasValue(1);
    assertThat(close(second, Probe.PREOPENED)).isEqualTo(Errno.SUCCESS);

    first.close().block(LONGEST);
    second.close().block(LONGEST);
    assertThat(open).hasValue(0);
  }

  private static Errno close(WasiLibrary library, int descriptor) {
    return Errno.values()[
        library.function("fd_close").mono(Integer.class, descriptor).block(LONGEST)];
  }

  @Test
  void closingStopsWhatRunsAndThenClosesItsFiles() {
    CompletableFuture<Integer> open = new CompletableFuture<>();
    Wasi endless =
        Wasi.builder()
            .directory("/", Counting.of(MemoryFileSystem.ofCapacity(1 << 20), this.open))
            .stdin(WasiInput.of(Mono.never()))
            .build();
    WasiLibrary library = endless.library(Probe.load("probe")).block(LONGEST);
    library.instance().instance().memory(0).putInt(Probe.VECTOR, Probe.BUFFER);
    library.instance().instance().memory(0).putInt(Probe.VECTOR + 4, 10);
    CompletableFuture<Integer> reading =
        library.function("fd_read").future(Integer.class, 0, Probe.VECTOR, 1, Probe.RESULT);
    reading
        .whenComplete((errno, failure) -> open.complete(this.open.get()))
        .exceptionally(failure -> 0);

    library.close().block(LONGEST);
    library.close().block(LONGEST);

    assertThat(open.join()).isEqualTo(1);
    assertThat(this.open).hasValue(0);
    assertThatThrownBy(reading::join).hasCauseInstanceOf(InstanceClosedException.class);
  }

  /** Imports the function {@code f} of {@code env}. */
  private static final byte[] IMPORTING =
      HexFormat.of().parseHex("0061736d01000000" + "010401600000" + "02090103656e76016600" + "00");

  @Test
  void whatIsNotMadeLeavesNothingOpen() {
    WasmModule module = WasmModule.load(IMPORTING);
    assertThatThrownBy(() -> wasi.library(module).block(LONGEST))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("env.f");
    assertThat(open).hasValue(0);
  }

  @Test
  void theHostGivesFunctionsBesidesThoseOfWasi() {
    Wasi more =
        Wasi.builder()
            .imports(AsyncImports.builder().suspending("env", "f", call -> Mono.empty()).build())
            .build();
    WasiLibrary library = more.library(WasmModule.load(IMPORTING)).block(LONGEST);
    library.close().block(LONGEST);
    assertThat(library.instance().closed()).isCompleted();
  }
}
