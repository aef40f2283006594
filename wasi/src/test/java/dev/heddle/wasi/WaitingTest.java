package dev.heddle.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** What a guest waits for suspends it, and wakes it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitingTest {

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  // ---- input

  @Test
  void aGuestReadsWhatAPublisherBringsAsItComes() throws Exception {
    Sinks.Many<ByteBuffer> source = Sinks.many().unicast().onBackpressureBuffer();
    try (Probe guest = Probe.of(Wasi.builder().stdin(WasiInput.of(source.asFlux())))) {
      guest.vector(100);
      CompletableFuture<Integer> reading = guest.start("fd_read", 0, Probe.VECTOR, 1, Probe.RESULT);
      assertThat(reading).isNotDone();

      source.tryEmitNext(bytes("first"));
      assertThat(reading.get(30, TimeUnit.SECONDS)).isZero();
      assertThat(guest.read()).isEqualTo("first");

      source.tryEmitNext(bytes("second"));
      source.tryEmitComplete();
      assertThat(guest.read(0, 3)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.read()).isEqualTo("sec");
      assertThat(guest.read(0, 100)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.read()).isEqualTo("ond");
      assertThat(guest.read(0, 100)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isZero();
    }
  }

  @Test
  void aPublisherIsNotAskedForMoreThanThereIsRoomFor() {
    AtomicInteger made = new AtomicInteger();
    Flux<ByteBuffer> endless =
        Flux.generate(sink -> {
          made.incrementAndGet();
          sink.next(ByteBuffer.allocate(16 << 10));
        });
    try (Probe guest = Probe.of(Wasi.builder().stdin(WasiInput.of(endless)))) {
      assertThat(made).hasValue(0);
      for (int i = 1; i <= 100; i++) {
        assertThat(guest.read(0, 16 << 10)).isEqualTo(Errno.SUCCESS);
        assertThat(made.get()).isLessThanOrEqualTo(i + 6);
      }
    }
  }

  @Test
  void aStreamIsReadByAThreadOfItsOwn() throws Exception {
    PipedOutputStream writer = new PipedOutputStream();
    try (Probe guest = Probe.of(Wasi.builder().stdin(WasiInput.of(new PipedInputStream(writer))))) {
      guest.vector(100);
      CompletableFuture<Integer> reading = guest.start("fd_read", 0, Probe.VECTOR, 1, Probe.RESULT);
      writer.write("line\n".getBytes(UTF_8));
      writer.flush();
      assertThat(reading.get(30, TimeUnit.SECONDS)).isZero();
      assertThat(guest.read()).isEqualTo("line\n");
      writer.close();
      assertThat(guest.read(0, 10)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isZero();
    }
  }

  @Test
  void whoIsCancelledWhileItReadsIsGone() {
    Sinks.Many<ByteBuffer> source = Sinks.many().unicast().onBackpressureBuffer();
    try (Probe guest = Probe.of(Wasi.builder().stdin(WasiInput.of(source.asFlux())))) {
      guest.vector(100);
      CompletableFuture<Integer> reading = guest.start("fd_read", 0, Probe.VECTOR, 1, Probe.RESULT);
      reading.cancel(true);
      assertThatThrownBy(reading::get).isInstanceOf(CancellationException.class);

      source.tryEmitNext(bytes("for the next"));
      assertThat(guest.read(0, 100)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.read()).isEqualTo("for the next");
    }
  }

  // ---- output

  @Test
  void whatHasNoPlacesSaysSo() {
    try (Probe guest = Probe.of(Wasi.builder())) {
      guest.vector(guest.text(Probe.BUFFER, "one"));
      // Zig tries this first, and goes on without places
      assertThat(guest.call("fd_pwrite", 1, Probe.VECTOR, 1, 0L, Probe.RESULT))
          .isEqualTo(Errno.SPIPE);
      assertThat(guest.call("fd_pread", 0, Probe.VECTOR, 1, 0L, Probe.RESULT))
          .isEqualTo(Errno.SPIPE);
    }
  }

  @Test
  void whoWritesWaitsForASubscriberThatAsks() {
    WasiOutput.Published out = new WasiOutput.Published();
    Probe guest = Probe.of(Wasi.builder().stdout(WasiOutput.to(out)));
    guest.vector(guest.text(Probe.BUFFER, "one"));
    CompletableFuture<Integer> writing = guest.start("fd_write", 1, Probe.VECTOR, 1, Probe.RESULT);
    assertThat(writing).isNotDone();
    StepVerifier.create(out.flux().map(each -> UTF_8.decode(each).toString()), 0)
        .thenRequest(1)
        .expectNext("one")
        .then(() -> assertThat(writing).succeedsWithin(Duration.ofSeconds(30)))
        .then(() -> guest.start("fd_write", 1, Probe.VECTOR, 1, Probe.RESULT))
        .thenRequest(1)
        .expectNext("one")
        .then(guest::close)
        .verifyComplete();
  }

  @Test
  void whoWritesToNobodyAnyMoreIsTold() {
    WasiOutput.Published out = new WasiOutput.Published();
    try (Probe guest = Probe.of(Wasi.builder().stdout(WasiOutput.to(out)))) {
      out.flux().subscribe().dispose();
      assertThat(guest.write(1, "x")).isEqualTo(Errno.PIPE);
    }
  }

  /** A stream that takes nothing until it is told to. */
  private static final class Stuck extends OutputStream {

    private final CountDownLatch free = new CountDownLatch(1);
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    @Override
    public void write(int single) {
      throw new AssertionError("one by one");
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        free.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      taken.write(bytes, from, length);
    }
  }

  @Test
  void aGuestGoesOnWhileAStreamIsSlowAndNotTooFarBehind() throws Exception {
    Stuck stream = new Stuck();
    Probe guest = Probe.of(Wasi.builder().stdout(WasiOutput.to(stream)));
    assertThat(guest.write(1, "one")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.write(1, "two")).isEqualTo(Errno.SUCCESS);
    guest.vector(100_000);
    guest.memory().fill(Probe.BUFFER, 100_000, (byte) '.');
    CompletableFuture<Integer> writing = guest.start("fd_write", 1, Probe.VECTOR, 1, Probe.RESULT);
    assertThatThrownBy(() -> writing.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);

    stream.free.countDown();

    assertThat(writing.get(30, TimeUnit.SECONDS)).isZero();
    assertThat(guest.write(1, "end")).isEqualTo(Errno.SUCCESS);
    guest.close();
    assertThat(stream.taken.toString(UTF_8)).isEqualTo("onetwo" + ".".repeat(100_000) + "end");
  }

  @Test
  void outputAndErrorsToOnePlaceStayInOrder() {
    ByteArrayOutputStream place = new ByteArrayOutputStream();
    StringBuilder expected = new StringBuilder();
    SplittableRandom random = new SplittableRandom(7);
    Probe guest =
        Probe.of(Wasi.builder().stdout(WasiOutput.to(place)).stderr(WasiOutput.to(place)));
    for (int i = 0; i < 3_000; i++) {
      String text = i + " ";
      expected.append(text);
      assertThat(guest.write(1 + random.nextInt(2), text)).isEqualTo(Errno.SUCCESS);
    }
    guest.close();
    assertThat(place.toString(UTF_8)).isEqualTo(expected.toString());
  }

  @Test
  void whatAStreamFailsWithIsToldAtTheNextWrite() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int single) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    try (Probe guest = Probe.of(Wasi.builder().stdout(WasiOutput.to(broken, Runnable::run)))) {
      assertThat(guest.write(1, "x")).isEqualTo(Errno.PIPE);
    }
    try (Probe guest = Probe.of(Wasi.builder().stdout(WasiOutput.to(broken)))) {
      Errno first = guest.write(1, "x");
      assertThat(first).isIn(Errno.SUCCESS, Errno.PIPE);
      assertThat(guest.call("fd_sync", 1)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.write(1, "x")).isEqualTo(Errno.PIPE);
    }
    try (Probe guest =
        Probe.of(
            Wasi.builder()
                .stdout(
                    WasiOutput.to(
                        broken,
                        task -> {
                          throw new RejectedExecutionException("shut down");
                        })))) {
      assertThat(guest.write(1, "x")).isEqualTo(Errno.IO);
    }
  }

  @Test
  void aStackThatEndsAsSomebodyIsAskedToWriteKeepsNobodyWaiting() {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    Executor atTheEnd =
        task -> {
          throw new StackOverflowError();
        };
    try (Probe guest = Probe.of(Wasi.builder().stdout(WasiOutput.to(stream, atTheEnd)))) {
      guest.vector(guest.text(Probe.BUFFER, "x"));
      assertThat(guest.start("fd_write", 1, Probe.VECTOR, 1, Probe.RESULT))
          .failsWithin(Duration.ofSeconds(30));
      assertThat(guest.call("fd_sync", 1)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.write(1, "x")).isEqualTo(Errno.IO);
    }
  }

  @Test
  void aStreamThatTakesNothingKeepsAProgramButNotWhoClosesIt() throws Exception {
    Stuck stream = new Stuck();
    Wasi wasi = Wasi.builder().stdout(WasiOutput.to(stream)).build();
    CompletableFuture<ExitStatus> run = wasi.run(Probe.load("hello")).toFuture();
    assertThatThrownBy(() -> run.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    stream.free.countDown();
    assertThat(run.get(30, TimeUnit.SECONDS)).isEqualTo(ExitStatus.SUCCESS);
    assertThat(stream.taken.toString(UTF_8)).isEqualTo("hello\n");

    Stuck never = new Stuck();
    Probe guest = Probe.of(Wasi.builder().stdout(WasiOutput.to(never)));
    assertThat(guest.write(1, "x")).isEqualTo(Errno.SUCCESS);
    guest.close();
    never.free.countDown();
  }

  @Test
  void linesAreHandedOutAsTheyAreComplete() {
    List<String> lines = new ArrayList<>();
    Probe guest = Probe.of(Wasi.builder().stderr(WasiOutput.toLines(lines::add)));
    assertThat(guest.write(2, "a\nb")).isEqualTo(Errno.SUCCESS);
    assertThat(lines).containsExactly("a");
    assertThat(guest.write(2, "c\r\n\nd")).isEqualTo(Errno.SUCCESS);
    assertThat(lines).containsExactly("a", "bc", "");
    guest.close();
    assertThat(lines).containsExactly("a", "bc", "", "d");
  }

  @Test
  void memoryForOutputHasABound() {
    WasiOutput.Captured out = WasiOutput.Captured.ofAtMost(5);
    try (Probe guest = Probe.of(Wasi.builder().stdout(WasiOutput.to(out)))) {
      assertThat(guest.write(1, "123")).isEqualTo(Errno.SUCCESS);
      assertThat(guest.write(1, "4567")).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(2);
      assertThat(guest.write(1, "67")).isEqualTo(Errno.NOSPC);
      assertThat(out.text()).isEqualTo("12345");
    }
  }

  // ---- limits

  @Test
  void aGuestWritesAndOpensNoMoreThanItMay() {
    WasiLimits limits = WasiLimits.DEFAULTS.withMaxBytesWritten(10).withMaxOpenFiles(6);
    try (Probe guest =
        Probe.of(
            Wasi.builder().directory("/", MemoryFileSystem.ofCapacity(1 << 20)).limits(limits))) {
      assertThat(guest.open("a", 1, Probe.ALL_RIGHTS)).isEqualTo(Errno.SUCCESS);
      int file = guest.result();
      assertThat(guest.write(file, "0123456")).isEqualTo(Errno.SUCCESS);
      assertThat(guest.write(file, "789abc")).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(3);
      assertThat(guest.write(1, "x")).isEqualTo(Errno.DQUOT);
      assertThat(guest.open("b", 1, 0)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.open("c", 1, 0)).isEqualTo(Errno.MFILE);
      assertThat(guest.call("fd_close", file)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.open("c", 1, 0)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(file);
    }
  }

  @Test
  void filesInMemoryHaveABound() {
    MemoryFileSystem files = MemoryFileSystem.ofCapacity(10_000);
    try (Probe guest = Probe.of(files)) {
      assertThat(guest.open("a", 1, Probe.ALL_RIGHTS)).isEqualTo(Errno.SUCCESS);
      int file = guest.result();
      assertThat(guest.call("fd_filestat_set_size", file, 9_000L)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("fd_filestat_set_size", file, 1L << 40)).isEqualTo(Errno.FBIG);
      assertThat(guest.call("fd_allocate", file, 9_000L, 5_000L)).isEqualTo(Errno.NOSPC);
      int made = 0;
      while (guest.withPath("path_create_directory", "d" + made) == Errno.SUCCESS) {
        made++;
      }
      assertThat(made).isEqualTo(2);
      assertThat(guest.withPath("path_unlink_file", "a")).isEqualTo(Errno.SUCCESS);
      assertThat(files.used()).isGreaterThan(9_000);
      assertThat(guest.call("fd_close", file)).isEqualTo(Errno.SUCCESS);
      assertThat(files.used()).isLessThan(1_000);
    }
  }

  @Test
  void whatIsOpenIsClosedWithTheGuest() {
    AtomicInteger open = new AtomicInteger();
    Probe guest = Probe.of(Counting.of(MemoryFileSystem.ofCapacity(1 << 20), open));
    for (int i = 0; i < 10; i++) {
      assertThat(guest.withPath("path_create_directory", "d" + i)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.open("d" + i + "/../d" + i, 2, 0)).isEqualTo(Errno.SUCCESS);
    }
    // the ten, and the one that it was given
    assertThat(open).hasValue(11);
    guest.close();
    assertThat(open).hasValue(0);
  }

  // ---- time

  /** A clock that goes on when the test says so. */
  private static final class Stepping implements WasiClock {

    private final ConcurrentLinkedQueue<CompletableFuture<@Nullable Void>> sleepers =
        new ConcurrentLinkedQueue<>();
    private volatile long now = 1_000;

    @Override
    public long realtime() {
      return now;
    }

    @Override
    public long monotonic() {
      return now;
    }

    @Override
    public CompletionStage<@Nullable Void> sleep(long nanoseconds) {
      CompletableFuture<@Nullable Void> sleeper = new CompletableFuture<>();
      sleepers.add(sleeper);
      return sleeper;
    }

    void goTo(long time) {
      now = time;
      for (CompletableFuture<@Nullable Void> each = sleepers.poll();
          each != null;
          each = sleepers.poll()) {
        each.complete(null);
      }
    }
  }

  private static void subscribe(Probe guest, int index, long userData, int type) {
    int at = Probe.BUFFER + index * 48;
    guest.memory().fill(at, 48, (byte) 0);
    guest.memory().putLong(at, userData);
    guest.memory().putByte(at + 8, (byte) type);
  }

  private static void timer(Probe guest, int index, long userData, long nanoseconds, int flags) {
    subscribe(guest, index, userData, 0);
    int at = Probe.BUFFER + index * 48;
    guest.memory().putInt(at + 16, 1);
    guest.memory().putLong(at + 24, nanoseconds);
    guest.memory().putShort(at + 40, (short) flags);
  }

  private static CompletableFuture<Integer> poll(Probe guest, int count) {
    return guest.start("poll_oneoff", Probe.BUFFER, 0x2_0000, count, Probe.RESULT);
  }

  @Test
  void aGuestSleepsByTheClockThatItIsGiven() throws Exception {
    Stepping clock = new Stepping();
    try (Probe guest = Probe.of(Wasi.builder().clock(clock))) {
      timer(guest, 0, 7, 500, 0);
      timer(guest, 1, 8, 1_400, 1);
      timer(guest, 2, 9, 1_000_000, 0);
      CompletableFuture<Integer> sleeping = poll(guest, 3);
      while (clock.sleepers.isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(sleeping).isNotDone();
      clock.goTo(1_450);

      assertThat(sleeping.get(30, TimeUnit.SECONDS)).isZero();
      assertThat(guest.result()).isEqualTo(1);
      assertThat(guest.memory().getLong(0x2_0000)).isEqualTo(8);
    }
  }

  @Test
  void aProgramThatIsCancelledWhileItSleepsLeavesNothingOpen() throws Exception {
    Stepping clock = new Stepping();
    AtomicInteger open = new AtomicInteger();
    Disposable run =
        Wasi.builder()
            .directory("/", Counting.of(MemoryFileSystem.ofCapacity(1 << 20), open))
            .clock(clock)
            .build()
            .run(Probe.load("sleeper"))
            .subscribe();
    while (clock.sleepers.isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(open).hasValue(1);

    run.dispose();

    while (open.get() > 0) {
      Thread.onSpinWait();
    }
    assertThat(clock.sleepers).allMatch(CompletableFuture::isCancelled);
  }

  @Test
  void whateverHappensFirstWakesAGuest() throws Exception {
    Sinks.Many<ByteBuffer> source = Sinks.many().unicast().onBackpressureBuffer();
    try (Probe guest = Probe.of(Wasi.builder().stdin(WasiInput.of(source.asFlux())))) {
      subscribe(guest, 0, 1, 1); // stdin
      timer(guest, 1, 2, Long.MAX_VALUE, 0);
      CompletableFuture<Integer> waiting = poll(guest, 2);
      source.tryEmitNext(bytes("12345"));

      assertThat(waiting.get(30, TimeUnit.SECONDS)).isZero();
      assertThat(guest.result()).isEqualTo(1);
      assertThat(guest.memory().getLong(0x2_0000)).isEqualTo(1);
      assertThat(guest.memory().getLong(0x2_0000 + 16)).isEqualTo(5);

      // what cannot be waited for says so
      subscribe(guest, 0, 3, 1);
      guest.memory().putInt(Probe.BUFFER + 16, 99);
      assertThat(poll(guest, 1).get(30, TimeUnit.SECONDS)).isZero();
      assertThat(guest.memory().getShort(0x2_0000 + 8)).isEqualTo((short) Errno.BADF.code());
      assertThat(guest.call("poll_oneoff", Probe.BUFFER, 0x2_0000, 0, Probe.RESULT))
          .isEqualTo(Errno.INVAL);
    }
  }

  @Test
  void randomnessMayHaveASeed() {
    List<Long> drawn = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (Probe guest = Probe.of(Wasi.builder().random(new SplittableRandom(42)))) {
        assertThat(guest.call("random_get", Probe.BUFFER, 8)).isEqualTo(Errno.SUCCESS);
        drawn.add(guest.memory().getLong(Probe.BUFFER));
      }
    }
    assertThat(drawn.get(0)).isEqualTo(drawn.get(1)).isNotZero();
  }

  @Test
  void whoEndsItselfDoesSo() {
    try (Probe guest = Probe.of(Wasi.builder())) {
      assertThatThrownBy(() -> guest.function("proc_exit").future(Void.class, 3).get())
          .cause()
          .isInstanceOfSatisfying(
              ExitException.class, exit -> assertThat(exit.status().code()).isEqualTo(3));
      assertThatThrownBy(() -> guest.function("proc_raise").future(Integer.class, 6).get())
          .cause()
          .isInstanceOfSatisfying(
              ExitException.class, exit -> assertThat(exit.status().code()).isEqualTo(134));
    }
  }

  // ---- sockets

  @Test
  void aGuestServesConnectionsOfASocketThatItIsGiven() throws Exception {
    try (ServerSocketChannel server =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Probe guest = Probe.of(Wasi.builder().listener(server))) {
      assertThat(guest.call("fd_fdstat_set_flags", 3, 4)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call("sock_accept", 3, 0, Probe.RESULT)).isEqualTo(Errno.AGAIN);
      assertThat(guest.call("fd_fdstat_set_flags", 3, 0)).isEqualTo(Errno.SUCCESS);
      CompletableFuture<Integer> accepting = guest.start("sock_accept", 3, 4, Probe.RESULT);
      try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
        assertThat(accepting.get(30, TimeUnit.SECONDS)).isZero();
        int connection = guest.result();
        assertThat(guest.read(connection, 100)).isEqualTo(Errno.AGAIN);
        client.write(bytes("question"));
        subscribe(guest, 0, 1, 1);
        guest.memory().putInt(Probe.BUFFER + 16, connection);
        assertThat(poll(guest, 1).get(30, TimeUnit.SECONDS)).isZero();
        assertThat(guest.read(connection, 100)).isEqualTo(Errno.SUCCESS);
        assertThat(guest.read()).isEqualTo("question");

        assertThat(guest.write(connection, "answer")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.call("sock_shutdown", connection, 2)).isEqualTo(Errno.SUCCESS);
        assertThat(guest.write(connection, "x")).isEqualTo(Errno.PIPE);
        String answer = new String(Channels.newInputStream(client).readAllBytes(), UTF_8);
        assertThat(answer).isEqualTo("answer");

        client.shutdownOutput();
        subscribe(guest, 0, 1, 1);
        guest.memory().putInt(Probe.BUFFER + 16, connection);
        assertThat(poll(guest, 1).get(30, TimeUnit.SECONDS)).isZero();
        assertThat(guest.memory().getShort(0x2_0000 + 24)).isEqualTo((short) 1);
        assertThat(guest.read(connection, 100)).isEqualTo(Errno.SUCCESS);
        assertThat(guest.result()).isZero();
      }
      assertThat(guest.call("sock_shutdown", 1, 2)).isEqualTo(Errno.NOTSOCK);
    }
  }
}
