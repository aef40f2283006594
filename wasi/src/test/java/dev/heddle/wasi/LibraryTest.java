package dev.heddle.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.AsyncImports;
import dev.heddle.async.InstanceClosedException;
import dev.heddle.wasm.LinkException;
import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.WasmModule;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Hooks;
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

  @Test
  void whoIsCancelledWhileItStartsLeavesNothingOpen() {
    WasiLibrary first = wasi.library(Probe.load("probe")).block(LONGEST);
    Snapshot snapshot = first.instance().snapshot().join();
    first.close().block(LONGEST);
    for (int i = 0; i < 300; i++) {
      AtomicReference<Disposable> run = new AtomicReference<>();
      Wasi cancelling =
          Wasi.builder()
              .directory("/", Counting.of(MemoryFileSystem.ofCapacity(1 << 20), open))
              .instance(instance -> {
                run.get().dispose();
                return instance;
              })
              .build();
      Mono<Void> all =
          Mono.usingWhen(cancelling.library(snapshot), library -> Mono.never(), WasiLibrary::close);
      BaseSubscriber<Void> subscriber = new BaseSubscriber<>() {};
      run.set(subscriber);
      all.subscribe(subscriber);
      while (open.get() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void whoIsCancelledFarDownAPathIsNoDroppedError() throws Exception {
    CompletableFuture<String> asked = new CompletableFuture<>();
    List<Throwable> dropped = new CopyOnWriteArrayList<>();
    WasiFileSystem files = MemoryFileSystem.ofCapacity(1 << 20);
    Hooks.onErrorDropped(dropped::add);
    try (Probe guest = Probe.of(() -> files.open().thenApply(root -> silentOnStat(root, asked)))) {
      assertThat(guest.withPath("path_create_directory", "d")).isEqualTo(Errno.SUCCESS);
      Disposable waiting =
          guest
              .function("path_filestat_get")
              .mono(
                  Integer.class,
                  Probe.PREOPENED,
                  0,
                  Probe.PATH,
                  guest.text(Probe.PATH, "d/x"),
                  Probe.RESULT)
              .subscribe();
      assertThat(asked.get(30, TimeUnit.SECONDS)).isEqualTo("x");
      waiting.dispose();
      // when that has unwound
      assertThat(guest.call("sched_yield")).isEqualTo(Errno.SUCCESS);
      assertThat(dropped).isEmpty();
    } finally {
      Hooks.resetOnErrorDropped();
    }
  }

  /** A directory that never tells what there is to know of a name, and whose own never close. */
  private static WasiDirectory silentOnStat(WasiDirectory of, CompletableFuture<String> asked) {
    return proxy((method, arguments) ->
        switch (method.getName()) {
          case "openDirectory" ->
              of.openDirectory((String) arguments[0])
                  .thenApply(opened -> proxy((inner, given) -> silence(inner, given, asked)));
          default -> method.invoke(of, arguments);
        });
  }

  private static CompletableFuture<?> silence(
      Method method, Object[] arguments, CompletableFuture<String> asked) {
    if (method.getName().equals("stat")) {
      asked.complete((String) arguments[0]);
    }
    return new CompletableFuture<>();
  }

  @FunctionalInterface
  private interface Answers {
    Object to(Method method, Object[] arguments) throws Exception;
  }

  private static WasiDirectory proxy(Answers answers) {
    return (WasiDirectory)
        Proxy.newProxyInstance(
            LibraryTest.class.getClassLoader(),
            new Class<?>[] {WasiDirectory.class},
            (proxy, method, arguments) -> answers.to(method, arguments));
  }
}
