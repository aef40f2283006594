package dev.heddle.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.AsyncFunction;
import dev.heddle.wasi.function.Functions;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.ValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests that ask for the impossible, and for more than there is. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileTest {

  private static final int CALLS = Integer.getInteger("heddle.hostileCalls", 10_000);
  private static final int MEMORY = 0x4_0000;

  private static final long[] ODD = {
    MEMORY - 1,
    MEMORY,
    MEMORY + 1,
    1 << 20,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    -1,
    -2,
    -8,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  /** Time goes on by sleeping alone. */
  private static final class Dream implements WasiClock {

    private long now;

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
      now = nanoseconds > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanoseconds;
      return CompletableFuture.completedStage(null);
    }
  }

  /**
   * Whatever a function is called with, it answers with an errno, or the guest has ended itself.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyCallIsAnswered(long seed, @TempDir Path directory) throws Exception {
    Random random = new Random(seed);
    Set<Errno> seen = EnumSet.noneOf(Errno.class);
    int calls = 0;
    while (calls < CALLS) {
      AtomicInteger open = new AtomicInteger();
      Wasi.Builder wasi =
          Wasi.builder()
              .arguments("hostile")
              .directory("/", Counting.of(MemoryFileSystem.ofCapacity(1 << 20), open))
              .directory("/host", HostFileSystem.of(directory).on(Runnable::run))
              .limits(WasiLimits.DEFAULTS.withMaxOpenFiles(32).withMaxBytesWritten(1 << 20))
              .clock(new Dream());
      try (Probe guest = Probe.of(wasi)) {
        do {
          seen.add(callAnything(guest, random));
          calls++;
        } while (calls % 100 != 0);
      }
      assertThat(open).hasValue(0);
    }
    assertThat(seen)
        .contains(
            Errno.SUCCESS, Errno.BADF, Errno.FAULT, Errno.INVAL, Errno.NOENT, Errno.NOTCAPABLE);
  }

  /** Calls some function with something. */
  private static Errno callAnything(Probe guest, Random random) throws Exception {
    List<String> names = List.copyOf(Functions.names());
    AsyncFunction function = guest.function(names.get(random.nextInt(names.size())));
    scribble(guest.memory(), random);
    List<Object> arguments = new ArrayList<>();
    for (ValueType parameter : function.type().parameters()) {
      long value =
          switch (random.nextInt(4)) {
            case 0 -> ODD[random.nextInt(ODD.length)];
            case 1 -> random.nextInt(MEMORY);
            default -> random.nextInt(10);
          };
      arguments.add(parameter.equals(NumberType.I32) ? (Object) (int) value : (Object) value);
    }
    try {
      Object errno = function.future(Object.class, arguments.toArray()).get(20, TimeUnit.SECONDS);
      return Errno.values()[(Integer) errno];
    } catch (ExecutionException e) {
      assertThat(e.getCause())
          .as("%s%s", function.name(), arguments)
          .isInstanceOf(ExitException.class);
      return Errno.SUCCESS;
    }
  }

  /** Puts names, vectors and subscriptions where small arguments point to. */
  private static void scribble(Memory memory, Random random) {
    byte[] bytes = new byte[96];
    random.nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      if (random.nextInt(3) > 0) {
        bytes[i] = random.nextBoolean() ? 0 : (byte) "ab./".charAt(random.nextInt(4));
      }
    }
    memory.write(random.nextBoolean() ? 0 : Probe.BUFFER, bytes);
  }

  @Test
  void whatIsLargerThanMemoryIsRefused() {
    try (Probe guest = Probe.of(Wasi.builder())) {
      assertThat(guest.call("random_get", 0, -1)).isEqualTo(Errno.FAULT);
      assertThat(guest.call("poll_oneoff", 0, 0, -1, Probe.RESULT)).isEqualTo(Errno.INVAL);
      assertThat(guest.call("fd_readdir", 1, 0, -1, 0L, Probe.RESULT)).isNotEqualTo(Errno.SUCCESS);
      // more vectors than may be, and one that is too long
      assertThat(guest.call("fd_write", 1, 0, Integer.MAX_VALUE, Probe.RESULT))
          .isEqualTo(Errno.INVAL);
      guest.vector(-1);
      assertThat(guest.call("fd_write", 1, Probe.VECTOR, 1, Probe.RESULT)).isEqualTo(Errno.FAULT);
      assertThat(guest.call("fd_read", 0, Probe.VECTOR, 1, Probe.RESULT)).isEqualTo(Errno.FAULT);
    }
  }

  @Test
  void manyVectorsOverTheSameBytesWriteNoMoreThanTheGuestMay() {
    WasiOutput.Captured out = WasiOutput.Captured.ofAtMost(64 << 20);
    WasiLimits limits = WasiLimits.DEFAULTS.withMaxBytesWritten(3_000_000);
    try (Probe guest = Probe.of(Wasi.builder().stdout(WasiOutput.to(out)).limits(limits))) {
      for (int i = 0; i < 1_024; i++) {
        guest.memory().putInt(Probe.BUFFER + 8L * i, 0);
        guest.memory().putInt(Probe.BUFFER + 8L * i + 4, MEMORY);
      }
      assertThat(guest.call("fd_write", 1, Probe.BUFFER, 1_024, Probe.RESULT))
          .isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(3_000_000);
      assertThat(out.bytes()).hasSize(3_000_000);
      assertThat(guest.call("fd_write", 1, Probe.BUFFER, 1_024, Probe.RESULT))
          .isEqualTo(Errno.DQUOT);
    }
  }

  @Test
  void descriptorsEndAndComeBack() {
    WasiLimits limits = WasiLimits.DEFAULTS.withMaxOpenFiles(100);
    try (Probe guest =
        Probe.of(
            Wasi.builder().directory("/", MemoryFileSystem.ofCapacity(1 << 20)).limits(limits))) {
      int opened = 0;
      while (guest.open(".", 2, 0) == Errno.SUCCESS) {
        opened++;
      }
      assertThat(opened).isEqualTo(96);
      assertThat(guest.open(".", 2, 0)).isEqualTo(Errno.MFILE);
      assertThat(guest.call("fd_renumber", 50, 4)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.open(".", 2, 0)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.result()).isEqualTo(50);
    }
  }

  @Test
  void aPathOfAMillionNamesIsAnErrorOfItsOwn() {
    try (Probe guest = Probe.of(MemoryFileSystem.ofCapacity(1 << 20))) {
      byte[] slashes = new byte[0x3_0000];
      Arrays.fill(slashes, (byte) '/');
      guest.memory().write(0x1_0000, slashes);
      guest.memory().putByte(0x1_0000, (byte) '.');
      assertThat(guest.call("path_create_directory", 3, 0x1_0000, slashes.length))
          .isEqualTo(Errno.NAMETOOLONG);
    }
  }
}
